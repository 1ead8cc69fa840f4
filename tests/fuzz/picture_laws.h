// What holds of any picture that a decoder lets through, and of what is seen in it.
#pragma once

#include <cstdint>
#include <string_view>

#include "image/raster.h"
#include "image/sniff.h"
#include "json/reader.h"
#include "quality/inspect.h"
#include "support.h"

namespace fluxweir::fuzz {

// A picture in between takes its time and tells nothing that a small one does not.
inline bool is_worth_a_look(std::string_view bytes, std::int64_t most_pixels) {
  constexpr std::int64_t kSmall = 1 << 16;
  const Sniffed found = sniff(bytes);
  if (!found.size) return true;
  const std::int64_t pixels = std::int64_t{found.size->width} * found.size->height;
  return pixels <= kSmall || pixels > most_pixels;
}

inline void check_inspection(const Inspection& seen) {
  if (!seen.scored()) return law(seen.unscored == "size_not_measured", "why it is unscored");
  law(seen.score >= 0 && seen.score <= 100'000, "a score of 0 to 100");
  law(seen.hashes.size() == 4, "two hashes in halves");
  law(seen.reasons.empty() == (seen.verdict == "pass"), "reasons are why it does not pass");
  law(json::Document::read(seen.report).has_value(), "a report is JSON", seen.report);
}

inline void check_picture(const Raster& picture, std::int64_t most_pixels) {
  const auto [width, height] = picture.size;
  law(width > 0 && height > 0, "it has pixels");
  const std::int64_t pixels = std::int64_t{width} * height;
  law(pixels <= most_pixels, "it has no more of them than are taken");
  law(picture.rgb.size() == static_cast<std::size_t>(pixels) * 3, "three bytes each");
  for (const bool film_grain : {false, true}) check_inspection(inspect(picture, {film_grain}));
}

}  // namespace fluxweir::fuzz
