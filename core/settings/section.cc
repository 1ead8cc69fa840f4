#include "settings/section.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace fluxweir {

using json::Kind;
using json::Value;

Section::Section(std::optional<Value> object, std::string path, FaultList& faults)
    : object_(object), path_(std::move(path)), faults_(faults) {
  if (object_ && !object_->is(Kind::Object)) {
    faults_.add(path_, "type", "an object");
    object_.reset();
  }
}

std::optional<Value> Section::child(std::string_view key) {
  known_.push_back(std::string(key));
  return object_ ? object_->find(key) : std::nullopt;
}

void Section::text(std::string_view key, std::string& out) {
  const std::optional<Value> value = child(key);
  if (!value) return;
  if (const auto text = value->string()) {
    out = *text;
  } else {
    faults_.add(at(key), "type", "a string");
  }
}

void Section::flag(std::string_view key, bool& out) {
  const std::optional<Value> value = child(key);
  if (!value) return;
  if (const auto flag = value->boolean()) {
    out = *flag;
  } else {
    faults_.add(at(key), "type", "true or false");
  }
}

std::optional<std::int64_t> Section::whole(std::string_view key, std::int64_t min,
                                           std::int64_t max) {
  const std::optional<Value> value = child(key);
  if (!value) return std::nullopt;
  const auto number = value->integer();
  if (number && *number >= min && *number <= max) return number;
  faults_.add(at(key), number ? "range" : "type", whole_text(min) + ".." + whole_text(max));
  return std::nullopt;
}

void Section::texts(std::string_view key, std::vector<std::string>& out) {
  const std::optional<Value> value = child(key);
  if (!value) return;
  if (!value->is(Kind::Array)) {
    faults_.add(at(key), "type", "a list of strings");
    return;
  }
  std::size_t i = 0;
  for (const Value item : *value) {
    if (const auto text = item.string()) {
      out.push_back(std::string(*text));
    } else {
      faults_.add(at(key) + "/" + whole_text(i), "type", "a string");
    }
    ++i;
  }
}

void Section::close() {
  if (!object_) return;
  for (const Value member : *object_) {
    const std::string_view key = member.key();
    if (key == "$schema" || std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    std::string names;
    for (const std::string& name : known_) names += (names.empty() ? "" : ", ") + name;
    faults_.add(at(key), "unknown", "one of: " + names);
  }
}

std::string Section::at(std::string_view key) const { return json::pointer(path_, key); }

}  // namespace fluxweir
