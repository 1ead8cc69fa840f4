// One value against one row of the table: the judgements that `judge` is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "catalog/catalog.h"
#include "image/request.h"
#include "json/reader.h"

namespace fluxweir {

// Either a value or the one fault that it has. `T{}` beside a fault means nothing.
template <class T>
struct Verdict {
  T value{};
  std::optional<Fault> fault;
};

Fault make_fault(const RawField& field, std::string_view rule, std::string allowed,
                 std::string nearest = {});

// 1500 -> "1.5"
std::string decimal_text(std::int64_t thousandths);

// What a number must lie between, both included. Decimals in thousandths.
struct Bounds {
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
};
inline Bounds bounds_of(const ParamLimits& limits) { return {limits.min, limits.max}; }

Verdict<bool> judge_boolean(const RawField& field);
// Whole numbers within the bounds; `text_too` also takes "2".
Verdict<std::int64_t> judge_integer(const RawField& field, Bounds bounds, bool text_too);
// In thousandths, rounded to the nearest.
Verdict<std::int64_t> judge_decimal(const RawField& field, Bounds bounds);
Verdict<std::string> judge_choice(const RawField& field, const ParamLimits& limits);
// Trimmed. `may_be_empty` when a reference picture carries the request.
Verdict<std::string> judge_text(const RawField& field, const ParamLimits& limits,
                                bool may_be_empty);
Verdict<Ratio> judge_ratio(const RawField& field);

// A size as it came: a preset or pixels of any value.
struct AskedSize {
  const Preset* preset = nullptr;
  Size size;
};
Verdict<AskedSize> judge_size(const RawField& field);

}  // namespace fluxweir
