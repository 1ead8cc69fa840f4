#include "settings/section.h"

#include <algorithm>
#include <utility>

#include "json/reader.h"

namespace fluxweir {

using json::Tree;

Section::Section(const Tree* tree, std::string path, FaultList& faults)
    : tree_(tree), path_(std::move(path)), faults_(faults) {
  if (tree_ != nullptr && !tree_->is_object()) {
    faults_.add(path_, "type", "an object");
    tree_ = nullptr;
  }
}

const Tree* Section::child(std::string_view key) {
  known_.push_back(std::string(key));
  return tree_ ? json::find(*tree_, key) : nullptr;
}

void Section::text(std::string_view key, std::string& out) {
  const Tree* value = child(key);
  if (value == nullptr) return;
  if (const auto* text = value->get_ptr<const std::string*>()) {
    out = *text;
  } else {
    faults_.add(at(key), "type", "a string");
  }
}

void Section::flag(std::string_view key, bool& out) {
  const Tree* value = child(key);
  if (value == nullptr) return;
  if (const auto* flag = value->get_ptr<const bool*>()) {
    out = *flag;
  } else {
    faults_.add(at(key), "type", "true or false");
  }
}

std::optional<std::int64_t> Section::whole(std::string_view key, std::int64_t min,
                                           std::int64_t max) {
  const Tree* value = child(key);
  if (value == nullptr) return std::nullopt;
  const auto* number = value->get_ptr<const std::int64_t*>();
  if (number != nullptr && *number >= min && *number <= max) return *number;
  faults_.add(at(key), number ? "range" : "type", std::to_string(min) + ".." + std::to_string(max));
  return std::nullopt;
}

void Section::texts(std::string_view key, std::vector<std::string>& out) {
  const Tree* value = child(key);
  if (value == nullptr) return;
  if (!value->is_array()) {
    faults_.add(at(key), "type", "a list of strings");
    return;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (const auto* text = (*value)[i].get_ptr<const std::string*>()) {
      out.push_back(*text);
    } else {
      faults_.add(at(key) + "/" + std::to_string(i), "type", "a string");
    }
  }
}

void Section::close() {
  if (tree_ == nullptr) return;
  for (const auto& [key, value] : tree_->items()) {
    if (key == "$schema" || std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    std::string names;
    for (const std::string& name : known_) names += (names.empty() ? "" : ", ") + name;
    faults_.add(at(key), "unknown", "one of: " + names);
  }
}

std::string Section::at(std::string_view key) const { return json::pointer(path_, key); }

}  // namespace fluxweir
