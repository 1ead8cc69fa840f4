#include "params/spec.h"

namespace fluxweir {
namespace {

using json::Tree;

Tree bound(std::int64_t value, ParamType type) {
  if (type != ParamType::Decimal) return value;
  if (value % 1000 == 0) return value / 1000;
  return static_cast<double>(value) / 1000;
}

Tree preset_names() {
  Tree names = Tree::array();
  for (const Preset& preset : presets()) names.push_back(std::string(preset.name));
  return names;
}

Tree image_size_schema(const Sizing& sizing) {
  const Tree side = {
      {"type", "integer"}, {"minimum", sizing.min_side}, {"maximum", sizing.max_side}};
  Tree object = {{"type", "object"}, {"properties", {{"width", side}, {"height", side}}}};
  object["required"] = Tree::array({"width", "height"});
  const Tree preset = {{"type", "string"}, {"enum", preset_names()}};
  const Tree pixels = {{"type", "string"}, {"pattern", "^[1-9][0-9]{0,4}[xX][1-9][0-9]{0,4}$"}};
  return {{"oneOf", Tree::array({preset, pixels, object})}};
}

Tree ratio_schema() {
  const Tree preset = {{"type", "string"}, {"enum", preset_names()}};
  const Tree ratio = {{"type", "string"}, {"pattern", "^[0-9]+(\\.[0-9]+)?:[0-9]+(\\.[0-9]+)?$"}};
  return {{"anyOf", Tree::array({ratio, preset})}};
}

Tree base_schema(const ParamRow& row, const ParamLimits& limits, const Sizing& sizing) {
  switch (row.type) {
    case ParamType::Text:
    case ParamType::Image:
      return {{"type", "string"}};
    case ParamType::Ratio:
      return ratio_schema();
    case ParamType::ImageSize:
      return image_size_schema(sizing);
    case ParamType::Integer:
      return {{"type", "integer"}};
    case ParamType::Tolerance: {
      Tree names = Tree::array();
      for (std::int64_t i = limits.min.value_or(0); i <= limits.max.value_or(0); ++i)
        names.push_back(std::to_string(i));
      const Tree text = {{"type", "string"}, {"enum", names}};
      const Tree whole = {{"type", "integer"}, {"minimum", *limits.min}, {"maximum", *limits.max}};
      return {{"oneOf", Tree::array({text, whole})}};
    }
    case ParamType::Decimal:
      return {{"type", "number"}};
    case ParamType::Boolean:
      return {{"type", "boolean"}};
    case ParamType::Choice:
      return {{"type", "string"}, {"enum", limits.choices}};
  }
  return {};
}

Tree schema_of(const ParamRow& row, const ParamLimits& limits, const Sizing& sizing) {
  Tree schema = base_schema(row, limits, sizing);
  const bool text = row.type == ParamType::Text;
  if (row.type == ParamType::Integer || row.type == ParamType::Decimal || text) {
    if (limits.min) schema[text ? "minLength" : "minimum"] = bound(*limits.min, row.type);
    if (limits.max) schema[text ? "maxLength" : "maximum"] = bound(*limits.max, row.type);
  }
  if (!limits.fallback.empty())
    schema["default"] = json::parse_tree(limits.fallback).value_or(Tree());
  schema["description"] = std::string(row.about);
  return schema;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string number_text(std::int64_t value, ParamType type) {
  return json::dump_tree(bound(value, type));
}

std::string accepts_text(const ParamRow& row, const ParamLimits& limits, const Sizing& sizing) {
  switch (row.type) {
    case ParamType::Ratio:
      return "W:H between 21:9 and 9:21, or a named size";
    case ParamType::ImageSize:
      return "a named size, WxH or {width, height}, sides " + std::to_string(sizing.min_side) +
             ".." + std::to_string(sizing.max_side);
    case ParamType::Boolean:
      return "true, false";
    case ParamType::Choice:
      return joined(limits.choices);
    case ParamType::Image:
      return "http(s) URL or data URI (JPEG, PNG, WebP)";
    default:
      break;
  }
  std::string text = limits.min ? number_text(*limits.min, row.type) : "";
  if (limits.max) text += ".." + number_text(*limits.max, row.type);
  if (!row.unit.empty()) text += " " + std::string(row.unit);
  return text;
}

}  // namespace

Tree json_schema(const Model& model) {
  Tree schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", model.title},
                 {"type", "object"}};
  Tree properties = Tree::object();
  for (const SpecLine& line : spec_lines(model)) {
    properties[std::string(line.row->name)] =
        schema_of(*line.row, model.limit(line.row->id), model.sizing);
  }
  schema["properties"] = std::move(properties);
  schema["required"] = Tree::array({"prompt"});
  return schema;
}

std::vector<SpecLine> spec_lines(const Model& model) {
  std::vector<SpecLine> lines;
  for (const ParamRow& row : parameters()) {
    const ParamLimits& limits = model.limit(row.id);
    if (!limits.taken) continue;
    std::string fallback = limits.fallback;
    if (fallback.empty())
      fallback = row.id == Param::Prompt ? "required" : (row.id == Param::Seed ? "random" : "none");
    lines.push_back({&row, accepts_text(row, limits, model.sizing), std::move(fallback)});
  }
  return lines;
}

std::string markdown_table(const Model& model) {
  std::string text =
      "| parameter | type | accepts | default | meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const SpecLine& line : spec_lines(model)) {
    text += "| `" + std::string(line.row->name) + "` | " + std::string(type_name(line.row->type)) +
            " | " + line.accepts + " | `" + line.fallback + "` | " + std::string(line.row->about) +
            " |\n";
  }
  return text;
}

}  // namespace fluxweir
