// Settings, catalogue, schemas and OpenAPI: nlohmann/json behind calls that cannot throw or abort.
// The only file beside reader.cc that names a JSON library.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace fluxweir::json {

// Keeps the order of members.
using Tree = nlohmann::ordered_json;

// Fails with InvalidJson and the byte where the text breaks. Comments are not accepted.
Result<Tree> parse_tree(std::string_view text);

// Compact with indent < 0. Broken UTF-8 becomes U+FFFD.
std::string dump_tree(const Tree& tree, int indent = -1);

// The member `key` of an object; null when `tree` is no object or has no such member.
const Tree* find(const Tree& tree, std::string_view key);

// Typed look-ups that never convert: nothing when absent or of another type.
std::optional<std::string> find_string(const Tree& tree, std::string_view key);
std::optional<std::int64_t> find_integer(const Tree& tree, std::string_view key);
std::optional<bool> find_boolean(const Tree& tree, std::string_view key);

}  // namespace fluxweir::json
