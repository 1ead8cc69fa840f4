#include "params/spec.h"

#include "base/text.h"
#include "json/writer.h"

namespace fluxweir {
namespace {

using json::Writer;

void write_bound(Writer& out, std::int64_t value, ParamType type) {
  type == ParamType::Decimal ? out.decimal(value) : out.integer(value);
}

// Begins a string's schema that the caller ends.
Writer& begin_text(Writer& out) { return out.begin_object().member("type", "string"); }

void write_presets(Writer& out) {
  begin_text(out).key("enum").begin_array();
  for (const Preset& preset : presets()) out.string(preset.name);
  out.end_array().end_object();
}

void write_side(Writer& out, std::string_view name, const Sizing& sizing) {
  out.key(name).begin_object().member("type", "integer");
  out.member("minimum", sizing.min_side).member("maximum", sizing.max_side).end_object();
}

void write_image_size(Writer& out, const Sizing& sizing) {
  out.key("oneOf").begin_array();
  write_presets(out);
  begin_text(out).member("pattern", "^[1-9][0-9]{0,4}[xX][1-9][0-9]{0,4}$").end_object();
  out.begin_object().member("type", "object").key("properties").begin_object();
  write_side(out, "width", sizing);
  write_side(out, "height", sizing);
  out.end_object().key("required").begin_array().string("width").string("height").end_array();
  out.end_object().end_array();
}

void write_ratio(Writer& out) {
  out.key("anyOf").begin_array();
  begin_text(out).member("pattern", "^[0-9]+(\\.[0-9]+)?:[0-9]+(\\.[0-9]+)?$").end_object();
  write_presets(out);
  out.end_array();
}

void write_tolerance(Writer& out, const ParamLimits& limits) {
  const std::int64_t min = limits.min.value_or(0);
  const std::int64_t max = limits.max.value_or(0);
  out.key("oneOf").begin_array();
  begin_text(out).key("enum").begin_array();
  for (std::int64_t i = min; i <= max; ++i) out.string(whole_text(i));
  out.end_array().end_object();
  out.begin_object().member("type", "integer").member("minimum", min).member("maximum", max);
  out.end_object().end_array();
}

// What the type alone says: the first members of a parameter's schema.
void write_type(Writer& out, const ParamRow& row, const ParamLimits& limits, const Sizing& sizing) {
  switch (row.type) {
    case ParamType::Text:
    case ParamType::Image:
      out.member("type", "string");
      return;
    case ParamType::Ratio:
      return write_ratio(out);
    case ParamType::ImageSize:
      return write_image_size(out, sizing);
    case ParamType::Integer:
      out.member("type", "integer");
      return;
    case ParamType::Tolerance:
      return write_tolerance(out, limits);
    case ParamType::Decimal:
      out.member("type", "number");
      return;
    case ParamType::Boolean:
      out.member("type", "boolean");
      return;
    case ParamType::Choice:
      out.member("type", "string").strings("enum", limits.choices);
      return;
  }
}

void write_parameter(Writer& out, const ParamRow& row, const Model& model) {
  const ParamLimits& limits = model.limit(row.id);
  out.key(row.name).begin_object();
  write_type(out, row, limits, model.sizing);
  const bool text = row.type == ParamType::Text;
  if (row.type == ParamType::Integer || row.type == ParamType::Decimal || text) {
    if (limits.min) write_bound(out.key(text ? "minLength" : "minimum"), *limits.min, row.type);
    if (limits.max) write_bound(out.key(text ? "maxLength" : "maximum"), *limits.max, row.type);
  }
  if (!limits.fallback.empty()) out.key("default").raw(limits.fallback);
  out.member("description", row.about).end_object();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string number_text(std::int64_t value, ParamType type) {
  Writer out;
  write_bound(out, value, type);
  return out.take();
}

std::string accepts_text(const ParamRow& row, const ParamLimits& limits, const Sizing& sizing) {
  switch (row.type) {
    case ParamType::Ratio:
      return "W:H between 21:9 and 9:21, or a named size";
    case ParamType::ImageSize:
      return "a named size, WxH or {width, height}, sides " + whole_text(sizing.min_side) + ".." +
             whole_text(sizing.max_side);
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

void write_schema(json::Writer& out, const Model& model, Among among) {
  out.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.member("title", model.title).member("type", "object").key("properties").begin_object();
  for (const ParamRow& row : parameters()) {
    if (model.limit(row.id).taken) write_parameter(out, row, model);
  }
  if (among == Among::Models) {
    begin_text(out.key("model")).member("description", "The model's id or one of its aliases.");
    out.end_object();
  }
  out.end_object().key("required").begin_array().string("prompt").end_array().end_object();
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
