// Chunks of a PNG (PNG 5 and 11).
#include "image/walk.h"

namespace fluxweir {
namespace {

constexpr std::uint32_t kIhdr = 0x4948'4452;
constexpr std::uint32_t kPlte = 0x504c'5445;
constexpr std::uint32_t kIdat = 0x4944'4154;
constexpr std::uint32_t kIend = 0x4945'4e44;
constexpr std::uint32_t kActl = 0x6163'544c;
constexpr std::uint32_t kCabx = 0x6361'4258;  // a C2PA manifest store
constexpr std::uint32_t kItxt = 0x6954'5874;
constexpr std::string_view kXmp("XML:com.adobe.xmp\0", 18);
constexpr std::uint32_t kHeaderBytes = 13;
constexpr std::uint32_t kMostBytes = 0x7fff'ffff;

struct Colour {
  std::uint8_t channels;  // 0: there is no such type
  std::uint8_t depths;    // allowed ones, a bit each
};
constexpr Colour kColours[] = {{1, 31}, {}, {3, 24}, {1, 15}, {2, 24}, {}, {4, 24}};  // table 11.1
constexpr std::uint32_t kWithPalette = 3;

bool is_letter(std::uint32_t c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

}  // namespace

void PictureWalk::png() {
  switch (step_) {
    case Step::Chunk:
      return png_chunk();
    case Step::Head:
      crc_.append(held());
      if (name_ == kIhdr) png_header();
      if (name_ == kItxt) facts_.xmp = facts_.xmp || held() == kXmp;
      if (!over_) pass(rest_);
      return;
    case Step::Rest:
      return expect(Step::Crc, 4);
    default:
      if (big_endian(0, 4) != crc_.value()) return fail(PictureFault::BadCrc);
      if (name_ == kIend) return finish();
      return expect(Step::Chunk, 8);
  }
}

void PictureWalk::png_chunk() {
  const std::uint32_t length = big_endian(0, 4);
  const std::uint32_t before = name_;
  name_ = big_endian(4, 4);
  for (std::size_t i = 4; i < 8; ++i) {
    if (!is_letter(byte(i))) return fail(PictureFault::BadMarker);
  }
  if ((name_ == kIhdr) != (before == 0)) return fail(PictureFault::BadOrder);
  const std::uint32_t most = name_ == kIhdr ? kHeaderBytes : name_ == kIend ? 0 : kMostBytes;
  if (length > most || (most != kMostBytes && length != most)) return fail(PictureFault::BadLength);
  if (name_ == kPlte) wants_palette_ = false;
  if (name_ == kIdat) {
    if ((has_data_ && before != kIdat) || wants_palette_) return fail(PictureFault::BadOrder);
    has_data_ = has_data_ || length > 0;
  }
  if (name_ == kCabx) facts_.c2pa = length;
  facts_.animated = facts_.animated || name_ == kActl;
  crc_ = {};
  crc_.append(held().substr(4));
  open_part(length, name_ == kIhdr ? kHeaderBytes : name_ == kItxt ? kXmp.size() : 0);
}

void PictureWalk::png_header() {
  const std::uint32_t depth = byte(8);
  const std::uint32_t type = byte(9);
  const Colour colour = type < std::size(kColours) ? kColours[type] : Colour{};
  const bool is_power = depth != 0 && (depth & (depth - 1)) == 0 && depth <= 16;
  const bool known = byte(10) == 0 && byte(11) == 0 && byte(12) <= 1;  // methods of packing
  // Depth 2^k is bit k of the table's.
  const bool allowed = is_power && (colour.depths & depth) != 0;
  if (!allowed || !known) return fail(PictureFault::BadHeader);
  set_size(big_endian(0, 4), big_endian(4, 4));
  facts_.bits = depth;
  facts_.channels = colour.channels;
  facts_.progressive = byte(12) == 1;
  facts_.metadata_at = at_ + 4;  // behind the CRC
  wants_palette_ = type == kWithPalette;
}

}  // namespace fluxweir
