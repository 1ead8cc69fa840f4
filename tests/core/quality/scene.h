// Pictures made by code for the meter's tests: six of the painter's and four drawn here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "image/raster.h"
#include "render/paint.h"

namespace fluxweir::test {

inline constexpr Size kSceneSize = {512, 384};

struct Scene {
  std::string name;
  Raster picture;
};

// `level(x, y, channel)` is 0..255.
template <class Level>
Raster drawn(Size size, Level level) {
  Raster out;
  out.size = size;
  for (std::int32_t y = 0; y < size.height; ++y) {
    for (std::int32_t x = 0; x < size.width; ++x) {
      for (int channel = 0; channel < 3; ++channel) {
        const int value = level(x, y, channel);
        out.rgb.push_back(static_cast<std::uint8_t>(value < 0 ? 0 : (value > 255 ? 255 : value)));
      }
    }
  }
  return out;
}

inline Raster painted(const std::string& prompt, std::uint64_t seed, Size size = kSceneSize) {
  PaintRequest request;
  request.prompt = prompt;
  request.seed = seed;
  request.size = size;
  request.mark = false;
  auto picture = paint(request, nullptr);
  return picture ? std::move(*picture) : Raster{};
}

// Random squares of all sizes over one another: edges everywhere, as leaves have.
inline Raster leaves(std::uint64_t seed) {
  Random random(seed);
  Raster out = drawn(kSceneSize, [](int x, int y, int) { return 90 + x / 8 + y / 8; });
  for (int i = 0; i < 4000; ++i) {
    const std::int32_t side =
        2 + static_cast<std::int32_t>(4000 / (i + 40)) + static_cast<std::int32_t>(random.below(8));
    const auto place = [&](std::int32_t length) {
      return static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(length - side)));
    };
    const std::int32_t left = place(out.size.width), top = place(out.size.height);
    const std::uint64_t colour = random.next();
    for (std::int32_t y = top; y < top + side; ++y) {
      for (std::int32_t x = left; x < left + side; ++x) {
        std::uint8_t* pixel = &out.rgb[static_cast<std::size_t>(y * out.size.width + x) * 3];
        for (int c = 0; c < 3; ++c) {
          const int slope = (x - left + y - top) * 40 / side;
          pixel[c] =
              static_cast<std::uint8_t>(20 + static_cast<int>(colour >> (c * 8) & 0x7F) + slope);
        }
      }
    }
  }
  return out;
}

// Strokes like lines of print on a lit page.
inline Raster print_like() {
  return drawn(kSceneSize, [](int x, int y, int channel) {
    const int paper = 225 - y / 16 - x / 32 - channel * 9;
    const bool line = y % 26 > 6 && y % 26 < 19;
    const unsigned letter = static_cast<unsigned>(x / 9 * 7919 + y / 26 * 104729);
    const bool stroke = (letter >> (static_cast<unsigned>(x % 9) / 2 + 3) & 1u) != 0 && x % 9 < 7;
    return line && stroke ? 35 + (x * 7 + y * 13) % 11 + channel * 4 : paper + (x * 5 + y * 3) % 3;
  });
}

// Rings whose period falls outwards.
inline Raster rings() {
  return drawn(kSceneSize, [](int x, int y, int channel) {
    const int squared = (x - 256) * (x - 256) + (y - 192) * (y - 192);
    const int phase = squared / 48 % 256;
    const int wave = phase < 128 ? phase : 255 - phase;
    return 60 + wave + channel * 12 + x / 16;
  });
}

// A smooth sky over hills with a little grain.
inline Raster hills() {
  return drawn(kSceneSize, [](int x, int y, int channel) {
    const std::uint32_t hash =
        static_cast<std::uint32_t>(x) * 73856093u ^ static_cast<std::uint32_t>(y) * 19349663u;
    const int grain = static_cast<int>((hash * 2654435761u) >> 30);
    const int ridge = 190 + (x - 200) * (x - 200) / 900 % 70;
    if (y < ridge) return 90 + y / 3 + channel * 25 + grain;
    return 40 + static_cast<int>((hash * 40503u >> 16) % 60) + (x / 24 + y / 16) % 3 * 20 +
           (channel == 1 ? 25 : 0);
  });
}

// Made once for all tests of a process.
inline const std::vector<Scene>& scenes() {
  static const std::vector<Scene> kAll = {
      {"mountains", painted("mountains with a lake at dawn", 1)},
      {"forest", painted("autumn forest", 8)},
      {"city", painted("city skyline at night", 6)},
      {"flowers", painted("purple flowers in a meadow", 11)},
      {"portrait", painted("portrait of a woman", 14)},
      {"still", painted("a cup of coffee and a bowl of fruit", 18)},
      {"leaves", leaves(5)},
      {"print", print_like()},
      {"rings", rings()},
      {"hills", hills()},
  };
  return kAll;
}

}  // namespace fluxweir::test
