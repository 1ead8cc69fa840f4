#include "bench_quality.h"

#include <doctest/doctest.h>

#include "quality/damage.h"
#include "render/paint.h"

using namespace fluxweir;
using namespace fluxweir::native;

TEST_CASE("bench quality: a line for each damage in both tables, and what is plain is 1") {
  std::vector<Raster> pictures;
  for (const char* prompt : {"autumn forest", "a city at night"}) {
    PaintRequest request;
    request.prompt = prompt;
    request.size = {192, 160};
    pictures.push_back(*paint(request, nullptr));
  }
  const std::string tables = bench_quality(pictures);
  for (const quality::DamageRow& row : quality::damage_rows()) {
    CAPTURE(row.name);
    CHECK_NE(tables.find("\n| " + std::string(row.name) + ": "), std::string::npos);
    CHECK_NE(tables.find("\n| " + std::string(row.name) + " | "), std::string::npos);
  }
  CHECK_EQ(tables.substr(0, 10), "Undamaged:");
  CHECK_NE(tables.find("`checkerboard` | 1.00 1.00 1.00 1.00 1.00 | 1.00 / "), std::string::npos);
}
