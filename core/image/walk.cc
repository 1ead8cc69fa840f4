#include "image/walk.h"

#include <algorithm>
#include <cstring>

namespace fluxweir {
namespace {

constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;  // 2^64 over the golden ratio

// What each begins with: FF D8 FF, "\x89PN", "RIF".
constexpr std::uint32_t kJpegBegin = 0xff'd8ff;
constexpr std::uint32_t kPngBegin = 0x89'504e;
constexpr std::uint32_t kRiffBegin = 0x52'4946;
constexpr std::uint32_t kWebp = 0x5745'4250;

}  // namespace

PictureFacts walk_picture(std::string_view whole) {
  PictureWalk walk;
  walk.append(whole);
  return walk.facts();
}

void PictureWalk::append(std::string_view bytes) {
  digest(bytes);
  while (!over_ && !bytes.empty()) {
    const std::size_t taken = take(bytes);
    bytes.remove_prefix(taken);
    at_ += taken;
    while (!over_ && skip_ == 0 && count_ == want_) step();
  }
}

// Eight bytes a step, in whatever pieces they come: a step a byte takes longer than all of the
// walk.
void PictureWalk::digest(std::string_view bytes) {
  for (; !bytes.empty() && facts_.bytes % 8 != 0; bytes.remove_prefix(1)) digest(bytes[0]);
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    std::memcpy(&word_, bytes.data(), 8);
    facts_.bytes += 8;
    mix();
  }
  for (const char c : bytes) digest(c);
}

void PictureWalk::digest(char byte) {
  word_ |= std::uint64_t{static_cast<unsigned char>(byte)} << 8 * (facts_.bytes % 8);
  if (++facts_.bytes % 8 == 0) mix();
}

void PictureWalk::mix() {
  facts_.digest = (facts_.digest ^ word_) * kOdd;
  facts_.digest ^= facts_.digest >> 32;
  word_ = 0;
}

PictureFacts PictureWalk::facts() const {
  PictureFacts found = facts_;
  found.digest = (found.digest ^ word_) * kOdd + found.bytes;
  if (!over_) {
    found.fault =
        found.kind == PictureKind::Unknown ? PictureFault::Unknown : PictureFault::Truncated;
    found.fault_at = at_;
  } else if (found.fault == PictureFault::None) {
    found.trailing = found.bytes - at_;
  }
  return found;
}

std::size_t PictureWalk::take(std::string_view bytes) {
  if (skip_ > 0) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, bytes.size()));
    if (facts_.kind == PictureKind::Png) crc_.append(bytes.substr(0, count));
    skip_ -= count;
    return count;
  }
  if (step_ == Step::Scan) return take_scan(bytes);
  const std::size_t count = std::min(want_ - count_, bytes.size());
  for (std::size_t i = 0; i < count; ++i) held_[count_ + i] = static_cast<unsigned char>(bytes[i]);
  count_ += count;
  return count;
}

void PictureWalk::step() {
  switch (facts_.kind) {
    case PictureKind::Unknown:
      return begin();
    case PictureKind::Jpeg:
      return jpeg();
    case PictureKind::Png:
      return png();
    case PictureKind::Webp:
      return webp();
  }
}

void PictureWalk::expect(Step step, std::size_t want) {
  step_ = step;
  want_ = want;
  count_ = 0;
}

void PictureWalk::open_part(std::uint64_t length, std::size_t looked_at) {
  expect(Step::Head, static_cast<std::size_t>(std::min<std::uint64_t>(length, looked_at)));
  rest_ = length - want_;
}

void PictureWalk::pass(std::uint64_t count) {
  expect(Step::Rest, 0);
  skip_ = count;
}

void PictureWalk::fail(PictureFault fault) {
  facts_.fault = fault;
  facts_.fault_at = at_ - count_;
  over_ = true;
}

void PictureWalk::finish() {
  if (!has_data_) return fail(PictureFault::NoData);
  over_ = true;
}

void PictureWalk::begin() {
  const std::uint32_t first = big_endian(0, 3);
  if (first == kJpegBegin) {
    facts_.kind = PictureKind::Jpeg;
    return expect(Step::Marker, 1);
  }
  const std::size_t size = first == kPngBegin ? 8 : first == kRiffBegin ? 12 : 0;
  if (count_ < size) {
    want_ = size;
  } else if (size == 8 && big_endian(3, 4) == 0x470d'0a1a && byte(7) == '\n') {
    facts_.kind = PictureKind::Png;
    expect(Step::Chunk, 8);
  } else if (size == 12 && byte(3) == 'F' && big_endian(8, 4) == kWebp) {
    facts_.kind = PictureKind::Webp;
    left_ = little_endian(4, 4);
    if (left_ < 4) return fail(PictureFault::BadLength);
    left_ -= 4;
    expect(Step::Chunk, 8);
  } else {
    fail(PictureFault::Unknown);
  }
}

std::uint32_t PictureWalk::big_endian(std::size_t at, std::size_t count) const {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + count; ++i) value = value << 8 | byte(i);
  return value;
}

std::uint32_t PictureWalk::little_endian(std::size_t at, std::size_t count) const {
  std::uint32_t value = 0;
  for (std::size_t i = at + count; i > at; --i) value = value << 8 | byte(i - 1);
  return value;
}

std::string_view PictureWalk::held() const {
  return {reinterpret_cast<const char*>(held_.data()), count_};
}

void PictureWalk::set_size(std::uint32_t width, std::uint32_t height) {
  constexpr std::uint32_t kMost = 0x7fff'ffff;
  if (width == 0 || height == 0) return fail(PictureFault::ZeroSize);
  if (width > kMost || height > kMost) return fail(PictureFault::BadHeader);
  const Size size{static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
  if (facts_.size && *facts_.size != size) return fail(PictureFault::BadHeader);
  facts_.size = size;
}

}  // namespace fluxweir
