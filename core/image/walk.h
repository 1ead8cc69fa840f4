// Walks the structure of a JPEG, PNG or WebP file from end to end: markers, lengths, order, CRCs.
// Bytes may come in pieces of any size; what is found does not depend on where they are cut, and
// memory does not grow. Nothing is decoded: a JPEG that was cut within its last scan and given an
// end is not told from a whole one, nor is JPEG scan data that was changed, for which JPEG has no
// checksum.
// Sources: ITU T.81 annex B (JPEG), ISO 19566-5 and C2PA 2.1 A.3 (C2PA in each format), PNG 5
// and 11 (w3.org/TR/png-3), RFC 9649 (WebP), read 2026-11-25.
#pragma once

#include <array>
#include <cstddef>

#include "base/crc32.h"
#include "image/facts.h"

namespace fluxweir {

class PictureWalk {
 public:
  void append(std::string_view bytes);
  // Of the bytes so far, taken for the whole file.
  PictureFacts facts() const;
  // Neither its end nor a fault has been reached.
  bool goes_on() const { return !over_; }

 private:
  // What the held bytes are, once there are as many as are wanted.
  enum class Step : std::uint8_t {
    Signature,
    Mark,    // the FF before a JPEG marker
    Marker,  // the byte behind it
    Chunk,   // length and name; of a JPEG segment the length
    Head,    // the part of its content that is looked at
    Rest,    // the content has been passed
    Crc,
    Scan  // JPEG scan data, until an FF
  };

  void digest(std::string_view bytes);
  void digest(char byte);
  void mix();
  std::size_t take(std::string_view bytes);
  std::size_t take_scan(std::string_view bytes);
  void step();
  void expect(Step step, std::size_t want);
  void open_part(std::uint64_t length, std::size_t looked_at);
  void pass(std::uint64_t count);
  void fail(PictureFault fault);
  void finish();

  void begin();
  void jpeg();
  void jpeg_marker();
  void jpeg_segment();
  void png();
  void png_chunk();
  void png_header();
  void webp();
  void webp_chunk();
  void webp_head();

  std::uint32_t byte(std::size_t at) const { return held_[at]; }
  std::uint32_t big_endian(std::size_t at, std::size_t count) const;
  std::uint32_t little_endian(std::size_t at, std::size_t count) const;
  std::string_view held() const;
  void set_size(std::uint32_t width, std::uint32_t height);

  PictureFacts facts_;
  std::uint64_t word_ = 0;  // of the digest: bytes of the next one so far
  std::uint64_t at_ = 0;    // bytes walked
  std::uint64_t skip_ = 0;  // to pass before the next step
  std::uint64_t rest_ = 0;  // of the content, behind what is looked at
  std::uint64_t left_ = 0;  // of a WebP file
  std::uint32_t name_ = 0;  // of the part: the JPEG marker, or four letters
  Crc32 crc_;
  std::array<unsigned char, 48> held_{};
  std::size_t count_ = 0;  // bytes held
  std::size_t want_ = 3;
  Step step_ = Step::Signature;
  bool over_ = false;
  bool in_scan_ = false;
  bool has_data_ = false;  // pixels; of the present scan in a JPEG
  bool wants_palette_ = false;
};

PictureFacts walk_picture(std::string_view whole);

}  // namespace fluxweir
