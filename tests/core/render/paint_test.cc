// What the painter promises: size, repeatability, and that prompt, seed, raw and reference matter.
#include "render/paint.h"

#include <doctest/doctest.h>

#include "core/render/picture.h"
#include "render/words.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

constexpr Size kUltraSizes[] = {{3136, 1344}, {2752, 1536}, {2368, 1792},
                                {2496, 1664}, {2048, 2048}, {1664, 2496},
                                {1792, 2368}, {1536, 2752}, {1344, 3136}};

// One prompt for each composition.
constexpr const char* kPrompts[] = {"mountains",  "ocean at sunset",  "city at night", "forest",
                                    "desert",     "flowers",          "planet",        "portrait",
                                    "a watch",    "perfume",          "silk",          "galaxy",
                                    "lighthouse", "neon street rain", "a fox in snow", "beach"};

// A soft picture of its own kind, unlike any painting.
Raster stripes(Size size) {
  Raster out;
  out.size = size;
  for (std::int32_t y = 0; y < size.height; ++y) {
    for (std::int32_t x = 0; x < size.width; ++x) {
      const bool odd = (x / 8 + y / 8) % 2 != 0;
      out.rgb.push_back(odd ? 230 : 20);
      out.rgb.push_back(static_cast<std::uint8_t>(x * 255 / size.width));
      out.rgb.push_back(odd ? 40 : 200);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("paint: fills each of the nine ratios") {
  for (const Size ultra : kUltraSizes) {
    const Size size{ultra.width / 16, ultra.height / 16};
    const Result<Raster> picture = paint(ask("mountains", 3, size), nullptr);
    REQUIRE(picture);
    CHECK(picture->size == size);
    CHECK_EQ(picture->rgb.size(), static_cast<std::size_t>(size.pixels()) * 3);
  }
}

TEST_CASE("paint: accepts sides of 64 to 4096 and refuses others") {
  for (const Size size : {Size{63, 100}, Size{100, 4097}, Size{0, 0}}) {
    const Result<Raster> picture = paint(ask("mountains", 3, size), nullptr);
    REQUIRE_FALSE(picture);
    CHECK(picture.error().code == ErrorCode::InvalidParameter);
    CHECK_FALSE(picture.error().faults.empty());
  }
  CHECK(paint(ask("x", 1, {3136, 1344}), nullptr));
  CHECK(paint(ask("x", 1, {1344, 3136}), nullptr));
  CHECK(paint(ask("x", 1, {1440, 256}), nullptr));
  CHECK(paint(ask("x", 1, {64, 1024}), nullptr));
}

TEST_CASE("paint: gives the same bytes twice") {
  for (const std::string prompt : kPrompts) {
    CAPTURE(prompt);
    CHECK_EQ(digest(painted(ask(prompt, 11))), digest(painted(ask(prompt, 11))));
  }
}

TEST_CASE("paint: neighbouring seeds differ visibly") {
  for (const std::string prompt : kPrompts) {
    CAPTURE(prompt);
    for (std::uint64_t seed = 40; seed < 43; ++seed) {
      CHECK_GT(distance(painted(ask(prompt, seed)), painted(ask(prompt, seed + 1))), 5.0);
    }
  }
}

TEST_CASE("paint: different subjects give different pictures") {
  for (std::size_t i = 1; i < std::size(kPrompts); ++i) {
    CAPTURE(std::string(kPrompts[i]));
    CHECK_GT(distance(painted(ask(kPrompts[i - 1], 5)), painted(ask(kPrompts[i], 5))), 8.0);
  }
}

TEST_CASE("paint: what an enhanced prompt gained does not change its subject") {
  const std::string gained =
      ", a cohesive and naturalistic visual style, clear focus with gently graduated natural "
      "depth, "
      "balanced composition with a clear focal point, rich surface detail with believable texture";
  for (const std::string prompt : {"a fox", "a forest in autumn", "a lighthouse"}) {
    CAPTURE(prompt);
    const render::Brief brief = render::read_brief(prompt + gained);
    CHECK(brief.subject == render::read_brief(prompt).subject);
    CHECK(brief.subject != render::Subject::Abstract);
  }
}

TEST_CASE("paint: no picture is blank or burnt out") {
  for (const std::string prompt : kPrompts) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      CAPTURE(prompt);
      CAPTURE(seed);
      const Raster picture = painted(ask(prompt, seed));
      std::size_t white = 0;
      double mean = mean_level(picture), spread = 0;
      for (const std::uint8_t level : picture.rgb) {
        white += level >= 254 ? 1 : 0;
        spread += (level - mean) * (level - mean);
      }
      CHECK_GT(std::sqrt(spread / static_cast<double>(picture.rgb.size())), 8.0);
      CHECK_LT(static_cast<double>(white) / static_cast<double>(picture.rgb.size()), 0.2);
    }
  }
}

TEST_CASE("paint: raw lowers saturation and adds grain") {
  for (const std::string prompt : {"mountains at sunset", "perfume", "portrait", "silk", "ocean"}) {
    CAPTURE(prompt);
    PaintRequest request = ask(prompt, 8, {320, 240});
    const Raster developed = painted(request);
    request.raw = true;
    const Raster raw = painted(request);
    CHECK_LT(mean_saturation(raw), mean_saturation(developed) * 0.95);
    CHECK_GT(fine_energy(raw), fine_energy(developed) + 3);
  }
}

TEST_CASE("paint: a stronger reference comes nearer to it") {
  for (const Size of : {Size{128, 96}, Size{300, 120}, Size{1, 1}, Size{50, 400}}) {
    const Raster reference = stripes(of);
    PaintRequest request = ask("mountains at sunset", 8);
    request.strength_thousandths = 1000;
    const Raster whole = painted(request, &reference);
    if (of == whole.size) CHECK_EQ(distance(whole, reference), 0.0);
    double last = 257;
    for (const std::int32_t strength : {0, 250, 500, 1000}) {
      request.strength_thousandths = strength;
      const double now = distance(painted(request, &reference), whole);
      CHECK_LT(now, last);
      last = now;
    }
    request.strength_thousandths = 0;
    CHECK_EQ(digest(painted(request, &reference)), digest(painted(request)));
  }
}

TEST_CASE("paint: the mark changes only the corner") {
  PaintRequest request = ask("mountains", 2, {640, 480});
  const Raster plain = painted(request);
  request.mark = true;
  const Raster marked = painted(request);
  std::size_t inside = 0;
  for (std::size_t i = 0; i < plain.rgb.size(); ++i) {
    if (plain.rgb[i] == marked.rgb[i]) continue;
    const std::int32_t x = static_cast<std::int32_t>(i / 3 % 640);
    const std::int32_t y = static_cast<std::int32_t>(i / 3 / 640);
    CHECK_GT(x, 480);
    CHECK_GT(y, 450);
    ++inside;
  }
  CHECK_GT(inside, 300u);
}
