#include "quality/rules.h"

namespace fluxweir {
namespace {

constexpr std::int64_t of(double value) {
  return static_cast<std::int64_t>(value * 1e6 + (value < 0 ? -0.5 : 0.5));
}

constexpr Condition below(Measure measure, double value) { return {measure, of(value), false}; }
constexpr Condition from(Measure measure, double value) { return {measure, of(value), true}; }

using enum Origin;
using enum Gate;

// What gates, by the reference's sections 3 and 4: damage that a measure tells apart from clean
// pictures by itself. Never: exposure, since dark and bright scenes are legal and what is left of
// them is blank's; a plain background, which is one vertical's wish; local contrast, letterbox and
// resolution, which depend on what is shown. No rule reads colour, Laplacian, Tenengrad, halos,
// resampling or fine detail, which are style or unreliable on their own. Banding counts only away
// from strong JPEG and pixelation only with contrast, as in the score.
constexpr std::optional<Condition> kAlways = {};

constexpr Rule kRules[] = {
    {Check::Blank, Measure::Contrast, of(22), of(2), Reference, Fitted},
    // Its fail is the reference's.
    {Check::Blank, Measure::ModeShare, of(0.9), of(0.98), ByEye, Fitted},
    // Dark scenes are legal, and so are bright ones.
    {Check::Exposure, Measure::Mean, of(45), of(12), Reference, Never, kAlways,
     below(Measure::Contrast, 6)},
    {Check::Exposure, Measure::Mean, of(215), of(250), ByEye, Never, kAlways,
     below(Measure::Contrast, 6)},
    {Check::Clipping, Measure::ClipHigh, of(0.08), of(0.35), Reference, Fitted},
    {Check::ClippingInside, Measure::ClipHighInside, of(0.08), of(0.35), Reference, Fitted},
    {Check::Blur, Measure::Blur, of(0.42), of(0.62), Reference, Fitted},
    {Check::Noise, Measure::Noise, of(3), of(14), Reference, Fitted},
    {Check::Jpeg, Measure::JpegGrid, of(1.3), of(2.2), Reference, Fitted},
    // Strong JPEG leaves flat blocks, which look like bands.
    {Check::Banding, Measure::Banding, of(0.006), of(0.03), Reference, Fitted,
     below(Measure::JpegGrid, 1.5)},
    {Check::Checkerboard, Measure::Checkerboard, of(0.3), of(2), Reference, Fitted},
    {Check::Seam, Measure::Seam, of(9), of(40), Reference, Fitted},
    {Check::Pixelation, Measure::Pixelation, of(0.25), of(0.5), Reference, NotOfGraphics, kAlways,
     from(Measure::Contrast, 22)},
    {Check::Background, Measure::BorderContrast, of(12), of(45), ByEye, Never},
    {Check::LocalContrast, Measure::LocalContrast, of(6), of(1.5), ByEye, Never},
    // Its ok is the reference's.
    {Check::Letterbox, Measure::Letterbox, of(0.02), of(0.3), ByEye, Never},
    // 2 and 1 of 4.2 megapixels.
    {Check::Resolution, Measure::EffectiveShare, of(0.48), of(0.24), Reference, Never},
};

constexpr Stake kFull = {10, Verdict::Fail};
constexpr Stake kMore = {15, Verdict::Fail};
constexpr Stake kMost = {20, Verdict::Fail};
constexpr Stake kSoft = {10, Verdict::Warn};
constexpr Stake kHint = {0, Verdict::Warn};
constexpr Stake kNone = {0, Verdict::Pass};

// Which checks bind whom is the reference's; the weights are by eye.
constexpr CheckRow kChecks[kCheckCount] = {
    //                        general portrait fashion product creative
    {Check::Blank, "blank", {kFull, kFull, kFull, kFull, kFull}},
    {Check::Exposure, "exposure", {kFull, kFull, kFull, kSoft, kHint}},
    {Check::Clipping, "clipping", {kFull, kFull, kFull, kNone, kHint}},
    // A subject on white is clipped around, and often within.
    {Check::ClippingInside, "clipping_inside", {kNone, kNone, kNone, kSoft, kNone}},
    {Check::Blur, "blur", {kFull, kMore, kMost, kMore, kHint}},
    {Check::Noise, "noise", {kFull, kFull, kFull, kMore, kFull}},
    {Check::Jpeg, "jpeg", {kFull, kFull, kFull, kMore, kFull}},
    {Check::Banding, "banding", {kFull, kFull, kFull, kFull, kFull}},
    {Check::Checkerboard, "checkerboard", {kFull, kFull, kFull, kFull, kFull}},
    {Check::Seam, "seam", {kFull, kFull, kFull, kFull, kFull}},
    {Check::Pixelation, "pixelation", {kFull, kFull, kFull, kSoft, kHint}},
    {Check::Background, "background", {kNone, kNone, kNone, kSoft, kNone}},
    {Check::LocalContrast, "local_contrast", {kNone, kNone, kSoft, kNone, kNone}},
    {Check::Letterbox, "letterbox", {kHint, kHint, kHint, kNone, kHint}},
    {Check::Resolution, "resolution", {kHint, kHint, kHint, kHint, kHint}},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kCheckCount; ++i) {
    if (static_cast<std::size_t>(kChecks[i].check) != i) return false;
  }
  return true;
}
static_assert(in_order());

constexpr std::string_view kVerticals[kVerticalCount] = {"general", "portrait", "fashion",
                                                         "product", "creative"};

}  // namespace

bool holds(const std::optional<Condition>& condition, const Measures& measures) {
  if (!condition) return true;
  const auto value = measures.find(condition->measure);
  return value && (*value < condition->below) != condition->negated;
}

std::string_view vertical_name(Vertical vertical) {
  return kVerticals[static_cast<std::size_t>(vertical)];
}

std::optional<Vertical> find_vertical(std::string_view name) {
  for (std::size_t i = 0; i < kVerticalCount; ++i) {
    if (kVerticals[i] == name) return static_cast<Vertical>(i);
  }
  return std::nullopt;
}

std::string_view verdict_name(Verdict verdict) {
  constexpr std::string_view kNames[] = {"pass", "warn", "fail"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view check_name(Check check) { return kChecks[static_cast<std::size_t>(check)].name; }

std::span<const Rule> rules() { return kRules; }
std::span<const CheckRow> check_rows() { return kChecks; }

}  // namespace fluxweir
