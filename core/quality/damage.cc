#include "quality/damage.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/random.h"
#include "quality/exact_math.h"
#include "quality/jpeg_loss.h"

namespace fluxweir::quality {
namespace {

constexpr DamageRow kRows[] = {
    {Damage::Blur, "blur", "Gaussian of 0.6, 1, 1.8, 3, 5 pixels", Measure::Blur, 1},
    {Damage::Noise, "noise", "sigma 2, 5, 10, 20, 35 in each channel", Measure::Noise, 1},
    {Damage::Jpeg, "jpeg", "quality 90, 70, 45, 25, 10", Measure::JpegGrid, 1},
    {Damage::Posterise, "posterise", "steps of 8 levels in 1/5 to 5/5 of the rows",
     Measure::Banding, 1},
    {Damage::Enlarge, "enlarge", "from 1/1.5, 1/2, 1/3, 1/4, 1/6 of the size",
     Measure::EffectiveShare, -1},
    {Damage::Pixelate, "pixelate", "squares of 4, 6, 8, 12, 16 pixels", Measure::Pixelation, 1},
    {Damage::OverExpose, "over-expose", "gain 1.6, 2, 2.6, 3.4, 5", Measure::ClipHigh, 1},
    {Damage::UnderExpose, "under-expose", "gain 0.7, 0.45, 0.25, 0.12, 0.05", Measure::Mean, -1},
    {Damage::LowContrast, "low-contrast", "0.8, 0.6, 0.4, 0.2, 0.1 around the middle grey",
     Measure::Contrast, -1},
    {Damage::LowColour, "low-colour", "saturation 0.8, 0.6, 0.4, 0.2, 0", Measure::Colourfulness,
     -1},
    {Damage::Cast, "cast", "red +8, +16, +32, +48, +64 levels, blue the same down",
     Measure::ColourCast, 1},
    {Damage::Checkerboard, "checkerboard", "1, 2, 4, 8, 12 levels", Measure::Checkerboard, 1},
    {Damage::Seam, "seam", "the right part 8, 16, 24, 32, 48 levels brighter", Measure::Seam, 1},
    {Damage::Letterbox, "letterbox", "black bars of 2, 4, 8, 12, 20 % above and below",
     Measure::Letterbox, 1},
    {Damage::Blank, "blank", "grey in 1/5 to 5/5 of the rows", Measure::BlankTiles, 1},
};

std::uint8_t to_level(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

std::size_t width_of(const Raster& picture) { return static_cast<std::size_t>(picture.size.width); }
std::size_t height_of(const Raster& picture) {
  return static_cast<std::size_t>(picture.size.height);
}

// `change(value, x, y, channel)` for every byte.
template <class Change>
Raster each(const Raster& picture, Change change) {
  Raster out = picture;
  const std::size_t width = width_of(picture);
  for (std::size_t i = 0; i < out.rgb.size(); ++i) {
    const std::size_t at = i / 3;
    out.rgb[i] = to_level(change(static_cast<double>(out.rgb[i]), at % width, at / width, i % 3));
  }
  return out;
}

std::vector<double> gaussian(double sigma) {
  const int reach = static_cast<int>(sigma * 3 + 1);
  std::vector<double> taps;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    taps.push_back(exp2_of(-i * i / (2 * sigma * sigma) * 1.44269504088896340736));
    sum += taps.back();
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

// Along one direction; pixels beyond an edge are those at it.
Raster convolve(const Raster& picture, const std::vector<double>& taps, bool down) {
  const std::ptrdiff_t reach = static_cast<std::ptrdiff_t>(taps.size() / 2);
  const std::ptrdiff_t width = picture.size.width, height = picture.size.height;
  return each(picture, [&](double, std::size_t x, std::size_t y, std::size_t channel) {
    double sum = 0;
    for (std::ptrdiff_t i = -reach; i <= reach; ++i) {
      const auto at = [&](std::size_t place, std::ptrdiff_t count) {
        return std::clamp(static_cast<std::ptrdiff_t>(place) + i, std::ptrdiff_t{0}, count - 1);
      };
      const std::ptrdiff_t px = down ? static_cast<std::ptrdiff_t>(x) : at(x, width);
      const std::ptrdiff_t py = down ? at(y, height) : static_cast<std::ptrdiff_t>(y);
      const std::size_t pixel = static_cast<std::size_t>(py * width + px);
      sum += taps[static_cast<std::size_t>(i + reach)] *
             static_cast<double>(picture.rgb[pixel * 3 + channel]);
    }
    return sum;
  });
}

Raster blurred(const Raster& picture, double sigma) {
  const std::vector<double> taps = gaussian(sigma);
  return convolve(convolve(picture, taps, false), taps, true);
}

// The sum of twelve uniform numbers has a variance of one.
Raster noisy(const Raster& picture, double sigma, std::uint64_t seed) {
  Random random(seed);
  return each(picture, [&](double value, std::size_t, std::size_t, std::size_t) {
    double sum = 0;
    for (int i = 0; i < 3; ++i) {
      const std::uint64_t bits = random.next();
      for (int part = 0; part < 4; ++part) {
        sum += static_cast<double>(bits >> (part * 16) & 0xFFFF) / 65536;
      }
    }
    return value + sigma * (sum - 6);
  });
}

// Bilinear, from centres to centres.
Raster resized(const Raster& picture, Size size) {
  Raster out;
  out.size = size;
  const std::size_t width = width_of(out), height = height_of(out);
  out.rgb.resize(width * height * 3);
  const auto source = [](std::size_t at, std::size_t to, std::size_t from) {
    const double place =
        (static_cast<double>(at) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
    return std::clamp(place, 0.0, static_cast<double>(from - 1));
  };
  for (std::size_t i = 0; i < out.rgb.size(); ++i) {
    const double x = source(i / 3 % width, width, width_of(picture));
    const double y = source(i / 3 / width, height, height_of(picture));
    const std::size_t x0 = static_cast<std::size_t>(x), y0 = static_cast<std::size_t>(y);
    const std::size_t x1 = std::min(x0 + 1, width_of(picture) - 1);
    const std::size_t y1 = std::min(y0 + 1, height_of(picture) - 1);
    const double fx = x - static_cast<double>(x0), fy = y - static_cast<double>(y0);
    const auto pixel = [&](std::size_t px, std::size_t py) {
      return static_cast<double>(picture.rgb[(py * width_of(picture) + px) * 3 + i % 3]);
    };
    const double top = pixel(x0, y0) * (1 - fx) + pixel(x1, y0) * fx;
    const double bottom = pixel(x0, y1) * (1 - fx) + pixel(x1, y1) * fx;
    out.rgb[i] = to_level(top * (1 - fy) + bottom * fy);
  }
  return out;
}

// Blurred before it is made smaller, as one must.
Raster enlarged(const Raster& picture, double factor) {
  const auto part = [&](std::int32_t side) {
    return std::max(1, static_cast<std::int32_t>(static_cast<double>(side) / factor));
  };
  const Size small = {part(picture.size.width), part(picture.size.height)};
  return blurred(resized(resized(blurred(picture, factor * 0.4), small), picture.size),
                 factor * 0.4);
}

Raster pixelated(const Raster& picture, std::size_t side) {
  const std::size_t width = width_of(picture);
  return each(picture, [&](double, std::size_t x, std::size_t y, std::size_t channel) {
    const std::size_t corner = y / side * side * width + x / side * side;
    return static_cast<double>(picture.rgb[corner * 3 + channel]);
  });
}

Raster less_colour(const Raster& picture, double saturation) {
  return each(picture, [&](double value, std::size_t x, std::size_t y, std::size_t) {
    const std::uint8_t* pixel = &picture.rgb[(y * width_of(picture) + x) * 3];
    const double grey = (77 * static_cast<double>(pixel[0]) + 150 * static_cast<double>(pixel[1]) +
                         29 * static_cast<double>(pixel[2])) /
                        256;
    return grey + (value - grey) * saturation;
  });
}

// The first level/5 of the rows as `change` makes them.
template <class Change>
Raster upper_rows(const Raster& picture, int level, Change change) {
  const std::size_t end = height_of(picture) * static_cast<std::size_t>(level) / kDamageLevels;
  return each(picture, [&](double value, std::size_t, std::size_t y, std::size_t) {
    return y < end ? change(value) : value;
  });
}

Raster gained(const Raster& picture, double gain, double pivot) {
  return each(picture, [&](double value, std::size_t, std::size_t, std::size_t) {
    return (value - pivot) * gain + pivot;
  });
}

Raster with_bars(const Raster& picture, int percent) {
  const std::size_t bar = height_of(picture) * static_cast<std::size_t>(percent) / 100;
  return each(picture, [&](double value, std::size_t, std::size_t y, std::size_t) {
    return y < bar || y + bar >= height_of(picture) ? 0.0 : value;
  });
}

// Off the middle and off the grid of JPEG's blocks.
Raster with_seam(const Raster& picture, double step) {
  const std::size_t at = width_of(picture) * 3 / 5 / 8 * 8 + 3;
  return each(picture, [&](double value, std::size_t x, std::size_t, std::size_t) {
    return x < at ? value : value + step;
  });
}

Raster with_checkerboard(const Raster& picture, double amplitude) {
  return each(picture, [&](double value, std::size_t x, std::size_t y, std::size_t) {
    return value + ((x + y) % 2 == 0 ? amplitude : -amplitude);
  });
}

Raster with_cast(const Raster& picture, double levels) {
  return each(picture, [&](double value, std::size_t, std::size_t, std::size_t channel) {
    return value + levels * (1 - static_cast<double>(channel));
  });
}

using Levels = double[kDamageLevels];

}  // namespace

std::span<const DamageRow> damage_rows() { return kRows; }

Raster damaged(const Raster& picture, Damage kind, int level, std::uint64_t seed) {
  const auto of = [&](const Levels& levels) { return levels[level - 1]; };
  switch (kind) {
    case Damage::Blur:
      return blurred(picture, of({0.6, 1, 1.8, 3, 5}));
    case Damage::Noise:
      return noisy(picture, of({2, 5, 10, 20, 35}), seed);
    case Damage::Jpeg:
      return jpeg_loss(picture, static_cast<int>(of({90, 70, 45, 25, 10})));
    case Damage::Posterise:
      return upper_rows(picture, level, [](double v) { return std::floor(v / 8) * 8 + 4; });
    case Damage::Enlarge:
      return enlarged(picture, of({1.5, 2, 3, 4, 6}));
    case Damage::Pixelate:
      return pixelated(picture, static_cast<std::size_t>(of({4, 6, 8, 12, 16})));
    case Damage::OverExpose:
      return gained(picture, of({1.6, 2, 2.6, 3.4, 5}), 0);
    case Damage::UnderExpose:
      return gained(picture, of({0.7, 0.45, 0.25, 0.12, 0.05}), 0);
    case Damage::LowContrast:
      return gained(picture, of({0.8, 0.6, 0.4, 0.2, 0.1}), 128);
    case Damage::LowColour:
      return less_colour(picture, of({0.8, 0.6, 0.4, 0.2, 0}));
    case Damage::Cast:
      return with_cast(picture, of({8, 16, 32, 48, 64}));
    case Damage::Checkerboard:
      return with_checkerboard(picture, of({1, 2, 4, 8, 12}));
    case Damage::Seam:
      return with_seam(picture, of({8, 16, 24, 32, 48}));
    case Damage::Letterbox:
      return with_bars(picture, static_cast<int>(of({2, 4, 8, 12, 20})));
    case Damage::Blank:
      return upper_rows(picture, level, [](double) { return 128.0; });
  }
  return picture;
}

}  // namespace fluxweir::quality
