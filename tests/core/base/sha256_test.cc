#include "base/sha256.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "base/text.h"

using namespace fluxweir;

TEST_CASE("sha256: gives the FIPS 180-4 examples") {
  CHECK_EQ(to_hex(sha256("abc")),
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256: pads right at every length near a block") {
  // SHA-256 over the digests of 0..200 bytes of 'x', computed with Python's hashlib.
  std::string digests;
  for (std::size_t length = 0; length <= 200; ++length) digests += sha256(std::string(length, 'x'));
  CHECK_EQ(to_hex(sha256(digests)),
           "2e9fcf76499976b60177466c31b8ab5caa7d4c6dd8dd97c8ce7b574af689ec94");
}

TEST_CASE("sha256: does not see how bytes were cut") {
  Random random(3);
  const std::string bytes(500, 'q');
  for (int round = 0; round < 50; ++round) {
    Sha256 hash;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length = random.below(130);
      hash.append(std::string_view(bytes).substr(at, length));
      at += length;
    }
    CHECK_EQ(hash.finish(), sha256(bytes));
  }
}
