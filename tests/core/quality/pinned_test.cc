// The same integers on every target: these digests are compared by each compiler, instruction set
// and build of the kernels. They change only when a measure or the painter does.
#include <doctest/doctest.h>

#include "base/sha256.h"
#include "base/text.h"
#include "core/quality/scene.h"
#include "quality/damage.h"
#include "quality/score.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

const std::string kClean = "52d4859759077ee922eef8480384aa48baeddae364a852bcca782c5c39d9bc92";
const std::string kDamaged = "d7f5d391add8d9ffd30af7bc994c93864293d9ec2c6d5e3b05d7044837c94f73";
const std::string kOdd = "9279d16ce6c5db74";

std::string digest(const Measures& measures) {
  std::string text;
  for (const std::int64_t value : measures.millionths) text += std::to_string(value) + " ";
  text += std::to_string(measures.fingerprint.dhash) + " ";
  text += std::to_string(measures.fingerprint.phash) + " ";
  text += std::to_string(score(measures, {}).thousandths);
  return to_hex(sha256(text)).substr(0, 16);
}

}  // namespace

TEST_CASE("pinned measures: the same on every target") {
  std::string clean, damaged;
  for (const Scene& scene : scenes()) clean += digest(*measure(scene.picture)) + " ";
  for (const quality::DamageRow& row : quality::damage_rows()) {
    damaged += digest(*measure(quality::damaged(scenes()[2].picture, row.kind, 3, 11))) + " ";
  }
  const Raster odd =
      drawn({4099, 71}, [](int x, int y, int c) { return (x * x + y * 7 * c) % 256; });
  CHECK_EQ(to_hex(sha256(clean)), kClean);
  CHECK_EQ(to_hex(sha256(damaged)), kDamaged);
  CHECK_EQ(digest(*measure(odd)), kOdd);
}
