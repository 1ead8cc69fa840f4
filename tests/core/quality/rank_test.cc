#include "quality/rank.h"

#include <doctest/doctest.h>

#include <vector>

using namespace fluxweir::quality;

namespace {

using Values = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("auc: 1 apart, 0 the wrong way round, a half when nothing is told") {
  CHECK_EQ(auc(Values{1, 2, 3}, Values{4, 5}), 1);
  CHECK_EQ(auc(Values{4, 5}, Values{1, 2, 3}), 0);
  CHECK_EQ(auc(Values{7, 7}, Values{7, 7, 7}), 0.5);
  CHECK_EQ(auc(Values{1, 3}, Values{2, 3}), doctest::Approx(0.625));
}

TEST_CASE("spearman: looks at the order only") {
  CHECK_EQ(spearman(Values{1, 2, 3, 4}, Values{10, 20, 1000, 1001}), doctest::Approx(1));
  CHECK_EQ(spearman(Values{1, 2, 3, 4}, Values{9, 8, 7, 1}), doctest::Approx(-1));
  CHECK_EQ(spearman(Values{1, 2, 3}, Values{5, 5, 5}), 0);
  // Ranks 0 1 2 3 against 0 1.5 1.5 3.
  CHECK_EQ(spearman(Values{1, 2, 3, 4}, Values{1, 2, 2, 9}), doctest::Approx(0.948683));
}
