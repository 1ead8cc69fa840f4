// The call to the painter: reading its body, judging it, refusing some prompts.
#include "render/request.h"

#include "render/paint.h"
#include "render/words.h"

namespace fluxweir {
namespace {

struct Guarded {
  std::string_view word;
  std::int32_t level;  // refused when the tolerance is below it; kAlways for any
};
constexpr std::int32_t kAlways = 100;

// Whole words, lower case. Short on purpose: enough to see how a refusal travels.
constexpr Guarded kGuarded[] = {
    {"nude", 4},       {"naked", 4},          {"nudity", 4},    {"nsfw", 5},
    {"erotic", 5},     {"porn", 6},           {"gore", 4},      {"gory", 4},
    {"bloody", 3},     {"corpse", 3},         {"mutilated", 5}, {"torture", 5},
    {"beheading", 6},  {"violence", 2},       {"weapon", 1},    {"moderateme", kAlways},
    {"csam", kAlways}, {"deepfake", kAlways},
};

Error invalid(std::vector<Fault> faults) {
  return {.code = ErrorCode::InvalidParameter,
          .message = "the call to the renderer has parameters it can't use; see the faults",
          .faults = std::move(faults),
          .retry_after = {}};
}

// Reads members one by one and keeps every fault.
class Members {
 public:
  explicit Members(const json::Value& root) : root_(root) {}

  void text(std::string_view key, std::string& out) {
    const std::optional<json::Value> value = root_.find(key);
    if (!value) return;
    const std::optional<std::string_view> found = value->string();
    found ? void(out = std::string(*found)) : wrong(key, *value, "string");
  }
  void flag(std::string_view key, bool& out) {
    const std::optional<json::Value> value = root_.find(key);
    if (!value) return;
    const std::optional<bool> found = value->boolean();
    found ? void(out = *found) : wrong(key, *value, "boolean");
  }
  void whole(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t& out) {
    const std::optional<json::Value> value = root_.find(key);
    if (!value) return;
    const std::optional<std::int64_t> found = value->integer();
    if (!found) return wrong(key, *value, "integer");
    if (*found >= low && *found <= high) {
      out = *found;
      return;
    }
    faults_.push_back({json::pointer("", key), "range", "integer",
                       std::to_string(low) + ".." + std::to_string(high),
                       std::to_string(*found < low ? low : high)});
  }
  void wrong(std::string_view key, const json::Value& value, std::string_view allowed) {
    faults_.push_back(
        {json::pointer("", key), "type", std::string(value.type()), std::string(allowed), ""});
  }
  std::vector<Fault> take() { return std::move(faults_); }
  std::vector<Fault>& faults() { return faults_; }

 private:
  json::Value root_;
  std::vector<Fault> faults_;
};

void read_format(const json::Value& root, Members& members, Format& out) {
  const std::optional<json::Value> value = root.find("output_format");
  if (!value) return;
  const std::optional<std::string_view> name = value->string();
  if (!name) return members.wrong("output_format", *value, "string");
  if (*name == "jpeg" || *name == "jpg") {
    out = Format::Jpeg;
  } else if (*name == "png") {
    out = Format::Png;
  } else {
    members.faults().push_back({"/output_format", "one_of", "string", "jpeg, png", "\"jpeg\""});
  }
}

}  // namespace

std::vector<Fault> paint_faults(const PaintRequest& request) {
  std::vector<Fault> faults;
  const std::string sides = std::to_string(kPaintMinSide) + ".." + std::to_string(kPaintMaxSide);
  const auto side = [&](std::string_view path, std::int32_t length) {
    if (length >= kPaintMinSide && length <= kPaintMaxSide) return;
    const std::int32_t nearest = length < kPaintMinSide ? kPaintMinSide : kPaintMaxSide;
    faults.push_back({std::string(path), "range", "integer", sides, std::to_string(nearest)});
  };
  side("/width", request.size.width);
  side("/height", request.size.height);
  if (request.strength_thousandths < 0 || request.strength_thousandths > 1000) {
    faults.push_back({"/strength_thousandths", "range", "integer", "0..1000",
                      request.strength_thousandths < 0 ? "0" : "1000"});
  }
  return faults;
}

Result<PaintRequest> read_paint_request(std::string_view json) {
  Result<json::Document> document = json::Document::read(json);
  if (!document) return fail(std::move(document.error()));
  const json::Value root = document->root();
  if (root.kind() != json::Kind::Object) {
    return fail(invalid({{"", "type", std::string(root.type()), "object", ""}}));
  }
  PaintRequest request;
  Members members(root);
  std::int64_t seed = 0, width = 0, height = 0;
  std::int64_t tolerance = request.safety_tolerance, strength = request.strength_thousandths;
  members.text("prompt", request.prompt);
  members.whole("seed", 0, (std::int64_t{1} << 53) - 1, seed);
  members.whole("width", kPaintMinSide, kPaintMaxSide, width);
  members.whole("height", kPaintMinSide, kPaintMaxSide, height);
  members.flag("raw", request.raw);
  read_format(root, members, request.format);
  members.whole("safety_tolerance", 0, 6, tolerance);
  members.whole("strength_thousandths", 0, 1000, strength);
  members.flag("mark", request.mark);
  for (const std::string_view key : {"width", "height"}) {
    if (!root.find(key)) {
      members.faults().push_back({json::pointer("", key), "missing", "", "integer", ""});
    }
  }
  std::vector<Fault> faults = members.take();
  request.seed = static_cast<std::uint64_t>(seed);
  request.size = {static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
  request.safety_tolerance = static_cast<std::int32_t>(tolerance);
  request.strength_thousandths = static_cast<std::int32_t>(strength);
  if (faults.empty()) faults = paint_faults(request);
  if (!faults.empty()) return fail(invalid(std::move(faults)));
  return request;
}

std::optional<std::string_view> refusal(std::string_view prompt, std::int32_t safety_tolerance) {
  for (const std::string& word : render::words_of(prompt)) {
    for (const Guarded& guarded : kGuarded) {
      if (word == guarded.word && safety_tolerance < guarded.level) return "Request Moderated";
    }
  }
  return std::nullopt;
}

}  // namespace fluxweir
