#include "render/answer.h"

#include <optional>
#include <utility>

#include "render/paint.h"

namespace fluxweir {
namespace {

// `name`: `text` as a JSON object of one member. The texts are ours; what would need an escape
// becomes a space.
std::string object_of(std::string_view name, std::string_view text) {
  std::string json = "{\"" + std::string(name) + "\":\"";
  for (const char c : text) {
    const bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    json += plain ? c : ' ';
  }
  return json + "\"}";
}

PaintAnswer wrong(std::string_view message) {
  return {422, "application/json", object_of("error", message)};
}

}  // namespace

PaintAnswer paint_answer(std::string_view json, std::string_view reference,
                         Result<Raster> (*decode)(std::string_view)) {
  const Result<PaintRequest> request = read_paint_request(json);
  if (!request) return wrong(request.error().message);
  if (const auto status = refusal(request->prompt, request->safety_tolerance)) {
    return {200, "application/json", object_of("status", *status)};
  }
  std::optional<Raster> seen;
  if (!reference.empty()) {
    Result<Raster> decoded = decode(reference);
    if (!decoded) return wrong("the reference picture can't be read");
    seen = std::move(*decoded);
  }
  const Result<Raster> picture = paint(*request, seen ? &*seen : nullptr);
  if (!picture) return wrong(picture.error().message);
  std::string bytes = encode(*picture, *request);
  if (bytes.empty()) return {500, "application/json", R"({"error":"out of memory"})"};
  return {200, std::string(content_type(request->format)), std::move(bytes)};
}

}  // namespace fluxweir
