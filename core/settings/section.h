// Walks one object of a document that people write: typed members, each fault with its JSON
// pointer, and a fault for every name that nobody asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault_list.h"
#include "json/reader.h"

namespace fluxweir {

class Section {
 public:
  // `object` nothing: an object without members. Its document and `faults` outlive the section.
  Section(std::optional<json::Value> object, std::string path, FaultList& faults);
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

  // The member `key`; nothing when there is none.
  std::optional<json::Value> child(std::string_view key);

  // Each leaves `out` as it is when the member is absent or faulty.
  void text(std::string_view key, std::string& out);
  void flag(std::string_view key, bool& out);
  void texts(std::string_view key, std::vector<std::string>& out);
  std::optional<std::int64_t> whole(std::string_view key, std::int64_t min, std::int64_t max);

  // A fault for each member that nobody asked for: a misspelt name must not pass as a default.
  void close();

  std::string at(std::string_view key) const;  // JSON pointer to the member

 private:
  std::optional<json::Value> object_;
  std::string path_;
  FaultList& faults_;
  std::vector<std::string> known_;
};

}  // namespace fluxweir
