#include "params/validate.h"

#include "base/fault_list.h"
#include "base/text.h"
#include "params/judge_value.h"

namespace fluxweir {
namespace {

using Action = Adjustment::Action;

constexpr Size kOtherSides{1024, 768};  // what a width or height that comes alone is beside

// The caller's value for the receipt: short ones whole, long ones by their first bytes.
std::string shown(const json::Value& value) {
  if (const auto text = value.string(); text && text->size() > 100) return "\"...\"";
  std::string text = value.text();
  return text.size() > 200 ? "\"...\"" : text;
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

// A catalogue default that is a string, without its quotes.
std::string_view bare(std::string_view token) {
  return token.size() >= 2 && token.front() == '"' ? token.substr(1, token.size() - 2) : token;
}

class Judge {
 public:
  Judge(const RawParams& raw, const Model& model, std::span<const Media> media,
        const JudgeOptions& options)
      : raw_(raw), model_(model), media_(media), options_(options) {}

  Result<Judged> run();

 private:
  // The caller's field for a parameter that the model takes; null when not given or JSON null.
  const RawField* given(Param id) const;
  const RawField* find_field(Param id) const;

  template <class T>
  void take(const RawField* field, Verdict<T> verdict, T& out);
  void adjust(const RawField& field, Action action, std::string to, std::string reason);

  void as_given(const RawField& field);
  void list_other_members(const RawField& field);
  void judge_prompt();
  void judge_flags();
  void judge_numbers();
  void judge_ratio_sizing();
  void judge_pixel_sizing();
  void map_size_to_ratio(const RawField& field);
  void map_ratio_to_size(const RawField& field);
  Verdict<AskedSize> asked_size(const RawField& field);
  void list_rounded(const RawField& field, Size asked);
  Size rounded_pixels(const RawField& field, Size asked);
  void judge_image();
  void drop_the_rest();
  void refuse_adjustments();

  const RawParams& raw_;
  const Model& model_;
  std::span<const Media> media_;
  const JudgeOptions& options_;
  Judged judged_;
  FaultList faults_;
};

const RawField* Judge::find_field(Param id) const {
  for (const RawField& field : raw_.fields) {
    if (field.id == id && field.value.kind() != json::Kind::Null) return &field;
  }
  return nullptr;
}

const RawField* Judge::given(Param id) const {
  return model_.limit(id).taken ? find_field(id) : nullptr;
}

template <class T>
void Judge::take(const RawField* field, Verdict<T> verdict, T& out) {
  if (verdict.fault) {
    faults_.add(std::move(*verdict.fault));
    return;
  }
  out = std::move(verdict.value);
  as_given(*field);
}

void Judge::as_given(const RawField& field) {
  if (options_.detail == ReceiptDetail::Full) adjust(field, Action::Unchanged, {}, "as_given");
}

// Members of an image_size object beside width and height.
void Judge::list_other_members(const RawField& field) {
  if (field.value.kind() != json::Kind::Object || field.sides) return;
  for (auto member = field.value.first(); member; member = member->next()) {
    if (member->key() == "width" || member->key() == "height") continue;
    judged_.adjustments.push_back({json::pointer(field.path(), member->key()),
                                   Action::Dropped,
                                   shown(*member),
                                   {},
                                   "unknown_field"});
  }
}

void Judge::adjust(const RawField& field, Action action, std::string to, std::string reason) {
  if (!field.sides) {
    judged_.adjustments.push_back(
        {field.path(), action, shown(field.value), std::move(to), std::move(reason)});
    return;
  }
  for (const auto& side : {field.sides->width, field.sides->height}) {
    if (!side) continue;
    judged_.adjustments.push_back(
        {json::pointer(field.prefix, side->key()), action, shown(*side), to, reason});
  }
}

void Judge::judge_prompt() {
  const RawField* prompt = given(Param::Prompt);
  const bool has_image = given(Param::ImageUrl) != nullptr;
  if (prompt == nullptr) {
    const std::int64_t max = model_.limit(Param::Prompt).max.value_or(0);
    faults_.add(Fault{std::string(raw_.prefix) + "/prompt",
                      "missing",
                      "missing",
                      "a string of 1.." + whole_text(max) + " characters",
                      {}});
    return;
  }
  Verdict<std::string> verdict = judge_text(*prompt, model_.limit(Param::Prompt), has_image);
  const auto before = prompt->value.string();
  if (!verdict.fault && before && before->size() != verdict.value.size()) {
    judged_.request.prompt = std::move(verdict.value);
    // The words themselves stay out of the receipt; the final prompt is beside it.
    judged_.adjustments.push_back({prompt->path(), Action::Mapped, {}, {}, "trimmed"});
    return;
  }
  take(prompt, std::move(verdict), judged_.request.prompt);
}

void Judge::judge_flags() {
  GenerateRequest& request = judged_.request;
  const auto flag = [&](Param id, bool& out) {
    if (model_.limit(id).taken) out = model_.limit(id).fallback == "true";
    if (const RawField* field = given(id)) take(field, judge_boolean(*field), out);
  };
  flag(Param::Raw, request.raw);
  flag(Param::EnhancePrompt, request.enhance_prompt);
  flag(Param::SyncMode, request.sync_mode);
  flag(Param::EnableSafetyChecker, request.safety_checker);

  std::string format(bare(model_.limit(Param::OutputFormat).fallback));
  if (const RawField* field = given(Param::OutputFormat)) {
    take(field, judge_choice(*field, model_.limit(Param::OutputFormat)), format);
  }
  request.format = format == "png" ? Format::Png : Format::Jpeg;

  request.acceleration = bare(model_.limit(Param::Acceleration).fallback);
  if (const RawField* field = given(Param::Acceleration)) {
    take(field, judge_choice(*field, model_.limit(Param::Acceleration)), request.acceleration);
  }
}

void Judge::judge_numbers() {
  GenerateRequest& request = judged_.request;
  const auto whole = [&](Param id, std::int64_t otherwise) {
    const std::string& fallback = model_.limit(id).fallback;
    Bounds bounds = bounds_of(model_.limit(id));
    if (id == Param::SafetyTolerance && bounds.min) bounds.min = options_.min_tolerance;
    std::int64_t value = fallback.empty() ? otherwise : to_integer(fallback).value_or(otherwise);
    if (const RawField* field = given(id)) {
      take(field, judge_integer(*field, bounds, id == Param::SafetyTolerance), value);
    }
    return value;
  };
  request.num_images = static_cast<std::int32_t>(whole(Param::NumImages, 1));
  request.safety_tolerance = static_cast<std::int32_t>(whole(Param::SafetyTolerance, 2));
  if (const std::int64_t seed = whole(Param::Seed, -1); seed >= 0)
    request.seed = static_cast<std::uint64_t>(seed);
  if (model_.limit(Param::NumInferenceSteps).taken) {
    request.steps = static_cast<std::int32_t>(whole(Param::NumInferenceSteps, 1));
  }

  const auto decimal = [&](Param id, std::string& token, std::int64_t& value) {
    token = model_.limit(id).fallback;
    const RawField* field = given(id);
    if (field == nullptr) return;
    take(field, judge_decimal(*field, bounds_of(model_.limit(id))), value);
    token = field->value.token();
  };
  std::int64_t strength = 100;
  std::int64_t guidance = 0;
  decimal(Param::ImagePromptStrength, request.strength_token, strength);
  decimal(Param::GuidanceScale, request.guidance_token, guidance);
  request.strength_thousandths = static_cast<std::int32_t>(strength);
  const RawField* exact = given(Param::ImagePromptStrength);
  const auto asked = exact ? exact->value.decimal() : std::nullopt;
  if (asked && faults_.empty() && !(asked->exact && asked->millionths == strength * 1000)) {
    judged_.adjustments.push_back({exact->path(), Action::Reduced, shown(exact->value),
                                   decimal_text(strength), "three_decimals"});
  }
}

// A size in one member, or in two of which the one left out has its default.
Verdict<AskedSize> Judge::asked_size(const RawField& field) {
  if (!field.sides) return judge_size(field);
  Verdict<AskedSize> verdict{{nullptr, kOtherSides}, {}};
  const auto read = [&](const std::optional<json::Value>& side, std::int32_t& pixels) {
    if (!side) return;
    const auto value = side->integer();
    if (value && *value >= 1 && *value <= 100'000) {
      pixels = static_cast<std::int32_t>(*value);
      return;
    }
    if (verdict.fault) faults_.add(std::move(*verdict.fault));
    verdict.fault = make_fault({field.id, *side, field.prefix}, "type",
                               "a whole number of pixels, 1..100000", whole_text(pixels));
  };
  read(field.sides->width, verdict.value.size.width);
  read(field.sides->height, verdict.value.size.height);
  return verdict;
}

void Judge::map_size_to_ratio(const RawField& field) {
  Verdict<AskedSize> asked = asked_size(field);
  if (asked.fault) {
    faults_.add(std::move(*asked.fault));
    return;
  }
  const Preset* preset = asked.value.preset;
  const Ratio ratio = preset ? *read_ratio(preset->ratio) : ratio_of(asked.value.size);
  if (!is_legal(ratio)) {
    faults_.add(make_fault(field, "format", "a size between 21:9 and 9:21", R"("landscape_16_9")"));
    return;
  }
  judged_.request.aspect_ratio = ratio_text(ratio);
  list_other_members(field);
  adjust(field, Action::Mapped, in_quotes(judged_.request.aspect_ratio),
         "not_a_parameter_of_model");
}

void Judge::judge_ratio_sizing() {
  GenerateRequest& request = judged_.request;
  request.aspect_ratio = bare(model_.limit(Param::AspectRatio).fallback);
  if (!options_.default_ratio.empty()) request.aspect_ratio = options_.default_ratio;
  const RawField* size = find_field(Param::ImageSize);
  if (const RawField* ratio = given(Param::AspectRatio)) {
    Ratio value;
    take(ratio, judge_ratio(*ratio), value);
    request.aspect_ratio = ratio_text(value);
    if (size != nullptr) adjust(*size, Action::Dropped, {}, "aspect_ratio_given");
  } else if (size != nullptr) {
    map_size_to_ratio(*size);
  }
  if (const auto ratio = read_ratio(request.aspect_ratio))
    request.size = size_for_ratio(*ratio, model_.sizing);
}

Size Judge::rounded_pixels(const RawField& field, Size asked) {
  const Sizing& sizing = model_.sizing;
  bool refused = false;
  const auto side = [&](std::int32_t pixels, std::string_view name) {
    if (pixels >= sizing.min_side && pixels <= sizing.max_side) {
      return (pixels + sizing.step / 2) / sizing.step * sizing.step;
    }
    const std::int32_t nearest = pixels < sizing.min_side ? sizing.min_side : sizing.max_side;
    Fault fault =
        make_fault(field, pixels < sizing.min_side ? "minimum" : "maximum",
                   whole_text(sizing.min_side) + ".." + whole_text(sizing.max_side) + " pixels",
                   whole_text(nearest));
    if (field.sides) {
      fault.path = json::pointer(field.prefix, name);
    } else if (field.value.kind() == json::Kind::Object) {
      fault.path = json::pointer(field.path(), name);
    }
    if (!refused || fault.path != field.path()) faults_.add(std::move(fault));
    refused = true;
    return nearest;
  };
  const std::int32_t width = side(asked.width, "width");
  const Size size{width, side(asked.height, "height")};
  return refused ? asked : size;
}

// Sides that came one by one are listed one by one.
void Judge::list_rounded(const RawField& field, Size asked) {
  const std::string reason = "multiple_of_" + whole_text(model_.sizing.step);
  const Size size = judged_.request.size;
  if (!field.sides) {
    adjust(field, Action::Mapped, in_quotes(judged_.request.image_size), reason);
    return;
  }
  const auto list = [&](const std::optional<json::Value>& side, std::int32_t from,
                        std::int32_t to) {
    if (!side || from == to) return;
    judged_.adjustments.push_back({json::pointer(field.prefix, side->key()), Action::Mapped,
                                   shown(*side), whole_text(to), reason});
  };
  list(field.sides->width, asked.width, size.width);
  list(field.sides->height, asked.height, size.height);
}

void Judge::map_ratio_to_size(const RawField& field) {
  Verdict<Ratio> ratio = judge_ratio(field);
  if (ratio.fault) {
    faults_.add(std::move(*ratio.fault));
    return;
  }
  GenerateRequest& request = judged_.request;
  request.size = size_for_ratio(ratio.value, model_.sizing);
  request.image_size = whole_text(request.size.width) + "x" + whole_text(request.size.height);
  for (const Preset& preset : presets()) {
    if (*read_ratio(preset.ratio) != ratio.value) continue;
    request.size = {preset.width, preset.height};
    request.image_size = preset.name;
    break;
  }
  adjust(field, Action::Mapped, in_quotes(request.image_size), "not_a_parameter_of_model");
}

void Judge::judge_pixel_sizing() {
  GenerateRequest& request = judged_.request;
  request.image_size = bare(model_.limit(Param::ImageSize).fallback);
  if (const Preset* preset = find_preset(request.image_size))
    request.size = {preset->width, preset->height};
  const RawField* ratio = find_field(Param::AspectRatio);
  if (const RawField* field = given(Param::ImageSize)) {
    Verdict<AskedSize> verdict = asked_size(*field);
    const AskedSize asked = verdict.value;
    bool rounded = false;
    if (verdict.fault) faults_.add(std::move(*verdict.fault));
    list_other_members(*field);
    if (asked.preset != nullptr) {
      request.image_size = asked.preset->name;
      request.size = asked.size;
    } else if (asked.size.width > 0) {
      request.size = rounded_pixels(*field, asked.size);
      request.image_size = whole_text(request.size.width) + "x" + whole_text(request.size.height);
      rounded = request.size != asked.size;
      if (rounded) list_rounded(*field, asked.size);
    }
    if (!rounded && !verdict.fault) as_given(*field);
    if (ratio != nullptr) adjust(*ratio, Action::Dropped, {}, "image_size_given");
  } else if (ratio != nullptr) {
    map_ratio_to_size(*ratio);
  }
  request.aspect_ratio = ratio_text(ratio_of(request.size));
}

void Judge::judge_image() {
  const RawField* field = given(Param::ImageUrl);
  if (field == nullptr) return;
  auto reference = judge_reference(field->value, field->path(), media_, options_.reference);
  if (!reference) return faults_.add(std::move(reference.error()));
  judged_.request.reference = std::move(*reference);
  as_given(*field);
}

void Judge::drop_the_rest() {
  const bool by_ratio = model_.sizing.by == Sizing::By::AspectRatio;
  for (const RawField& field : raw_.fields) {
    if (model_.limit(field.id).taken || field.value.kind() == json::Kind::Null) continue;
    if (field.id == (by_ratio ? Param::ImageSize : Param::AspectRatio)) continue;  // mapped
    adjust(field, Action::Dropped, {}, "not_a_parameter_of_model");
  }
  for (const UnknownField& field : raw_.unknown) {
    judged_.adjustments.push_back({field.path, Action::Dropped, field.from, {}, field.reason});
  }
}

void Judge::refuse_adjustments() {
  for (const Adjustment& adjustment : judged_.adjustments) {
    if (adjustment.action == Action::Unchanged) continue;
    std::string allowed = adjustment.to.empty() ? "left out" : adjustment.to;
    if (adjustment.reason == "trimmed") allowed = "without white space at its ends";
    faults_.add(Fault{adjustment.path, "adjusted", {}, allowed + " in strict mode", adjustment.to});
  }
}

Result<Judged> Judge::run() {
  judged_.request.model = model_.id;
  for (const Fault& fault : raw_.faults) faults_.add(fault);
  judge_prompt();
  if (model_.sizing.by == Sizing::By::AspectRatio) {
    judge_ratio_sizing();
  } else {
    judge_pixel_sizing();
  }
  judge_flags();
  judge_numbers();
  judge_image();
  drop_the_rest();
  if (options_.strict) refuse_adjustments();
  if (!faults_.empty()) return fail(faults_.take("The request is not valid"));
  return std::move(judged_);
}

}  // namespace

Result<Judged> judge(const RawParams& raw, const Model& model, std::span<const Media> media,
                     const JudgeOptions& options) {
  return Judge(raw, model, media, options).run();
}

}  // namespace fluxweir
