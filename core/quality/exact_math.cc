#include "quality/exact_math.h"

#include <cmath>

namespace fluxweir::quality {
namespace {

constexpr double kLn2 = 0.69314718055994530942;
constexpr double kPi = 3.14159265358979323846;

// The first `terms` terms of a series whose next term is the last one times `factor(n)`.
template <class Factor>
double series(double first, int terms, Factor factor) {
  double sum = 0;
  double term = first;
  for (int n = 1; n <= terms; ++n) {
    sum += term;
    term *= factor(n);
  }
  return sum;
}

// For 0 <= turns <= 1/8, where both series are short.
double small_cosine(double turns) {
  const double squared = (2 * kPi * turns) * (2 * kPi * turns);
  return series(1, 12, [&](int n) { return -squared / ((2 * n - 1) * (2 * n)); });
}

double small_sine(double turns) {
  const double angle = 2 * kPi * turns;
  return series(angle, 12, [&](int n) { return -angle * angle / ((2 * n) * (2 * n + 1)); });
}

}  // namespace

double log2_of(double x) {
  int exponent = 0;
  double fraction = std::frexp(x, &exponent);  // exact, in [0.5, 1)
  if (fraction < 0.70710678118654752440) {
    fraction *= 2;
    --exponent;
  }
  // ln m = 2 atanh((m - 1) / (m + 1)); the argument is at most 0.172.
  const double ratio = (fraction - 1) / (fraction + 1);
  double sum = 0;
  double power = ratio;
  for (int n = 1; n < 26; n += 2) {
    sum += power / n;
    power *= ratio * ratio;
  }
  return exponent + 2 * sum / kLn2;
}

double exp2_of(double x) {
  const double whole = std::floor(x + 0.5);
  const double rest = (x - whole) * kLn2;
  return std::ldexp(series(1, 18, [&](int n) { return rest / n; }), static_cast<int>(whole));
}

double log10_of(double x) { return log2_of(x) * 0.30102999566398119521; }

double cosine(double turns) {
  if (turns > 0.5) turns = 1 - turns;
  if (turns > 0.25) return -cosine(0.5 - turns);
  return turns > 0.125 ? small_sine(0.25 - turns) : small_cosine(turns);
}

}  // namespace fluxweir::quality
