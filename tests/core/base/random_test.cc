#include "base/random.h"

#include <doctest/doctest.h>

#include <set>

using namespace fluxweir;

TEST_CASE("random: follows the published generator") {
  // xoshiro256++ from splitmix64(0), computed apart from this code.
  Random random(0);
  CHECK_EQ(random.next(), 0x53175d61490b23dfull);
  CHECK_EQ(random.next(), 0x61da6f3dc380d507ull);
  CHECK_EQ(random.next(), 0x5c0fdf91ec9a7bfcull);
  CHECK_EQ(random.next(), 0x2eebf8c3bbe5e1aull);
}

TEST_CASE("random: keeps its streams apart") {
  const Entropy entropy{};
  Random ids(entropy, Random::Stream::Ids);
  Random seeds(entropy, Random::Stream::Seeds);
  Random jitter(entropy, Random::Stream::Jitter);
  const std::set<std::uint64_t> firsts{ids.next(), seeds.next(), jitter.next()};
  CHECK_EQ(firsts.size(), 3);
  Random again(entropy, Random::Stream::Seeds);
  Random other({1}, Random::Stream::Seeds);
  CHECK_EQ(firsts.count(again.next()), 1);
  CHECK_EQ(firsts.count(other.next()), 0);
}

TEST_CASE("random: draws below a bound evenly") {
  Random random(11);
  int counts[6] = {};
  for (int i = 0; i < 60'000; ++i) ++counts[random.below(6)];
  for (const int count : counts) {
    CHECK_GT(count, 9'500);
    CHECK_LT(count, 10'500);
  }
  CHECK_EQ(random.below(1), 0);
  // The largest bound that rejects half of all draws.
  for (int i = 0; i < 100; ++i) CHECK_LT(random.below((1ull << 63) + 1), (1ull << 63) + 1);
}

TEST_CASE("random: lays a UUID out as version 7") {
  Random random(5);
  const std::string id = make_uuid({0x0192'3456'789a}, random);
  CHECK_EQ(id.size(), 36);
  CHECK_EQ(id.substr(0, 15), "01923456-789a-7");
  CHECK_EQ(id[18], '-');
  CHECK_EQ(id[23], '-');
  CHECK_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos);
  CHECK_NE(id, make_uuid({0x0192'3456'789a}, random));
}

TEST_CASE("random: leaves no random bit of a UUID fixed") {
  Random random(6);
  const std::string first = make_uuid({0}, random);
  std::string varied(36, ' ');
  std::set<char> variants;
  for (int i = 0; i < 200; ++i) {
    const std::string id = make_uuid({0}, random);
    variants.insert(id[19]);
    for (std::size_t at = 0; at < 36; ++at) {
      if (id[at] != first[at]) varied[at] = 'x';
    }
  }
  CHECK_EQ(varied, "               xxx xxxx xxxxxxxxxxxx");
  CHECK_EQ(variants, std::set<char>{'8', '9', 'a', 'b'});
}

TEST_CASE("random: orders UUIDs by time") {
  Random random(9);
  CHECK_LT(make_uuid({1'000}, random), make_uuid({1'001}, random));
  CHECK_LT(make_uuid({0xffff}, random), make_uuid({0x10000}, random));
}

TEST_CASE("random: makes hex ids of the asked length") {
  Random random(2);
  CHECK_EQ(make_hex_id(32, random).size(), 32);
  const std::string id = make_hex_id(16, random);
  CHECK_EQ(id.size(), 16);
  CHECK_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  CHECK_NE(id, make_hex_id(16, random));
  for (int i = 0; i < 200; ++i) CHECK_NE(make_hex_id(1, random), "0");
}
