#include "base/random.h"

#include <string_view>

#include "base/sha256.h"

namespace fluxweir {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

std::uint64_t rotate_left(std::uint64_t value, int by) { return value << by | value >> (64 - by); }

// The lowest `digits` hex digits of `value`, highest first.
void put_hex(std::uint64_t value, int digits, std::string& out) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out.push_back(kHex[(value >> shift) & 15]);
  }
}

}  // namespace

// A hash per stream, so that what one stream shows tells nothing about another.
Random::Random(const Entropy& entropy, Stream stream) {
  std::string text(entropy.begin(), entropy.end());
  text.push_back(static_cast<char>(stream));
  const std::string digest = sha256(text);
  for (std::size_t word = 0; word < 4; ++word) {
    state_[word] = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      state_[word] = state_[word] << 8 | static_cast<unsigned char>(digest[word * 8 + i]);
    }
  }
}

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_) word = splitmix64(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = rotate_left(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Values under 2^64 mod bound would favour small remainders.
  const std::uint64_t least = (0 - bound) % bound;
  std::uint64_t value = next();
  while (value < least) value = next();
  return value % bound;
}

std::string make_uuid(UnixMillis wall, Random& random) {
  const std::uint64_t millis = static_cast<std::uint64_t>(wall.count) & 0xffff'ffff'ffffu;
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  std::string out;
  out.reserve(36);
  put_hex(millis >> 16, 8, out);
  out.push_back('-');
  put_hex(millis & 0xffff, 4, out);
  out += "-7";
  put_hex(high >> 52, 3, out);
  out.push_back('-');
  put_hex(0x8000 | low >> 50, 4, out);
  out.push_back('-');
  put_hex(low & 0xffff'ffff'ffffu, 12, out);
  return out;
}

std::string make_hex_id(int digits, Random& random) {
  std::string out;
  do {
    out.clear();
    for (int left = digits; left > 0; left -= 16)
      put_hex(random.next(), left < 16 ? left : 16, out);
  } while (digits > 0 && out.find_first_not_of('0') == std::string::npos);
  return out;
}

}  // namespace fluxweir
