// The same bytes on every target: these digests are compared by each build, compiler and
// instruction set. They change only when the painter itself does.
#include <doctest/doctest.h>

#include "core/render/picture.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

struct Pinned {
  const char* prompt;
  std::uint64_t seed;
  bool raw;
  const char* digest;
};

constexpr Pinned kPinned[] = {
#include "core/render/pinned.inc"
};

bool can_run() {
#ifdef FLUXWEIR_NEEDS_AVX2
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("bmi2") != 0;
#else
  return true;
#endif
}

}  // namespace

TEST_CASE("pinned pictures: the same bytes on every target") {
  if (!can_run()) {
    std::puts("skipped: no AVX2");
    return;
  }
  for (const Pinned& pinned : kPinned) {
    CAPTURE(pinned.prompt);
    PaintRequest request = ask(pinned.prompt, pinned.seed, {160, 120});
    request.raw = pinned.raw;
    request.mark = pinned.raw;
    CHECK_EQ(digest(painted(request)), pinned.digest);
  }
}
