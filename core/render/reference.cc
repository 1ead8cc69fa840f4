// The blend with a reference picture.
#include <algorithm>

#include "render/finish.h"

namespace fluxweir::render {
namespace {

// One row of the reference, scaled to fill the picture and cropped at its centre; bilinear.
class Filler {
 public:
  Filler(const Raster& reference, Size size) : from_(&reference) {
    const double sx = static_cast<double>(reference.size.width) / size.width;
    const double sy = static_cast<double>(reference.size.height) / size.height;
    scale_ = std::min(sx, sy);
    left_ = (reference.size.width - size.width * scale_) * 0.5;
    top_ = (reference.size.height - size.height * scale_) * 0.5;
  }

  // 256ths of a level.
  void at(std::int32_t x, std::int32_t y, std::int32_t* out) const {
    const Place px = place((x + 0.5) * scale_ + left_ - 0.5, from_->size.width);
    const Place py = place((y + 0.5) * scale_ + top_ - 0.5, from_->size.height);
    const std::size_t stride = static_cast<std::size_t>(from_->size.width) * 3;
    const std::uint8_t* p = from_->rgb.data() + py.first * stride;
    const std::uint8_t* q = from_->rgb.data() + py.second * stride;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::int32_t a =
          p[px.first * 3 + k] * (256 - px.share) + p[px.second * 3 + k] * px.share;
      const std::int32_t b =
          q[px.first * 3 + k] * (256 - px.share) + q[px.second * 3 + k] * px.share;
      out[k] = (a * (256 - py.share) + b * py.share) >> 8;
    }
  }

 private:
  struct Place {
    std::size_t first;
    std::size_t second;
    std::int32_t share;  // of the second, in 256ths
  };
  static Place place(double at, std::int32_t count) {
    const double x = std::clamp(at, 0.0, static_cast<double>(count - 1));
    const std::int32_t i = static_cast<std::int32_t>(x);
    const std::int32_t share = static_cast<std::int32_t>((x - i) * 256);
    return {static_cast<std::size_t>(i), static_cast<std::size_t>(std::min(i + 1, count - 1)),
            share};
  }

  const Raster* from_;
  double scale_ = 1, left_ = 0, top_ = 0;
};

constexpr std::int32_t kCell = 32;  // pixels over which colour and light are averaged

// Mean difference between reference and picture on a coarse grid, sampled bilinearly.
class Drift {
 public:
  Drift(const Raster& picture, const Filler& filler)
      : columns_(picture.size.width / kCell + 1), rows_(picture.size.height / kCell + 1) {
    const std::size_t cells = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
    std::vector<std::int64_t> sums(cells * 3);
    std::vector<std::int64_t> counts(cells);
    const std::uint8_t* p = picture.rgb.data();
    for (std::int32_t y = 0; y < picture.size.height; ++y) {
      for (std::int32_t x = 0; x < picture.size.width; ++x, p += 3) {
        std::int32_t want[3];
        filler.at(x, y, want);
        const std::int32_t place = y / kCell * columns_ + x / kCell;
        const std::size_t cell = static_cast<std::size_t>(place);
        for (std::size_t k = 0; k < 3; ++k) sums[cell * 3 + k] += want[k] - p[k] * 256;
        ++counts[cell];
      }
    }
    means_.resize(cells * 3);
    for (std::size_t i = 0; i < means_.size(); ++i) {
      if (counts[i / 3] > 0) means_[i] = static_cast<std::int32_t>(sums[i] / counts[i / 3]);
    }
  }

  std::int32_t at(std::int32_t x, std::int32_t y, std::size_t k) const {
    const std::int32_t px = std::max(x - kCell / 2, 0), py = std::max(y - kCell / 2, 0);
    const std::int32_t ix = px / kCell, iy = py / kCell;
    const std::int32_t fx = px % kCell, fy = py % kCell;
    const auto mean = [&](std::int32_t i, std::int32_t j) {
      const std::int32_t cell = std::min(j, rows_ - 1) * columns_ + std::min(i, columns_ - 1);
      return means_[static_cast<std::size_t>(cell) * 3 + k];
    };
    const std::int32_t a = mean(ix, iy) * (kCell - fx) + mean(ix + 1, iy) * fx;
    const std::int32_t b = mean(ix, iy + 1) * (kCell - fx) + mean(ix + 1, iy + 1) * fx;
    return (a / kCell * (kCell - fy) + b / kCell * fy) / kCell;
  }

 private:
  std::int32_t columns_;
  std::int32_t rows_;
  std::vector<std::int32_t> means_;
};

}  // namespace

void blend_reference(Raster& picture, const Raster& reference, std::int32_t thousandths) {
  if (thousandths <= 0) return;
  const Filler filler(reference, picture.size);
  const Drift drift(picture, filler);
  // Broad colour follows quickly (s(2 - s)), detail slowly (s squared); both are whole at 1.
  const std::int64_t s = thousandths;
  const std::int64_t broad = s * (2000 - s);
  const std::int64_t detail = s * s;
  std::uint8_t* p = picture.rgb.data();
  for (std::int32_t y = 0; y < picture.size.height; ++y) {
    for (std::int32_t x = 0; x < picture.size.width; ++x, p += 3) {
      std::int32_t want[3];
      filler.at(x, y, want);
      for (std::size_t k = 0; k < 3; ++k) {
        const std::int64_t all = want[k] - p[k] * 256;
        const std::int64_t low = drift.at(x, y, k);
        const std::int64_t moved = p[k] * 256 + (low * broad + (all - low) * detail) / 1'000'000;
        p[k] = static_cast<std::uint8_t>(std::clamp<std::int64_t>(moved + 128, 0, 65535) >> 8);
      }
    }
  }
}

}  // namespace fluxweir::render
