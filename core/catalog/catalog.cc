#include "catalog/catalog.h"

#include "base/fault_list.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/tree.h"

namespace fluxweir {
namespace {

using json::Tree;

// `number` x 1000 for decimals, as it is otherwise. Catalogue numbers have at most three decimals.
std::optional<std::int64_t> scaled(const Tree& number, ParamType type) {
  if (!number.is_number()) return std::nullopt;
  if (type != ParamType::Decimal) {
    if (!number.is_number_integer()) return std::nullopt;
    return *number.get_ptr<const std::int64_t*>();
  }
  if (const auto* whole = number.get_ptr<const std::int64_t*>()) return *whole * 1000;
  const double real = *number.get_ptr<const double*>();
  return static_cast<std::int64_t>(real * 1000 + (real < 0 ? -0.5 : 0.5));
}

void read_bound(const Tree& row, std::string_view key, ParamType type, const std::string& path,
                FaultList& faults, std::optional<std::int64_t>& out) {
  const Tree* value = json::find(row, key);
  if (value == nullptr) return;
  out = scaled(*value, type);
  if (!out) faults.add(json::pointer(path, key), "type", "a number");
}

ParamLimits read_limits(const Tree& row, const ParamRow& param, const std::string& path,
                        FaultList& faults) {
  ParamLimits limits;
  limits.taken = true;
  const bool text = param.type == ParamType::Text;
  read_bound(row, text ? "min_length" : "min", param.type, path, faults, limits.min);
  read_bound(row, text ? "max_length" : "max", param.type, path, faults, limits.max);
  if (const Tree* fallback = json::find(row, "default"))
    limits.fallback = json::dump_tree(*fallback);
  if (const Tree* choices = json::find(row, "choices")) {
    for (const Tree& choice : *choices) {
      if (const auto* name = choice.get_ptr<const std::string*>()) limits.choices.push_back(*name);
    }
  }
  if (param.type == ParamType::Choice && limits.choices.empty()) {
    faults.add(path + "/choices", "missing", "a list of strings");
  }
  return limits;
}

Price read_price(const Tree* tree, const std::string& path, FaultList& faults) {
  Price price;
  const auto amount = tree ? json::find_integer(*tree, "micro_usd") : std::nullopt;
  const auto per = tree ? json::find_string(*tree, "per") : std::nullopt;
  if (!amount || *amount < 0 || *amount > 1'000'000'000) {
    faults.add(path + "/micro_usd", "range", "a whole number of micro-dollars, 0..1000000000");
  }
  if (!per || (*per != "image" && *per != "megapixel"))
    faults.add(path + "/per", "one_of", "image or megapixel");
  price.amount = {amount.value_or(0)};
  price.per = per == "megapixel" ? Price::Per::Megapixel : Price::Per::Image;
  price.whole_megapixels = tree && json::find_boolean(*tree, "whole_megapixels").value_or(false);
  return price;
}

Sizing read_sizing(const Tree* tree, const std::string& path, FaultList& faults) {
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

std::vector<CardLine> read_card(const Tree* tree, const std::string& path, FaultList& faults) {
  std::vector<CardLine> card;
  if (tree == nullptr) return card;
  std::size_t at = 0;
  for (const Tree& row : *tree) {
    const std::string here = path + "/" + std::to_string(at++);
    CardLine line{
        json::find_string(row, "name").value_or(""), json::find_string(row, "value").value_or(""),
        json::find_string(row, "note").value_or(""), json::find_string(row, "source").value_or(""),
        json::find_string(row, "date").value_or("")};
    if (line.name.empty()) faults.add(here + "/name", "missing", "a name");
    if (line.source != "vendor" && line.source != "measured") {
      faults.add(here + "/source", "one_of", "vendor or measured");
    }
    if (line.date.size() != 10) faults.add(here + "/date", "format", "YYYY-MM-DD");
    card.push_back(std::move(line));
  }
  return card;
}

void read_parameters(const Tree* tree, const std::string& path, FaultList& faults, Model& model) {
  if (tree == nullptr || !tree->is_object()) {
    faults.add(path, "missing", "an object of parameters");
    return;
  }
  for (const auto& [name, row] : tree->items()) {
    const std::string here = json::pointer(path, name);
    const std::optional<Param> id = find_param(name);
    if (!id) {
      faults.add(here, "unknown", "a parameter that fluxweir knows");
      continue;
    }
    model.limits[static_cast<std::size_t>(*id)] = read_limits(row, row_of(*id), here, faults);
  }
}

Model read_model(const Tree& tree, const std::string& path, FaultList& faults) {
  Model model;
  model.id = json::find_string(tree, "id").value_or("");
  if (model.id.empty()) faults.add(path + "/id", "missing", "the model's id");
  model.title = json::find_string(tree, "title").value_or(model.id);
  model.family = json::find_string(tree, "family").value_or("");
  model.description = json::find_string(tree, "description").value_or("");
  if (const Tree* aliases = json::find(tree, "aliases")) {
    for (const Tree& alias : *aliases) {
      if (const auto* name = alias.get_ptr<const std::string*>()) model.aliases.push_back(*name);
    }
  }
  model.price = read_price(json::find(tree, "price"), path + "/price", faults);
  if (const Tree* licence = json::find(tree, "licence")) {
    model.licence = json::find_string(*licence, "name").value_or("");
    model.licence_must_be_accepted = json::find_boolean(*licence, "must_accept").value_or(false);
  }
  model.sizing = read_sizing(json::find(tree, "sizing"), path + "/sizing", faults);
  read_parameters(json::find(tree, "parameters"), path + "/parameters", faults, model);
  if (const auto typical = json::find_integer(tree, "typical_ms")) {
    if (*typical < 1 || *typical > 600'000)
      faults.add(path + "/typical_ms", "range", "1..600000 milliseconds");
    model.typical = {*typical};
  }
  if (const Tree* wire = json::find(tree, "wire_names")) {
    for (const auto& [codec, name] : wire->items()) {
      const auto* text = name.get_ptr<const std::string*>();
      if (text == nullptr)
        faults.add(json::pointer(path + "/wire_names", codec), "type", "a string");
      if (text != nullptr) model.wire_names.emplace_back(codec, *text);
    }
  }
  model.card = read_card(json::find(tree, "card"), path + "/card", faults);
  return model;
}

}  // namespace

Result<Catalog> Catalog::load(std::string_view text) {
  Result<Tree> tree = json::parse_tree(text);
  if (!tree) return fail(std::move(tree.error()));
  FaultList faults;
  Catalog catalog;
  const Tree* models = json::find(*tree, "models");
  if (models == nullptr || !models->is_array() || models->empty()) {
    faults.add("/models", "missing", "a list of at least one model");
    return fail(faults.take("The model catalogue is not valid"));
  }
  std::size_t at = 0;
  for (const Tree& row : *models) {
    const std::string path = "/models/" + std::to_string(at++);
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
