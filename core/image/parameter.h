// The parameter table: one row per parameter of any FLUX model. Validation, JSON Schema, OpenAPI,
// the command line's flags, forms and the README's table all come from it. Which model takes which,
// and with what range, is data: edge-config/models.json. Source: the product card and provider-apis
// 0.3, 1.12, 2.5, read 2026-11-25.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fluxweir {

enum class Param : std::uint8_t {
  Prompt,
  AspectRatio,
  ImageSize,
  NumImages,
  Raw,
  OutputFormat,
  SafetyTolerance,
  ImageUrl,
  ImagePromptStrength,
  EnhancePrompt,
  Seed,
  SyncMode,
  NumInferenceSteps,
  GuidanceScale,
  EnableSafetyChecker,
  Acceleration,
};
inline constexpr std::size_t kParamCount = 16;

enum class ParamType : std::uint8_t {
  Text,       // string, length in Unicode scalar values
  Ratio,      // "W:H" or a preset name
  ImageSize,  // preset name or {width, height}
  Integer,    // whole number
  Tolerance,  // whole number, also as a string
  Decimal,    // number
  Boolean,
  Choice,  // one of a list of strings
  Image,   // http(s) URL or data URI
};

struct ParamRow {
  Param id;
  std::string_view name;  // "aspect_ratio"
  ParamType type;
  std::string_view unit;     // "pixels", empty when none
  std::string_view about;    // one sentence, for schemas and --help
  std::string_view example;  // a JSON token
};

std::span<const ParamRow> parameters();  // in the card's order
const ParamRow& row_of(Param id);
std::optional<Param> find_param(std::string_view name);
std::string_view type_name(
    ParamType type);  // as the card spells it: string, integer, float, boolean

// A named size: what the presets of `aspect_ratio` and `image_size` mean. Note that portrait_4_3 is
// 3:4 as width to height. Source: fal/toolkit/image, provider-apis 7.1.
struct Preset {
  std::string_view name;
  std::int32_t width;  // pixels, for models sized by image_size
  std::int32_t height;
  std::string_view ratio;  // for models sized by aspect_ratio
};
std::span<const Preset> presets();
const Preset* find_preset(std::string_view name);

}  // namespace fluxweir
