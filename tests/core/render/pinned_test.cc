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
    {"mountains with a lake at dawn", 1u, false,
     "576792c67fcc296fc2c7382ef022d28a65f854a52ad5fb3ed2f75403c4f079d5"},
    {"snowy mountains, snow", 2u, true,
     "a35ef2bd438e6ccd9baaef3730679651cb21cc3d57ab173a37ace1543442bc43"},
    {"a red lighthouse in fog", 3u, false,
     "c5dbacaa0d945dde1f294c7dd6872e4e3f4f0e4724231b7ffaa1f3c509deab04"},
    {"a sailboat at sunset", 4u, false,
     "57419127648c30cdf83619fbf1f06754764b613429c5e83c071fe21c3681020e"},
    {"beach at noon", 5u, true, "7b4e944f83ecdcc6c6e90c42a2b2d210e10e7b26aea082667a5ad129aa761790"},
    {"city skyline at night", 6u, false,
     "ae6ed6df2e45ab6848bcfefe2e32f4c2c8e306515666e04593f393b137d249b5"},
    {"neon street in the rain", 7u, false,
     "db3f8deddbea983c5a13b6ef1ec0c06d9a8944a42257c8914e5adc982f9836a5"},
    {"autumn forest", 8u, false,
     "ca229bfc25340e1caf1cfd0af2c911aa7b2def29b63393478ae5a8da40c970e4"},
    {"a fox in the forest", 9u, true,
     "4067df8f599828cb3003c5b8d7888542363bf132a2220bb0cc3bac791c2fc87d"},
    {"desert dunes at golden hour", 10u, false,
     "05ebf8a6ea2bdf1256318a2260e3b8fac4f7311a792f1c166026172e83f8d027"},
    {"purple flowers in a meadow", 11u, false,
     "463faa4fbff344058c6c33abfd98c0da8952c060241ec41f656d355e6f3d8848"},
    {"a planet with rings", 12u, false,
     "05c0164f0ca8f2cb4b018c0986c30b0ee1a3e1020e06a0d8056d07e185c6b95b"},
    {"a spiral galaxy", 13u, true,
     "e61abbbb5edb577b2c700eb6f8bc56aba2828dd60deffffebbfa56121ddae83b"},
    {"portrait of a woman", 14u, false,
     "807a54cad13637b776b34f2fd0047523d7e704c68b205d388b797fa0245ed2be"},
    {"portrait of a man, studio light", 15u, true,
     "60ca23cb1342b0d7bcb7c60eec50d881079760147afa8ecee9cbf63e4c6e7140"},
    {"a bottle of wine", 16u, false,
     "9c8fcfff70a3e4862834f446bfb0c94aa4fbe137b437e1f1e93c7601f89f46cd"},
    {"a luxury watch", 17u, false,
     "6b72476800578f403b8e8ee9d46fded9be7492db55334efccc53cbd36d7c3f0f"},
    {"a cup of coffee and a bowl of fruit", 18u, true,
     "aea17253ae6e47726a19f1cafa9ca2ce7b87c2f5761bb18cdbbc8c044bf97257"},
    {"teal and orange abstract", 19u, false,
     "0438e5f902e844e21a27ac5d4910b96fba457052c52730e7a60d180be0a86094"},
    {"an idea", 9007199254740991u, true,
     "000f9f89fd686f477ad1fb87a6ea57b7d074217d3b2e6836252928f390e8e282"},
};

// The first of them, encoded.
const std::string kJpegDigest = "bfdd8f2d2226b6af30815e6af75f332c75bb2de755e44c188c01f421eaa3b81a";
const std::string kPngDigest = "1e9bf435916c1a1587609d69c785f476fe7f866f3279fd27cf9d07a8b6f6b514";

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
    CAPTURE(std::string(pinned.prompt));
    PaintRequest request = ask(pinned.prompt, pinned.seed, {160, 120});
    request.raw = pinned.raw;
    request.mark = pinned.raw;
    CHECK_EQ(digest(painted(request)), std::string(pinned.digest));
  }
  PaintRequest request = ask(kPinned[0].prompt, kPinned[0].seed, {160, 120});
  for (const Format format : {Format::Jpeg, Format::Png}) {
    request.format = format;
    const bool jpeg = format == Format::Jpeg;
    CHECK_EQ(to_hex(sha256(encode(painted(request), request))), jpeg ? kJpegDigest : kPngDigest);
  }
}
