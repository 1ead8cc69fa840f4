// What the rule for near-duplicates catches, and what it leaves alone.
#include <doctest/doctest.h>

#include "core/quality/scene.h"
#include "quality/damage.h"
#include "quality/inspect.h"

using namespace fluxweir;
using namespace fluxweir::test;
using quality::Damage;

namespace {

struct Change {
  Damage kind;
  int most;  // levels from 1 on
};

// What a second encoding, a filter or a stretch of contrast does.
constexpr Change kChanges[] = {{Damage::Jpeg, 4},
                               {Damage::Noise, 2},
                               {Damage::Blur, 2},
                               {Damage::LowContrast, 1},
                               {Damage::Cast, 1}};

std::vector<std::int32_t> hashes(const Raster& picture) { return inspect(picture, {}).hashes; }

std::vector<Raster> fifty() {
  std::vector<Raster> all;
  for (const char* scene : {"mountains with a lake", "forest", "city skyline at night", "meadow",
                            "portrait of a woman", "a bowl of fruit", "sea and sailing boat",
                            "desert", "a planet in space", "abstract shapes"}) {
    for (const char* light : {"at noon", "in fog"})
      all.push_back(painted(std::string(scene) + " " + light, all.size() * 7 + 3));
  }
  for (std::uint64_t seed = 1; all.size() < 50; ++seed) all.push_back(leaves(seed));
  return all;
}

}  // namespace

TEST_CASE("near-duplicates: 500 planted ones are caught, and no two different pictures are taken") {
  const std::vector<Raster> pictures = fifty();
  std::vector<std::vector<std::int32_t>> clean;
  for (const Raster& picture : pictures) clean.push_back(hashes(picture));
  int planted = 0, caught = 0, taken = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    for (const Change& change : kChanges) {
      for (int level = 1; level <= change.most; ++level) {
        ++planted;
        const bool found =
            looks_alike(clean[i], hashes(quality::damaged(pictures[i], change.kind, level, i)));
        caught += found ? 1 : 0;
        if (!found) MESSAGE(i << " kind " << static_cast<int>(change.kind) << " level " << level);
      }
    }
    for (std::size_t j = 0; j < i; ++j) {
      taken += looks_alike(clean[i], clean[j]) ? 1 : 0;
      if (looks_alike(clean[i], clean[j])) MESSAGE(i << " is taken for " << j);
    }
  }
  CHECK_EQ(planted, 500);
  CHECK_EQ(caught, planted);
  CHECK_EQ(taken, 0);
}
