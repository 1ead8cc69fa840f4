// Helpers of the painter's tests: small requests, and numbers that describe a picture.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "base/sha256.h"
#include "base/text.h"
#include "render/colour.h"
#include "render/paint.h"

namespace fluxweir::test {

inline PaintRequest ask(std::string prompt, std::uint64_t seed, Size size = {128, 96}) {
  PaintRequest request;
  request.prompt = std::move(prompt);
  request.seed = seed;
  request.size = size;
  request.mark = false;
  return request;
}

inline Raster painted(const PaintRequest& request, const Raster* reference = nullptr) {
  Result<Raster> picture = paint(request, reference);
  return picture ? std::move(*picture) : Raster{};
}

inline std::string digest(const Raster& picture) {
  const char* bytes = reinterpret_cast<const char*>(picture.rgb.data());
  return to_hex(sha256({bytes, picture.rgb.size()}));
}

// Mean absolute difference in levels; 256 when the sizes differ.
inline double distance(const Raster& a, const Raster& b) {
  if (a.size != b.size || a.rgb.empty()) return 256;
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(int{a.rgb[i]} - int{b.rgb[i]});
  return sum / static_cast<double>(a.rgb.size());
}

// Linear light of an 8-bit level.
inline float linear(std::uint8_t level) {
  const double v = level / 255.0;
  return static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
}

// Hue of the mean colour in OKLab, degrees 0..360.
inline double mean_hue(const Raster& picture) {
  double a = 0, b = 0;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    const render::Rgb light{linear(picture.rgb[i]), linear(picture.rgb[i + 1]),
                            linear(picture.rgb[i + 2])};
    const render::Lab lab = render::to_lab(light);
    a += lab.a;
    b += lab.b;
  }
  const double degrees = std::atan2(b, a) * 180 / 3.14159265358979;
  return degrees < 0 ? degrees + 360 : degrees;
}

inline double mean_level(const Raster& picture) {
  double sum = 0;
  for (const std::uint8_t level : picture.rgb) sum += level;
  return sum / static_cast<double>(picture.rgb.size());
}

// Mean of (max - min) / max over the pixels.
inline double mean_saturation(const Raster& picture) {
  double sum = 0;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    const auto [low, high] = std::minmax({picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2]});
    if (high > 0) sum += static_cast<double>(high - low) / high;
  }
  return sum / (static_cast<double>(picture.rgb.size()) / 3);
}

// Mean absolute Laplacian of the green channel.
inline double fine_energy(const Raster& picture) {
  const auto at = [&](std::int32_t x, std::int32_t y) {
    return int{picture.rgb[static_cast<std::size_t>(y * picture.size.width + x) * 3 + 1]};
  };
  double sum = 0;
  for (std::int32_t y = 1; y + 1 < picture.size.height; ++y) {
    for (std::int32_t x = 1; x + 1 < picture.size.width; ++x) {
      sum += std::abs(4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1));
    }
  }
  return sum / static_cast<double>(picture.size.pixels());
}

struct Ran {
  int status = -1;  // of the shell; 127 when the tool is missing
  std::string out;
};

// Writes `bytes` to a file of the build tree and runs `tool` on it.
inline Ran run_on(const std::string& tool, const std::string& bytes, const std::string& name) {
  const std::string path = std::string(FLUXWEIR_BINARY_DIR) + "/" + name;
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  Ran ran;
  std::FILE* pipe = popen((tool + " '" + path + "' 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
    ran.out.append(buffer, n);
  }
  const int wait = pclose(pipe);
  ran.status = wait < 0 ? wait : (wait >> 8) & 0xFF;
  std::remove(path.c_str());
  return ran;
}

}  // namespace fluxweir::test
