// The light of a picture: which sky, sun, haze and shadow colours an hour and a weather give, with
// the prompt's colour words worked in. The seed picks among several palettes of the same hour.
#pragma once

#include "render/noise.h"
#include "render/words.h"

namespace fluxweir::render {

struct Light {
  Hour hour = Hour::Golden;
  Weather weather = Weather::Clear;
  Rgb zenith, middle, horizon;
  Rgb sun;    // colour of direct light; the moon's at night
  Rgb haze;   // what distance fades into
  Rgb shade;  // unlit near things
  Rgb cloud_lit, cloud_dark;
  float sun_x = 0.5f;     // share of the width
  float sun_lift = 0.3f;  // share of the sky between horizon and top
  float disc = 0.03f;     // radius in units, 0 when hidden
  float strength = 1;     // of direct light
  float stars = 0;        // 0..1
  float clouds = 0.3f;    // 0..1
  float fog = 0.3f;       // 0..1
};

// Moves colours the way the prompt's colour words want.
class Tinter {
 public:
  explicit Tinter(const Brief& brief, Paints also = Paints::All);
  Rgb operator()(Ink ink) const { return to_rgb(shift(to_lab(ink))); }
  // Only partly: things that keep something of their own colour.
  Rgb partly(Ink ink, float share) const;
  bool empty() const { return tints_.empty(); }

 private:
  Lab shift(Lab lab) const;
  std::vector<Tint> tints_;
};

Light choose_light(const Brief& brief, Dice& dice);

}  // namespace fluxweir::render
