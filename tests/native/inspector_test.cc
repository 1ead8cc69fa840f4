#include "inspector.h"

#include <doctest/doctest.h>

#include <future>

#include "image/walk.h"
#include "json/tree.h"
#include "render/paint.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

std::string encoded(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  PaintRequest request;
  request.size = {256, 192};
  Raster picture{request.size, {}};
  for (int i = 0; i < request.size.width * request.size.height; ++i)
    picture.rgb.insert(picture.rgb.end(), {red, green, blue});
  return encode(picture, request);
}

std::string painted() {
  PaintRequest request;
  request.prompt = "a lighthouse on a cliff";
  request.size = {512, 320};
  return encode(*paint(request, nullptr), request);
}

Inspection look_at(Inspector& inspector, std::string bytes) {
  std::promise<Inspection> seen;
  inspector.start(Blobs::make(std::move(bytes), "image/jpeg"), false,
                  [&](Inspection found) { seen.set_value(std::move(found)); });
  return seen.get_future().get();
}

}  // namespace

TEST_CASE("inspector: a picture has a score, reasons and a whole report") {
  Inspector inspector(1, 4);
  const Inspection seen = look_at(inspector, painted());
  CHECK(seen.scored());
  CHECK_GT(seen.score, 30'000);
  CHECK_LE(seen.score, 100'000);
  CHECK(seen.placeholder.empty());
  const auto report = json::parse_tree(seen.report);
  REQUIRE(report.has_value());
  CHECK_EQ((*report)["width"], 512);
  CHECK_EQ((*report)["rules"], seen.rules);
  CHECK_EQ((*report)["reasons"].size(), seen.reasons.size());
  CHECK_GT((*report)["measures"].size(), 20u);
}

TEST_CASE("inspector: tells black and blank placeholders from pictures") {
  Inspector inspector(1, 4);
  CHECK_EQ(look_at(inspector, encoded(0, 0, 0)).placeholder, "black");
  CHECK_EQ(look_at(inspector, encoded(2, 1, 3)).placeholder, "black");
  CHECK_EQ(look_at(inspector, encoded(255, 255, 255)).placeholder, "blank");
  CHECK_EQ(look_at(inspector, encoded(90, 120, 60)).placeholder, "blank");
}

TEST_CASE("inspector: what can't be decoded is unscored and says why") {
  Inspector inspector(1, 4);
  for (const std::string& bytes :
       {std::string("<html>"), painted().substr(0, 5000), std::string()}) {
    const Inspection seen = look_at(inspector, bytes);
    CHECK_FALSE(seen.scored());
    CHECK_EQ(seen.unscored, "not_decoded");
  }
}

// No structure tells this from a whole file: the end is where it should be.
TEST_CASE("inspector: a JPEG that was cut within its last scan and given an end is broken") {
  Inspector inspector(1, 4);
  const std::string whole = painted();
  int planted = 0, found = 0;
  for (std::size_t cut = 40; cut < whole.size() * 3 / 4; cut += whole.size() / 240) {
    const std::string bytes = whole.substr(0, whole.size() - cut) + "\xff\xd9";
    if (walk_picture(bytes).fault != PictureFault::None) continue;  // between FF and 00
    ++planted;
    const Inspection seen = look_at(inspector, bytes);
    found += seen.placeholder == "broken" && !seen.scored() ? 1 : 0;
  }
  CHECK_GT(planted, 150);
  CHECK_EQ(found, planted);
}

TEST_CASE("inspector: when too many wait a picture goes out unscored") {
  Inspector inspector(1, 0);
  CHECK_EQ(look_at(inspector, painted()).unscored, "busy");
}

TEST_CASE("inspector: rejects by the calibration that it was given last") {
  // Every painted picture has some of it.
  const auto calibration = std::make_shared<const Calibration>(
      Calibration{50, {{Check::Pixelation, Measure::Pixelation, 0}}});
  Inspector inspector(1, 4);
  CHECK(look_at(inspector, painted()).rejected.empty());
  inspector.calibrate(calibration);
  CHECK_EQ(look_at(inspector, painted()).rejected.substr(0, 12), "pixelation: ");
  inspector.calibrate(nullptr);
  CHECK(look_at(inspector, painted()).rejected.empty());
}

TEST_CASE("inspector: the settings' calibration, with pointers into the settings") {
  Settings settings;
  CHECK_EQ(calibration_of(settings).value(), nullptr);
  settings.calibration =
      R"({"rules":")" + std::string(kRulesVersion) +
      R"(","pictures":50,"limits":[{"check":"blur","measure":"blur","limit":0.5}]})";
  CHECK_EQ(calibration_of(settings).value()->limits.size(), 1);
  settings.calibration = R"({"rules":"2020-1-1"})";
  CHECK_EQ(calibration_of(settings).error().faults.at(0).path, "/quality/calibration/rules");
}
