#include "catalog/catalog.h"

#include "base/fault_list.h"
#include "base/text.h"
#include "json/reader.h"

namespace fluxweir {
namespace {

using json::Value;

// In thousandths for decimals, which have no more than three digits behind the point.
std::optional<std::int64_t> scaled(const Value& number, ParamType type) {
  if (type != ParamType::Decimal) return number.integer();
  const std::optional<json::Decimal> decimal = number.decimal();
  if (!decimal || !decimal->exact || decimal->millionths % 1000 != 0) return std::nullopt;
  return decimal->millionths / 1000;
}

void read_bound(const Value& row, std::string_view key, ParamType type, const std::string& path,
                FaultList& faults, std::optional<std::int64_t>& out) {
  const std::optional<Value> value = row.find(key);
  if (!value) return;
  out = scaled(*value, type);
  if (out) return;
  faults.add(json::pointer(path, key), "type",
             type == ParamType::Decimal ? "a number of at most three decimals" : "a whole number");
}

std::vector<std::string> strings_of(const Value& list) {
  std::vector<std::string> strings;
  for (const Value item : list) {
    if (const auto text = item.string()) strings.push_back(std::string(*text));
  }
  return strings;
}

// The member `key` when it is a string, else `fallback`.
std::string text_of(const Value& object, std::string_view key, std::string_view fallback = "") {
  return std::string(json::find_string(object, key).value_or(fallback));
}

ParamLimits read_limits(const Value& row, const ParamRow& param, const std::string& path,
                        FaultList& faults) {
  ParamLimits limits;
  limits.taken = true;
  const bool text = param.type == ParamType::Text;
  read_bound(row, text ? "min_length" : "min", param.type, path, faults, limits.min);
  read_bound(row, text ? "max_length" : "max", param.type, path, faults, limits.max);
  if (const auto fallback = row.find("default")) limits.fallback = fallback->text();
  if (const auto choices = row.find("choices")) limits.choices = strings_of(*choices);
  if (param.type == ParamType::Choice && limits.choices.empty()) {
    faults.add(path + "/choices", "missing", "a list of strings");
  }
  return limits;
}

Price read_price(std::optional<Value> tree, const std::string& path, FaultList& faults) {
  Price price;
  const std::int64_t amount = tree ? json::find_integer(*tree, "micro_usd").value_or(-1) : -1;
  const std::string per = tree ? text_of(*tree, "per") : "";
  if (amount < 0 || amount > 1'000'000'000) {
    faults.add(path + "/micro_usd", "range", "a whole number of micro-dollars, 0..1000000000");
  }
  if (per != "image" && per != "megapixel")
    faults.add(path + "/per", "one_of", "image or megapixel");
  price.amount = {amount};
  price.per = per == "megapixel" ? Price::Per::Megapixel : Price::Per::Image;
  price.whole_megapixels = tree && json::find_boolean(*tree, "whole_megapixels").value_or(false);
  return price;
}

Sizing read_sizing(std::optional<Value> tree, const std::string& path, FaultList& faults) {
  Sizing sizing;
  const auto by = tree ? json::find_string(*tree, "by") : std::nullopt;
  if (!by || (*by != "aspect_ratio" && *by != "image_size")) {
    faults.add(path + "/by", "one_of", "aspect_ratio or image_size");
    return sizing;
  }
  sizing.by = *by == "image_size" ? Sizing::By::ImageSize : Sizing::By::AspectRatio;
  const auto pixels = [&](std::string_view key, std::int32_t& out) {
    const auto value = json::find_integer(*tree, key);
    if (!value) return;
    if (*value < 1 || *value > 4096) {
      faults.add(json::pointer(path, key), "range", "1..4096 pixels");
      return;
    }
    out = static_cast<std::int32_t>(*value);
  };
  pixels("side", sizing.side);
  pixels("step", sizing.step);
  pixels("min_side", sizing.min_side);
  pixels("max_side", sizing.max_side);
  return sizing;
}

std::vector<CardLine> read_card(std::optional<Value> tree, const std::string& path,
                                FaultList& faults) {
  std::vector<CardLine> card;
  if (!tree) return card;
  std::size_t at = 0;
  for (const Value row : *tree) {
    const std::string here = path + "/" + whole_text(at++);
    CardLine line{text_of(row, "name"), text_of(row, "value"), text_of(row, "note"),
                  text_of(row, "source"), text_of(row, "date")};
    if (line.name.empty()) faults.add(here + "/name", "missing", "a name");
    if (line.source != "vendor" && line.source != "measured") {
      faults.add(here + "/source", "one_of", "vendor or measured");
    }
    if (line.date.size() != 10) faults.add(here + "/date", "format", "YYYY-MM-DD");
    card.push_back(std::move(line));
  }
  return card;
}

void read_parameters(std::optional<Value> tree, const std::string& path, FaultList& faults,
                     Model& model) {
  if (!tree || !tree->is(json::Kind::Object)) {
    faults.add(path, "missing", "an object of parameters");
    return;
  }
  for (const Value row : *tree) {
    const std::string here = json::pointer(path, row.key());
    const std::optional<Param> id = find_param(row.key());
    if (!id) {
      faults.add(here, "unknown", "a parameter that fluxweir knows");
      continue;
    }
    model.limits[static_cast<std::size_t>(*id)] = read_limits(row, row_of(*id), here, faults);
  }
}

Model read_model(const Value& tree, const std::string& path, FaultList& faults) {
  Model model;
  model.id = text_of(tree, "id");
  if (model.id.empty()) faults.add(path + "/id", "missing", "the model's id");
  model.title = text_of(tree, "title", model.id);
  model.family = text_of(tree, "family");
  model.description = text_of(tree, "description");
  if (const auto aliases = tree.find("aliases")) model.aliases = strings_of(*aliases);
  model.price = read_price(tree.find("price"), path + "/price", faults);
  if (const auto licence = tree.find("licence")) {
    model.licence = text_of(*licence, "name");
    model.licence_must_be_accepted = json::find_boolean(*licence, "must_accept").value_or(false);
  }
  model.sizing = read_sizing(tree.find("sizing"), path + "/sizing", faults);
  read_parameters(tree.find("parameters"), path + "/parameters", faults, model);
  if (const auto typical = json::find_integer(tree, "typical_ms")) {
    if (*typical < 1 || *typical > 600'000)
      faults.add(path + "/typical_ms", "range", "1..600000 milliseconds");
    model.typical = {*typical};
  }
  if (const auto wire = tree.find("wire_names")) {
    for (const Value name : *wire) {
      const auto text = name.string();
      if (!text) faults.add(json::pointer(path + "/wire_names", name.key()), "type", "a string");
      if (text) model.wire_names.emplace_back(name.key(), *text);
    }
  }
  model.card = read_card(tree.find("card"), path + "/card", faults);
  return model;
}

}  // namespace

Result<Catalog> Catalog::load(std::string_view text) {
  const Result<json::Document> document = json::Document::read(text);
  if (!document) return fail(document.error());
  FaultList faults;
  Catalog catalog;
  const std::optional<Value> models = document->root().find("models");
  if (!models || !models->is(json::Kind::Array) || models->size() == 0) {
    faults.add("/models", "missing", "a list of at least one model");
    return fail(faults.take("The model catalogue is not valid"));
  }
  std::size_t at = 0;
  for (const Value row : *models) {
    const std::string path = "/models/" + whole_text(at++);
    Model model = read_model(row, path, faults);
    if (catalog.find(model.id) != nullptr)
      faults.add(path + "/id", "unique", "a name no other model has");
    for (const std::string& alias : model.aliases) {
      if (catalog.find(alias) != nullptr)
        faults.add(path + "/aliases", "unique", "names no other model has");
    }
    catalog.models_.push_back(std::move(model));
  }
  if (!faults.empty()) return fail(faults.take("The model catalogue is not valid"));
  return catalog;
}

const Model* Catalog::find(std::string_view name) const {
  for (const Model& model : models_) {
    if (equals_ignoring_case(model.id, name)) return &model;
    for (const std::string& alias : model.aliases) {
      if (equals_ignoring_case(alias, name)) return &model;
    }
  }
  return nullptr;
}

MicroUsd price_of(const Price& price, Size size, std::int32_t pictures) {
  constexpr std::int64_t kMega = 1'000'000;
  if (price.per == Price::Per::Image) return {price.amount.count * pictures};
  std::int64_t pixels = size.pixels();
  if (price.whole_megapixels) pixels = (pixels + kMega - 1) / kMega * kMega;
  return {(pixels * price.amount.count + kMega - 1) / kMega * pictures};
}

}  // namespace fluxweir
