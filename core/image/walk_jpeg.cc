// Segments and scans of a JPEG (ITU T.81 B.1 and B.2).
#include "image/walk.h"

namespace fluxweir {
namespace {

constexpr std::uint32_t kSof2 = 0xc2;  // progressive
constexpr std::uint32_t kEoi = 0xd9;
constexpr std::uint32_t kSos = 0xda;
constexpr std::uint32_t kApp0 = 0xe0;
constexpr std::uint32_t kApp1 = 0xe1;  // Exif, XMP
constexpr std::uint32_t kApp11 = 0xeb;

constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);

constexpr std::size_t kFrameBytes = 6;   // precision, height, width, number of components
constexpr std::size_t kLabelBytes = 46;  // of an APP11 with JUMBF, up to its label's end

bool is_frame_header(std::uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// TEM, RST0 to RST7 and SOI have no content.
bool stands_alone(std::uint32_t marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

std::size_t looked_at(std::uint32_t marker) {
  if (is_frame_header(marker)) return kFrameBytes;
  return marker == kApp11 ? kLabelBytes : marker == kApp1 ? kXmp.size() : 0;
}

}  // namespace

void PictureWalk::jpeg() {
  if (step_ == Step::Marker) return jpeg_marker();
  if (step_ == Step::Head) return jpeg_segment();
  if (step_ == Step::Mark) {
    if (byte(0) != 0xff) return fail(PictureFault::BadMarker);
    return expect(Step::Marker, 1);
  }
  if (step_ == Step::Chunk) {
    const std::uint32_t length = big_endian(0, 2);  // with its own two bytes
    if (length < 2) return fail(PictureFault::BadLength);
    // Behind what has to come first: JFIF, or Exif.
    if (facts_.metadata_at == 0) facts_.metadata_at = at_ - 4;
    const bool leads = name_ == kApp0 || name_ == kApp1;
    if (leads && facts_.metadata_at == at_ - 4) facts_.metadata_at += 2 + length;
    return open_part(length - 2, looked_at(name_));
  }
  in_scan_ = name_ == kSos;
  expect(in_scan_ ? Step::Scan : Step::Mark, 1);
}

// An FF 00 or a restart marker belongs to the scan that it is met in, and any FF may be repeated.
void PictureWalk::jpeg_marker() {
  const std::uint32_t marker = byte(0);
  if (marker == 0xff) return expect(Step::Marker, 1);
  if (in_scan_ && (marker == 0 || (marker >= 0xd0 && marker <= 0xd7))) {
    has_data_ = true;
    return expect(Step::Scan, 1);
  }
  if (marker == 0) return fail(PictureFault::BadMarker);
  if (in_scan_ && !has_data_) return fail(PictureFault::NoData);
  in_scan_ = false;
  if (marker == kEoi) return finish();
  if (stands_alone(marker)) return expect(Step::Mark, 1);
  name_ = marker;
  if (marker == kSos) {
    if (!facts_.size) return fail(PictureFault::BadOrder);
    ++facts_.scans;
    has_data_ = false;
  }
  expect(Step::Chunk, 2);
}

void PictureWalk::jpeg_segment() {
  if (is_frame_header(name_)) {
    if (facts_.size) return fail(PictureFault::BadOrder);
    if (count_ < kFrameBytes || rest_ != std::uint64_t{3} * byte(5))
      return fail(PictureFault::BadLength);
    set_size(big_endian(3, 2), big_endian(1, 2));
    if (over_) return;
    facts_.bits = byte(0);
    facts_.channels = byte(5);
    facts_.progressive = (name_ & 3) == (kSof2 & 3);
  } else if (name_ == kApp1) {
    facts_.xmp = facts_.xmp || held() == kXmp;
  } else if (count_ == kLabelBytes) {
    // "JP", box instance, packet number, then the superbox: length, "jumb", and its description:
    // length, "jumd", a UUID, toggles, the label.
    const std::string_view box = held();
    if (box.substr(0, 2) == "JP" && box.substr(12, 4) == "jumb" && box.substr(20, 4) == "jumd" &&
        box.substr(41) == std::string_view("c2pa", 5))
      facts_.c2pa = big_endian(8, 4);
  }
  pass(rest_);
}

std::size_t PictureWalk::take_scan(std::string_view bytes) {
  const std::size_t mark = bytes.find('\xff');
  if (mark != 0) has_data_ = true;
  if (mark == std::string_view::npos) return bytes.size();
  expect(Step::Marker, 1);
  return mark + 1;
}

}  // namespace fluxweir
