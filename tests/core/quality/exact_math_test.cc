#include "quality/exact_math.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace fluxweir::quality;

TEST_CASE("exact math: agrees with the library's functions within its bounds") {
  for (double x = 1e-9; x < 1e12; x *= 1.37) {
    CHECK_EQ(log2_of(x), doctest::Approx(std::log2(x)).epsilon(1e-13));
    CHECK_EQ(log10_of(x), doctest::Approx(std::log10(x)).epsilon(1e-13));
  }
  for (double x = -40; x < 40; x += 0.37) {
    CHECK_EQ(exp2_of(x) / std::exp2(x), doctest::Approx(1).epsilon(1e-13));
  }
  for (double turns = 0; turns <= 1; turns += 1.0 / 1024) {
    CHECK_LE(std::abs(cosine(turns) - std::cos(2 * 3.14159265358979323846 * turns)), 1e-15);
  }
}

TEST_CASE("exact math: is exact where the answer is") {
  CHECK_EQ(log2_of(1), 0);
  CHECK_EQ(log2_of(1024), 10);
  CHECK_EQ(exp2_of(-3), 0.125);
  CHECK_EQ(cosine(0), 1);
  CHECK_EQ(cosine(0.5), -1);
  CHECK_EQ(cosine(0.25), 0);
}
