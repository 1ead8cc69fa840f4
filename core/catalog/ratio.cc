// Ratios and the pixels that belong to them.
#include <cmath>
#include <numeric>

#include "base/text.h"
#include "catalog/catalog.h"

namespace fluxweir {
namespace {

struct Side {
  std::int64_t digits = 0;  // the number without its point
  int places = 0;           // digits behind the point
};

std::optional<Side> read_side(std::string_view text) {
  Side side;
  int count = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point && count > 0) {
      point = true;
    } else if (c >= '0' && c <= '9' && ++count <= 6) {
      side.digits = side.digits * 10 + (c - '0');
      side.places += point ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  if (count == 0 || side.digits == 0 || text.back() == '.') return std::nullopt;
  return side;
}

Ratio lowest(std::int64_t width, std::int64_t height) {
  const std::int64_t divisor = std::gcd(width, height);
  return {width / divisor, height / divisor};
}

std::int32_t nearest_multiple(double pixels, std::int32_t step) {
  return static_cast<std::int32_t>(std::floor(pixels / step + 0.5)) * step;
}

}  // namespace

std::optional<Ratio> read_ratio(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::optional<Side> width = read_side(text.substr(0, colon));
  std::optional<Side> height = read_side(text.substr(colon + 1));
  if (!width || !height) return std::nullopt;
  for (; width->places < height->places; ++width->places) width->digits *= 10;
  for (; height->places < width->places; ++height->places) height->digits *= 10;
  return lowest(width->digits, height->digits);
}

std::string ratio_text(Ratio ratio) {
  // 7:3 is the lowest form of 21:9, and 3:7 of 9:21: people know them by the long one.
  if (ratio == Ratio{7, 3}) return "21:9";
  if (ratio == Ratio{3, 7}) return "9:21";
  return whole_text(ratio.width) + ":" + whole_text(ratio.height);
}

Ratio ratio_of(Size size) { return lowest(size.width, size.height); }

bool is_legal(Ratio ratio) {
  return ratio.width * 9 <= ratio.height * 21 && ratio.height * 9 <= ratio.width * 21;
}

Size size_for_ratio(Ratio ratio, const Sizing& sizing) {
  const double area = static_cast<double>(sizing.side) * sizing.side;
  const double r = static_cast<double>(ratio.width) / static_cast<double>(ratio.height);
  // std::sqrt is correctly rounded on every target, so the pixels are the same everywhere.
  double width = std::sqrt(area * r);
  double height = std::sqrt(area / r);
  if (sizing.by == Sizing::By::ImageSize) {
    const double longest = width > height ? width : height;
    const double shrink = longest > sizing.max_side ? sizing.max_side / longest : 1.0;
    width *= shrink;
    height *= shrink;
  }
  return {nearest_multiple(width, sizing.step), nearest_multiple(height, sizing.step)};
}

}  // namespace fluxweir
