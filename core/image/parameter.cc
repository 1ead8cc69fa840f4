#include "image/parameter.h"

namespace fluxweir {
namespace {

constexpr ParamRow kRows[kParamCount] = {
    {Param::Prompt, "prompt", ParamType::Text, "characters",
     "Text description of the image to generate.", R"("a lighthouse in fog")"},
    {Param::AspectRatio, "aspect_ratio", ParamType::Ratio, "",
     "Aspect ratio of the output: W:H between 21:9 and 9:21, or a named size.", R"("16:9")"},
    {Param::ImageSize, "image_size", ParamType::ImageSize, "pixels",
     "Size of the output: a named size, WxH, or an object with width and height.",
     R"("landscape_4_3")"},
    {Param::NumImages, "num_images", ParamType::Integer, "images",
     "Number of images to generate per request.", "1"},
    {Param::Raw, "raw", ParamType::Boolean, "",
     "Generate less processed, more natural-looking images.", "false"},
    {Param::OutputFormat, "output_format", ParamType::Choice, "", "Output format.", R"("jpeg")"},
    {Param::SafetyTolerance, "safety_tolerance", ParamType::Tolerance, "",
     "Content moderation strictness: 1 is the most strict, 6 the most permissive.", R"("2")"},
    {Param::ImageUrl, "image_url", ParamType::Image, "",
     "Reference image for style conditioning: an http(s) URL or a data URI (JPEG, PNG, WebP).",
     R"("data:image/png;base64,...")"},
    {Param::ImagePromptStrength, "image_prompt_strength", ParamType::Decimal, "",
     "Strength of the image conditioning.", "0.1"},
    {Param::EnhancePrompt, "enhance_prompt", ParamType::Boolean, "",
     "Automatically enhance the prompt for better results.", "false"},
    {Param::Seed, "seed", ParamType::Integer, "",
     "Random seed for reproducible outputs; image i uses seed + i.", "7"},
    {Param::SyncMode, "sync_mode", ParamType::Boolean, "",
     "Return media as data URIs and keep nothing but the ledger line.", "false"},
    {Param::NumInferenceSteps, "num_inference_steps", ParamType::Integer, "steps",
     "Number of denoising steps.", "4"},
    {Param::GuidanceScale, "guidance_scale", ParamType::Decimal, "",
     "How closely the image follows the prompt.", "3.5"},
    {Param::EnableSafetyChecker, "enable_safety_checker", ParamType::Boolean, "",
     "Check the picture after it was made.", "true"},
    {Param::Acceleration, "acceleration", ParamType::Choice, "", "Speed against quality.",
     R"("regular")"},
};

constexpr bool in_order() {
  std::size_t at = 0;
  for (const ParamRow& row : kRows) {
    if (static_cast<std::size_t>(row.id) != at++) return false;
  }
  return at == kParamCount;
}
static_assert(in_order(), "one row per parameter, in the enum's order");

constexpr Preset kPresets[] = {
    {"square_hd", 1024, 1024, "1:1"},    {"square", 512, 512, "1:1"},
    {"portrait_4_3", 768, 1024, "3:4"},  {"portrait_16_9", 576, 1024, "9:16"},
    {"landscape_4_3", 1024, 768, "4:3"}, {"landscape_16_9", 1024, 576, "16:9"},
};

}  // namespace

std::span<const ParamRow> parameters() { return kRows; }
const ParamRow& row_of(Param id) { return kRows[static_cast<std::size_t>(id)]; }

std::optional<Param> find_param(std::string_view name) {
  for (const ParamRow& row : kRows) {
    if (row.name == name) return row.id;
  }
  return std::nullopt;
}

std::string_view type_name(ParamType type) {
  switch (type) {
    case ParamType::Integer:
      return "integer";
    case ParamType::Decimal:
      return "float";
    case ParamType::Boolean:
      return "boolean";
    case ParamType::ImageSize:
      return "string or object";
    case ParamType::Tolerance:
      return "string or integer";
    default:
      return "string";
  }
}

std::span<const Preset> presets() { return kPresets; }

const Preset* find_preset(std::string_view name) {
  for (const Preset& preset : kPresets) {
    if (preset.name == name) return &preset;
  }
  return nullptr;
}

}  // namespace fluxweir
