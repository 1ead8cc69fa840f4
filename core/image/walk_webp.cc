// Chunks of a WebP file (RFC 9649, and RFC 6386 9.1 for the frame inside).
#include "image/walk.h"

namespace fluxweir {
namespace {

constexpr std::uint32_t kLossy = 0x5650'3820;     // "VP8 "
constexpr std::uint32_t kLossless = 0x5650'384c;  // "VP8L"
constexpr std::uint32_t kExtended = 0x5650'3858;  // "VP8X"
constexpr std::uint32_t kFrame = 0x414e'4d46;     // "ANMF"
constexpr std::uint32_t kC2pa = 0x4332'5041;

std::size_t looked_at(std::uint32_t name) {
  return name == kLossy || name == kExtended ? 10 : name == kLossless ? 5 : 0;
}

}  // namespace

void PictureWalk::webp() {
  if (step_ == Step::Chunk) return webp_chunk();
  if (step_ == Step::Head) {
    webp_head();
    if (!over_) pass(rest_);
    return;
  }
  if (left_ == 0) return finish();
  expect(Step::Chunk, 8);
}

// A chunk of odd length is followed by one byte, which some writers leave out at the end.
void PictureWalk::webp_chunk() {
  const std::uint64_t length = little_endian(4, 4);
  name_ = big_endian(0, 4);
  if (left_ < 8 || length > left_ - 8) return fail(PictureFault::BadLength);
  left_ -= 8 + length;
  const std::uint64_t padding = left_ > 0 ? length & 1 : 0;
  left_ -= padding;
  const bool begins = looked_at(name_) > 0;
  if ((!facts_.size && !begins) || (facts_.size && name_ == kExtended))
    return fail(PictureFault::BadOrder);
  if (name_ == kLossy || name_ == kLossless || name_ == kFrame) has_data_ = true;
  if (name_ == kC2pa) facts_.c2pa = length;
  if (length < looked_at(name_)) return fail(PictureFault::BadLength);
  open_part(length + padding, looked_at(name_));
}

void PictureWalk::webp_head() {
  bool alpha = false;
  if (name_ == kExtended) {
    facts_.animated = (byte(0) & 2) != 0;
    alpha = (byte(0) & 16) != 0;
    set_size(little_endian(4, 3) + 1, little_endian(7, 3) + 1);
  } else if (name_ == kLossless) {
    const std::uint32_t bits = little_endian(1, 4);
    if (byte(0) != 0x2f || bits >> 29 != 0) return fail(PictureFault::BadHeader);
    alpha = (bits >> 28 & 1) != 0;
    set_size((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
  } else if (name_ == kLossy) {
    // A still picture is a key frame.
    if ((byte(0) & 1) != 0 || big_endian(3, 3) != 0x9d'012a) return fail(PictureFault::BadHeader);
    set_size(little_endian(6, 2) & 0x3fff, little_endian(8, 2) & 0x3fff);
  }
  facts_.bits = 8;
  if (facts_.channels == 0) facts_.channels = alpha ? 4 : 3;
}

}  // namespace fluxweir
