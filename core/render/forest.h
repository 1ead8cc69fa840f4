// Inside a wood: rows of trunks that fade into light haze, leaves above, undergrowth below, beams
// of light from one side.
#pragma once

#include <vector>

#include "render/creature.h"
#include "render/studio.h"

namespace fluxweir::render {

class Forest {
 public:
  explicit Forest(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Trunk {
    float x = 0, half = 0.01f, lean = 0, bend = 0;
    std::uint32_t seed = 0;
  };
  struct Layer {
    std::vector<Trunk> trunks;
    float ground = 1;  // y of its floor
    float canopy = 0;  // y down to which its leaves hang
    float haze = 0;
    float scale = 1;  // size of leaves
    float shift = 0;
    Rgb bark, bark_lit, leaf, leaf_lit, floor, floor_lit;
  };
  // The bright air behind everything, one line for each row of a band.
  struct Air {
    const Plate* plate;
    std::vector<std::vector<Rgb>> lines;
    Rgb at(std::int32_t j, float x) const {
      return plate->along(lines[static_cast<std::size_t>(j)], x);
    }
  };
  void plan_layer(float depth, bool autumn, bool white);
  void plan_guest();
  void paint_far();
  Air air_for(const Band& band) const;
  // `floor_end`: where the nearer layer's floor begins.
  void paint_layer(Band& band, const Air& air, const Layer& layer, float floor_end) const;
  void paint_leaves(Band& band, const Air& air, const Layer& layer, std::int32_t j) const;
  void paint_floor(Band& band, const Air& air, const Layer& layer, std::int32_t j) const;
  void paint_trunk(Band& band, const Air& air, const Layer& layer, const Trunk& trunk) const;
  void paint_beams(Band& band) const;
  Rgb light_at(float x, float y) const;

  const Studio* studio_;
  Tinter tint_;
  Dice dice_;
  Point sun_;
  Rgb bright_, dim_;
  Plate air_;
  Plate far_;
  std::vector<Layer> layers_;
  std::vector<Figure> guests_;
};

}  // namespace fluxweir::render
