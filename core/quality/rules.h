// Where a measure begins to tell against a picture, and how much each check matters to whom: data
// only. Most rows are the table of image-quality.md 4, calibrated there on 13 photographs and 5
// rendered works; rows marked ByEye were set by looking at this project's pictures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "quality/measure.h"

namespace fluxweir {

// What a picture is for.
enum class Vertical : std::uint8_t { General, Portrait, Fashion, Product, Creative };
inline constexpr std::size_t kVerticalCount = 5;

std::string_view vertical_name(Vertical vertical);
std::optional<Vertical> find_vertical(std::string_view name);

enum class Verdict : std::uint8_t { Pass, Warn, Fail };
std::string_view verdict_name(Verdict verdict);

enum class Check : std::uint8_t {
  Blank,
  Exposure,
  Clipping,
  ClippingInside,
  Blur,
  Noise,
  Jpeg,
  Banding,
  Checkerboard,
  Seam,
  Pixelation,
  Background,
  LocalContrast,
  Letterbox,
  Resolution,
};
inline constexpr std::size_t kCheckCount = 15;
std::string_view check_name(Check check);

enum class Origin : std::uint8_t { Reference, ByEye };

// Holds while the measure is below `below`, or from `below` on when `negated`.
struct Condition {
  Measure measure = Measure::Contrast;
  std::int64_t below = 0;  // millionths
  bool negated = false;
};

bool holds(const std::optional<Condition>& condition, const Measures& measures);

// Whether thresholds fitted to an operator's own pictures may reject by a rule (calibration.h).
enum class Gate : std::uint8_t {
  Never,
  Fitted,
  NotOfGraphics,  // fitted, unless a good picture is a flat graphic, which looks the same
};

// Goodness falls from 1 at `ok` to 0 at `fail`, in millionths of the measure's unit. Rules of one
// check are one: the least goodness counts.
struct Rule {
  Check check;
  Measure measure;
  std::int64_t ok;
  std::int64_t fail;
  Origin origin;
  Gate gate;
  std::optional<Condition> counts_if = {};  // else the rule says nothing
  std::optional<Condition> fails_if = {};   // else it warns at most
};

// Weight in tenths within the composite, 0 for none, and the worst a check may say.
struct Stake {
  int weight = 0;
  Verdict worst = Verdict::Fail;
};
struct CheckRow {
  Check check;
  std::string_view name;
  std::array<Stake, kVerticalCount> stakes;  // by Vertical
};

// Changes with any number below.
inline constexpr std::string_view kRulesVersion = "2026-11-1";

std::span<const Rule> rules();
std::span<const CheckRow> check_rows();  // in the order of the enumeration

// What more noise a picture with wanted film grain may have (raw mode).
inline constexpr std::int64_t kFilmGrain = 4'000'000;

}  // namespace fluxweir
