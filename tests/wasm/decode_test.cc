#include "decode.h"

#include <doctest/doctest.h>

#include <string>

#include "jpeg_check.h"
#include "support/tiny_picture.h"

using namespace fluxweir;
using namespace fluxweir::wasm;

namespace {

// A DHT segment of one table with that many codes of each length, 1 to 16 bits.
std::string huffman_table(std::string_view counts) {
  std::string content(1, '\0');
  std::size_t codes = 0;
  for (const char count : counts) codes += static_cast<unsigned char>(count);
  content += counts;
  return jpeg_segment(0xC4, content + std::string(codes, '\1'));
}

std::string counts_with(std::size_t bits, unsigned char codes, std::size_t more_bits = 16,
                        unsigned char more = 0) {
  std::string counts(16, '\0');
  counts[more_bits - 1] = static_cast<char>(more);
  counts[bits - 1] = static_cast<char>(codes);
  return counts;
}

bool is_safe_with(const std::string& segment) {
  const std::string rest = jpeg_frame(0xC0, {8, 8}) + jpeg_scan("x") + kJpegEnd;
  return find_jpeg_end(kJpegBegin + segment + rest).has_value();
}

// A zlib stream of 1 + 258 x `runs` zeros, in fixed Huffman codes.
std::string deflated_zeros(int runs) {
  std::string bits = "11000110000";                        // the last block, of fixed codes; a zero
  for (int i = 0; i < runs; ++i) bits += "1100010100000";  // 258 bytes from one before
  bits += "0000000";
  std::string out = "\x78\x01";
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (i % 8 == 0) out += '\0';
    if (bits[i] == '1') out.back() = static_cast<char>(out.back() | 1 << i % 8);
  }
  return out + std::string(4, '\0');  // a checksum, which nobody looks at
}

std::string png_of(Size size, const std::string& data) {
  const std::string rest("\x08\x02\0\0\0", 5);
  return kPngBegin + png_header(size, rest) + png_chunk("IDAT", data) + kPngEnd;
}

}  // namespace

TEST_CASE("decode: a Huffman table of more codes than symbols is refused") {
  CHECK(is_safe_with(huffman_table(counts_with(16, 255, 15, 1))));
  CHECK_FALSE(is_safe_with(huffman_table(counts_with(16, 255, 15, 2))));
  CHECK_FALSE(is_safe_with(huffman_table(counts_with(9, 255, 8, 1))));
  CHECK_FALSE(is_safe_with(huffman_table(counts_with(2, 1)).substr(0, 10)));
}

TEST_CASE("decode: a table is looked at wherever the decoder would find it") {
  const std::string bad = huffman_table(counts_with(16, 255, 15, 2));
  CHECK_FALSE(is_safe_with("junk" + bad));
  CHECK_FALSE(is_safe_with("\xff\xff" + bad));
  CHECK_FALSE(is_safe_with(jpeg_scan("data") + bad));
  CHECK(is_safe_with(jpeg_segment(0xFE, bad)));
}

TEST_CASE("decode: a picture of no scan or of very many is refused") {
  CHECK_FALSE(find_jpeg_end(kJpegBegin + jpeg_frame(0xC2, {8, 8}) + kJpegEnd).has_value());
  std::string scans;
  for (int i = 0; i < kMaxScans; ++i) scans += jpeg_scan("x");
  CHECK_EQ(find_jpeg_end(kJpegBegin + scans + kJpegEnd), 2 + scans.size());
  CHECK_EQ(find_jpeg_end(kJpegBegin + scans), 2 + scans.size());
  CHECK_FALSE(find_jpeg_end(kJpegBegin + scans + jpeg_scan("x") + kJpegEnd).has_value());
}

TEST_CASE("decode: a PNG that inflates to more than its size can need is refused") {
  const auto whole = decode_picture(png_of({100, 218}, deflated_zeros(255)));
  REQUIRE(whole.has_value());
  CHECK(whole->size == Size{100, 218});
  CHECK(decode_picture(png_of({4, 4}, deflated_zeros(1))).has_value());
  CHECK_FALSE(decode_picture(png_of({4, 4}, deflated_zeros(20'000))).has_value());
}

TEST_CASE("decode: a PNG that lies about the length of a chunk is refused") {
  std::string lying = png_of({4, 4}, deflated_zeros(1));
  const std::size_t at = lying.find("IDAT") - 4;
  lying.replace(at, 4, big_endian(0x3FFFFFFF, 4));
  CHECK_FALSE(decode_picture(lying).has_value());
}

TEST_CASE("decode: empty parts of a PNG's data make no difference") {
  const std::string data = deflated_zeros(1);
  const std::string begin = kPngBegin + png_header({9, 9}, std::string("\x08\x02\0\0\0", 5));
  const std::string part = png_chunk("IDAT", data);
  const std::string none = png_chunk("IDAT", "");
  const Result<Raster> whole = decode_picture(begin + part + kPngEnd);
  REQUIRE(whole);
  for (const std::string& parts : {none + part, part + none}) {
    const Result<Raster> same = decode_picture(begin + parts + kPngEnd);
    REQUIRE(same);
    CHECK(same->rgb == whole->rgb);
  }
  CHECK_FALSE(decode_picture(begin + none + kPngEnd));
}
