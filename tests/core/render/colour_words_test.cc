// Colour words steer the palette.
#include <doctest/doctest.h>

#include "core/render/picture.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

struct Named {
  const char* word;
  double hue;  // OKLCH, of the CSS colour of that name
};

constexpr Named kNamed[] = {
    {"red", 29},       {"crimson", 20},  {"coral", 40},     {"orange", 66},     {"amber", 84},
    {"gold", 91},      {"yellow", 108},  {"lime", 130},     {"olive", 110},     {"green", 143},
    {"emerald", 158},  {"mint", 165},    {"teal", 195},     {"turquoise", 188}, {"cyan", 197},
    {"azure", 254},    {"blue", 264},    {"navy", 264},     {"indigo", 290},    {"violet", 300},
    {"purple", 310},   {"magenta", 328}, {"pink", 355},     {"rose", 8},        {"brown", 55},
    {"lavender", 298}, {"burgundy", 15}, {"terracotta", 42}};

double apart(double a, double b) {
  const double d = std::fabs(a - b);
  return d > 180 ? 360 - d : d;
}

}  // namespace

TEST_CASE("colour words: set the hue of abstract pictures") {
  for (const Named& named : kNamed) {
    for (std::uint64_t seed = 1; seed < 4; ++seed) {
      CAPTURE(std::string(named.word));
      CAPTURE(seed);
      const Raster picture = painted(ask(std::string(named.word) + " abstract", seed));
      CHECK_LT(apart(mean_hue(picture), named.hue), 24);
    }
  }
}

TEST_CASE("colour words: set the hue of landscapes") {
  for (const Named& named : kNamed) {
    for (std::uint64_t seed = 1; seed < 3; ++seed) {
      CAPTURE(std::string(named.word));
      CAPTURE(seed);
      const Raster picture = painted(ask(std::string(named.word) + " mountains", seed));
      CHECK_LT(apart(mean_hue(picture), named.hue), 32);
    }
  }
}

TEST_CASE("colour words: a named thing takes its colour") {
  for (const Named& named : {Named{"red", 29}, Named{"blue", 264}, Named{"green", 143}}) {
    CAPTURE(std::string(named.word));
    const Raster picture = painted(ask(std::string(named.word) + " apples", 4, {192, 128}));
    double best = 180;
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
      Raster pixel;
      pixel.size = {1, 1};
      pixel.rgb.assign(picture.rgb.begin() + static_cast<std::ptrdiff_t>(i),
                       picture.rgb.begin() + static_cast<std::ptrdiff_t>(i) + 3);
      if (mean_saturation(pixel) > 0.6) best = std::min(best, apart(mean_hue(pixel), named.hue));
    }
    CHECK_LT(best, 10);
  }
}

TEST_CASE("colour words: white lightens and black darkens") {
  for (const std::string subject : {" abstract", " mountains at noon"}) {
    CAPTURE(subject);
    const double white = mean_level(painted(ask("white" + subject, 3)));
    const double grey = mean_level(painted(ask("grey" + subject, 3)));
    const double black = mean_level(painted(ask("black" + subject, 3)));
    CHECK_GT(white, grey + 10);
    CHECK_GT(grey, black + 10);
  }
}

TEST_CASE("hours: night is darker than noon") {
  for (const std::string subject : {"mountains", "ocean", "city", "forest", "desert", "meadow"}) {
    CAPTURE(subject);
    for (std::uint64_t seed = 1; seed < 4; ++seed) {
      const double noon = mean_level(painted(ask(subject + " at noon", seed)));
      const double night = mean_level(painted(ask(subject + " at night", seed)));
      CHECK_GT(noon, night + 40);
    }
  }
}
