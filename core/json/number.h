// Number tokens by the grammar of RFC 8259 6, read exactly where they are whole. Reading a double
// from text is left to the JSON library.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fluxweir::json {

// What a token says before anyone rounds it.
struct NumberToken {
  bool valid = false;                 // the whole token is a number by the grammar
  std::optional<std::int64_t> whole;  // its exact value, when that is whole and fits ("1e2", "-0")
};

NumberToken read_number(std::string_view token);

}  // namespace fluxweir::json
