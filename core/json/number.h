// Number tokens by the grammar of RFC 8259 6, read exactly and without a double: to read those well
// takes tables of 10 KiB, and nobody here counts in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fluxweir::json {

struct Decimal {
  // The greatest count of millionths that is not above the number; beyond +-9.2e12 the last one
  // that there is.
  std::int64_t millionths = 0;
  bool exact = true;  // it is the number
};

// What a token says before anyone rounds it.
struct NumberToken {
  bool valid = false;                 // the whole token is a number by the grammar
  std::optional<std::int64_t> whole;  // its exact value, when that is whole and fits ("1e2", "-0")
  Decimal decimal;
};

NumberToken read_number(std::string_view token);

Decimal to_decimal(std::int64_t whole);

// The nearest count of thousandths; halves away from zero.
std::int64_t to_thousandths(const Decimal& number);

}  // namespace fluxweir::json
