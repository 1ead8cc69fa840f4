#include "quality/fingerprint.h"

#include <doctest/doctest.h>

#include "core/quality/scene.h"
#include "quality/damage.h"
#include "quality/measure.h"

using namespace fluxweir;
using namespace fluxweir::test;
using quality::Damage;

TEST_CASE("fingerprint: a picture is like itself after mild damage") {
  constexpr Damage kMild[] = {Damage::Blur, Damage::Noise, Damage::Jpeg, Damage::LowContrast};
  for (const Scene& scene : scenes()) {
    const Fingerprint clean = measure(scene.picture)->fingerprint;
    CAPTURE(scene.name);
    CHECK(compare(clean, clean) == Likeness::NearDuplicate);
    for (const Damage damage : kMild) {
      const Fingerprint other = measure(quality::damaged(scene.picture, damage, 2, 3))->fingerprint;
      CHECK(compare(clean, other) != Likeness::Different);
    }
  }
}

TEST_CASE("fingerprint: different pictures are different") {
  for (std::size_t i = 0; i < scenes().size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CAPTURE(scenes()[i].name);
      CAPTURE(scenes()[j].name);
      CHECK(compare(measure(scenes()[i].picture)->fingerprint,
                    measure(scenes()[j].picture)->fingerprint) == Likeness::Different);
    }
  }
}

TEST_CASE("fingerprint: the hash that sees more difference decides") {
  const Fingerprint a{0, 0};
  CHECK(compare(a, {0x3F, 0}) == Likeness::NearDuplicate);
  CHECK(compare(a, {0x7F, 0}) == Likeness::Similar);
  CHECK(compare(a, {0, 0x3FFF}) == Likeness::Similar);
  CHECK(compare(a, {0x1, 0x7FFF}) == Likeness::Different);
}
