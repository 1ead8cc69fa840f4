#include "score_report.h"

#include <doctest/doctest.h>

#include <fstream>

#include "quality/damage.h"
#include "quality/heat.h"
#include "render/paint.h"
#include "temporary_folder.h"
#include "thumbnail.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

Raster painted() {
  PaintRequest request;
  request.prompt = "autumn forest";
  request.size = {320, 256};
  request.mark = false;
  return *paint(request, nullptr);
}

std::string write_png(const TemporaryFolder& folder, const Raster& picture) {
  PaintRequest request;
  request.format = Format::Png;
  std::string path = folder.path + "/picture.png";
  std::ofstream(path, std::ios::binary) << encode(picture, request);
  return path;
}

}  // namespace

TEST_CASE("score report: a map for what does not pass") {
  const TemporaryFolder folder;
  const std::string path =
      write_png(folder, quality::damaged(painted(), quality::Damage::Noise, 4, 1));
  const std::vector<ScoredFile> files = {score_file(path, {})};
  REQUIRE(files[0].measures);
  CHECK(files[0].score.verdict != Verdict::Pass);
  const std::string page = score_report(files, Vertical::General);
  CHECK_NE(page.find("where: noise"), std::string::npos);
  CHECK_NE(page.find("<rect"), std::string::npos);
}

TEST_CASE("score report: an unreadable file says why") {
  const std::vector<ScoredFile> files = {score_file("/nowhere/at/all.png", {})};
  CHECK_FALSE(files[0].measures);
  CHECK_NE(score_report(files, Vertical::General).find("no such file"), std::string::npos);
}

TEST_CASE("heat map: hot where the damage is") {
  const Raster clean = painted();
  Raster picture = quality::damaged(clean, quality::Damage::Noise, 5, 1);
  const std::size_t half = picture.rgb.size() / 2;  // four rows of tiles: two clean, two noisy
  std::copy_n(clean.rgb.begin(), half, picture.rgb.begin());
  const Score judged = score(*measure(quality::damaged(clean, quality::Damage::Noise, 5, 1)), {});
  const auto map = HeatMap::make(picture);
  REQUIRE(map);
  REQUIRE_EQ(map->columns(), 5);
  REQUIRE_EQ(map->rows(), 4);
  for (const Part& part : judged.parts) {
    if (part.check != Check::Noise) continue;
    for (std::int32_t column = 0; column < 5; ++column) {
      CHECK_LT(map->heat(part, column, 0), 20);
      CHECK_GT(map->heat(part, column, 3), 200);
    }
  }
}

TEST_CASE("thumbnail: each pixel is the mean of those it stands for") {
  Raster picture;
  picture.size = {4, 2};
  for (int i = 0; i < 24; ++i) picture.rgb.push_back(static_cast<std::uint8_t>(i * 10));
  const Raster small = shrink(picture, 2);
  CHECK(small.size == Size{2, 1});
  CHECK_EQ(small.rgb[0], (0 + 30 + 120 + 150) / 4);
  CHECK_EQ(small.rgb[5], (80 + 110 + 200 + 230) / 4);
  CHECK(shrink(picture, 9).rgb == picture.rgb);
  CHECK_EQ(data_uri(painted()).substr(0, 23), "data:image/webp;base64,");
}
