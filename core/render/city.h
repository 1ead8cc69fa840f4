// A city: layers of buildings with lit windows over still water, or a street between them in the
// rain.
#pragma once

#include <vector>

#include "render/sky.h"
#include "render/studio.h"

namespace fluxweir::render {

class City {
 public:
  explicit City(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Building {
    float left = 0, right = 0, top = 0;
    float cell_x = 0.01f, cell_y = 0.012f;  // one window and its wall
    float lights = 0.4f;                    // share of lit windows
    std::uint32_t seed = 0;
    Rgb wall, wall_low, lamp;
    int crown = 0;  // 0 flat, 1 step, 2 mast, 3 wedge
  };
  struct Row {
    std::vector<Building> buildings;
    float foot = 1;
    float haze = 0;
  };
  void plan_row(float depth, int index);
  void paint_building(Band& band, const Building& building, const Row& row) const;
  Rgb facade(const Building& building, const Row& row, float pixel, float x, float y) const;
  void paint_ground(Band& band, const Plate* echo) const;
  void paint_signs(Band& band) const;

  struct Sign {
    Point at;
    float w, h;
    Rgb light;
  };
  const Studio* studio_;
  float ground_;
  bool street_;
  Sky sky_;
  Tinter tint_;
  Dice dice_;
  std::vector<Row> rows_;
  std::vector<Sign> signs_;
};

}  // namespace fluxweir::render
