#include "params/judge_value.h"

#include "base/text.h"

namespace fluxweir {
namespace {

std::string range_text(Bounds limits, bool decimal) {
  const auto show = [&](std::int64_t v) { return decimal ? decimal_text(v) : whole_text(v); };
  if (limits.min && limits.max) return show(*limits.min) + ".." + show(*limits.max);
  if (limits.min) return "at least " + show(*limits.min);
  if (limits.max) return "at most " + show(*limits.max);
  return decimal ? "a number" : "a whole number";
}

// The rule and nearest legal value when `value` is outside the limits.
std::optional<Fault> check_range(const RawField& field, std::int64_t value, Bounds limits,
                                 bool decimal) {
  const auto show = [&](std::int64_t v) { return decimal ? decimal_text(v) : whole_text(v); };
  if (limits.min && value < *limits.min) {
    return make_fault(field, "minimum", range_text(limits, decimal), show(*limits.min));
  }
  if (limits.max && value > *limits.max) {
    return make_fault(field, "maximum", range_text(limits, decimal), show(*limits.max));
  }
  return std::nullopt;
}

std::string choices_text(const std::vector<std::string>& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "" : ", ") + choice;
  return text;
}

// "1024x768" in pixels; nothing when it is not two whole numbers around an x.
std::optional<Size> read_pixels(std::string_view text) {
  const std::size_t cross = text.find_first_of("xX");
  if (cross == std::string_view::npos) return std::nullopt;
  const auto width = to_integer(text.substr(0, cross));
  const auto height = to_integer(text.substr(cross + 1));
  if (!width || !height || *width < 1 || *height < 1 || *width > 100'000 || *height > 100'000)
    return std::nullopt;
  return Size{static_cast<std::int32_t>(*width), static_cast<std::int32_t>(*height)};
}

std::optional<std::int32_t> read_side(const json::Value& object, std::string_view key) {
  const auto member = object.find(key);
  const auto value = member ? member->integer() : std::nullopt;
  if (!value || *value < 1 || *value > 100'000) return std::nullopt;
  return static_cast<std::int32_t>(*value);
}

constexpr std::string_view kSizeAllowed =
    "square_hd, square, portrait_4_3, portrait_16_9, landscape_4_3, landscape_16_9, WxH or {width, "
    "height} in pixels";
constexpr std::string_view kRatioAllowed =
    "W:H between 21:9 and 9:21, or square_hd, square, portrait_4_3, portrait_16_9, landscape_4_3, "
    "landscape_16_9";

}  // namespace

std::string decimal_text(std::int64_t thousandths) {
  std::string text = whole_text(thousandths / 1000);
  if (std::int64_t rest = thousandths % 1000; rest != 0) {
    std::string digits = whole_text(1000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += "." + digits;
  }
  return text;
}

Fault make_fault(const RawField& field, std::string_view rule, std::string allowed,
                 std::string nearest) {
  return {field.path(), std::string(rule), std::string(field.value.type()), std::move(allowed),
          std::move(nearest)};
}

Verdict<bool> judge_boolean(const RawField& field) {
  if (const auto value = field.value.boolean()) return {*value, {}};
  return {false, make_fault(field, "type", "true or false")};
}

Verdict<std::int64_t> judge_integer(const RawField& field, Bounds bounds, bool text_too) {
  std::optional<std::int64_t> value = field.value.integer();
  if (!value && text_too && field.value.string()) value = to_integer(*field.value.string());
  if (!value) {
    // A whole number beyond 64 bits is out of range, not of the wrong type.
    const bool number = field.value.kind() == json::Kind::Number;
    const bool beyond =
        number && field.value.token().find_first_of(".eE") == std::string_view::npos;
    const bool low = beyond && field.value.token().front() == '-';
    if (!beyond) return {0, make_fault(field, "type", range_text(bounds, false))};
    value = low ? INT64_MIN : INT64_MAX;
  }
  return {*value, check_range(field, *value, bounds, false)};
}

Verdict<std::int64_t> judge_decimal(const RawField& field, Bounds bounds) {
  if (field.value.kind() != json::Kind::Number)
    return {0, make_fault(field, "type", range_text(bounds, true))};
  const json::Decimal number = *field.value.decimal();
  std::int64_t value = json::to_thousandths(number);
  // Compared before rounding, so that 1.0001 is above 1.
  const auto above = [&](std::int64_t bound) {
    return number.millionths > bound * 1000 || (number.millionths == bound * 1000 && !number.exact);
  };
  if (bounds.max && above(*bounds.max) && value <= *bounds.max) value = *bounds.max + 1;
  if (bounds.min && number.millionths < *bounds.min * 1000 && value >= *bounds.min)
    value = *bounds.min - 1;
  return {value, check_range(field, value, bounds, true)};
}

Verdict<std::string> judge_choice(const RawField& field, const ParamLimits& limits) {
  const auto text = field.value.string();
  if (!text) return {{}, make_fault(field, "type", choices_text(limits.choices))};
  for (const std::string& choice : limits.choices) {
    // jpg is how some APIs spell jpeg.
    if (*text == choice || (*text == "jpg" && choice == "jpeg")) return {choice, {}};
  }
  const std::string nearest = limits.choices.empty() ? "" : "\"" + limits.choices.front() + "\"";
  return {{}, make_fault(field, "one_of", choices_text(limits.choices), nearest)};
}

Verdict<std::string> judge_text(const RawField& field, const ParamLimits& limits,
                                bool may_be_empty) {
  const auto text = field.value.string();
  const auto allowed = [&] { return range_text(bounds_of(limits), false) + " characters"; };
  if (!text) return {{}, make_fault(field, "type", "a string of " + allowed())};
  const std::string_view trimmed = trim(*text);
  const auto length = static_cast<std::int64_t>(utf8_length(trimmed));
  if (length == 0 && may_be_empty) return {};
  if (limits.min && length < *limits.min) return {{}, make_fault(field, "too_short", allowed())};
  if (limits.max && length > *limits.max) return {{}, make_fault(field, "too_long", allowed())};
  return {std::string(trimmed), {}};
}

Verdict<Ratio> judge_ratio(const RawField& field) {
  const auto text = field.value.string();
  if (!text) return {{}, make_fault(field, "type", std::string(kRatioAllowed))};
  if (const Preset* preset = find_preset(*text)) return {*read_ratio(preset->ratio), {}};
  const std::optional<Ratio> ratio = read_ratio(*text);
  if (!ratio) return {{}, make_fault(field, "format", std::string(kRatioAllowed), "\"16:9\"")};
  if (!is_legal(*ratio)) {
    const bool wide = ratio->width > ratio->height;
    return {*ratio, make_fault(field, wide ? "maximum" : "minimum", std::string(kRatioAllowed),
                               wide ? "\"21:9\"" : "\"9:21\"")};
  }
  return {*ratio, {}};
}

Verdict<AskedSize> judge_size(const RawField& field) {
  if (const auto text = field.value.string()) {
    if (const Preset* preset = find_preset(*text))
      return {{preset, {preset->width, preset->height}}, {}};
    if (const auto size = read_pixels(*text)) return {{nullptr, *size}, {}};
    return {{}, make_fault(field, "one_of", std::string(kSizeAllowed), "\"landscape_4_3\"")};
  }
  if (field.value.kind() == json::Kind::Object) {
    const auto width = read_side(field.value, "width");
    const auto height = read_side(field.value, "height");
    if (width && height) return {{nullptr, {*width, *height}}, {}};
    return {{}, make_fault(field, "format", "{width, height} as whole numbers of pixels")};
  }
  return {{}, make_fault(field, "type", std::string(kSizeAllowed))};
}

}  // namespace fluxweir
