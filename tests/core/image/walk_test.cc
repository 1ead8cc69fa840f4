#include "image/walk.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "support/tiny_picture.h"

using namespace fluxweir;

namespace {

using Found = PictureFault;

constexpr Size kSize{37, 91};
const std::string kTrueColour("\x08\x02\0\0\0", 5);

// "JP", box 1, packet 1, superbox of `bytes`, its description with the label.
std::string jumbf(std::uint32_t bytes, std::string_view label) {
  return "JP" + big_endian(1, 2) + big_endian(1, 4) + big_endian(bytes, 4) + "jumb" +
         big_endian(29 + label.size(), 4) + "jumd" + std::string(16, 'u') + "\3" +
         std::string(label) + std::string(20, '\0');
}

std::string jpeg_of(std::string_view parts) { return kJpegBegin + std::string(parts) + kJpegEnd; }
std::string png_of(std::string_view chunks) { return kPngBegin + std::string(chunks) + kPngEnd; }
const std::string kData = png_chunk("IDAT", "pixels");

std::string vp8(Size size) { return tiny_webp(size).substr(12); }
std::string vp8x(unsigned char flags, Size size) {
  return webp_chunk("VP8X", std::string(1, static_cast<char>(flags)) + std::string(3, '\0') +
                                little_endian(static_cast<std::uint64_t>(size.width) - 1, 3) +
                                little_endian(static_cast<std::uint64_t>(size.height) - 1, 3));
}
std::string vp8l(Size size, bool alpha) {
  const auto bits = static_cast<std::uint64_t>(size.width - 1) |
                    static_cast<std::uint64_t>(size.height - 1) << 14 |
                    static_cast<std::uint64_t>(alpha) << 28;
  return webp_chunk("VP8L", "\x2f" + little_endian(bits, 4) + "pixels");
}

// One of each that is worth cutting.
std::vector<std::string> wholes() {
  return {tiny_picture(Format::Jpeg, kSize),
          jpeg_of(jpeg_segment(0xeb, jumbf(99, "c2pa")) + jpeg_frame(0xc2, kSize) +
                  jpeg_scan("ab\xff\xd0"
                            "c") +
                  jpeg_scan(std::string("\xff\0", 2))),
          tiny_picture(Format::Png, kSize),
          png_of(png_header(kSize, kTrueColour) + png_chunk("caBX", "manifest") + kData + kData),
          tiny_webp(kSize),
          webp_file(vp8x(0x10, kSize) + vp8l(kSize, true) + webp_chunk("C2PA", "odd"))};
}

}  // namespace

TEST_CASE("walk: passes whole pictures and tells what they are") {
  const PictureFacts jpeg = walk_picture(tiny_picture(Format::Jpeg, kSize));
  CHECK(jpeg.kind == PictureKind::Jpeg);
  CHECK(jpeg.fault == Found::None);
  CHECK(jpeg.size == kSize);
  CHECK_EQ(jpeg.channels, 3);
  CHECK_EQ(jpeg.bits, 8);
  CHECK_EQ(jpeg.scans, 1);
  CHECK_FALSE(jpeg.progressive);
  const PictureFacts png = walk_picture(tiny_picture(Format::Png, kSize));
  CHECK(png.kind == PictureKind::Png);
  CHECK(png.fault == Found::None);
  CHECK(png.size == kSize);
  CHECK_EQ(png.channels, 3);
  const PictureFacts webp = walk_picture(tiny_webp(kSize));
  CHECK(webp.kind == PictureKind::Webp);
  CHECK(webp.fault == Found::None);
  CHECK(webp.size == kSize);
  CHECK_EQ(webp.bytes, tiny_webp(kSize).size());
}

TEST_CASE("walk: finds the same however the bytes are cut") {
  for (const std::string& whole : wholes()) {
    const PictureFacts expected = walk_picture(whole);
    CHECK(expected.fault == Found::None);
    for (std::size_t i = 0; i <= whole.size(); ++i) {
      for (std::size_t j = i; j <= whole.size(); j += 7) {
        PictureWalk walk;
        walk.append(std::string_view(whole).substr(0, i));
        walk.append(std::string_view(whole).substr(i, j - i));
        walk.append(std::string_view(whole).substr(j));
        REQUIRE(walk.facts() == expected);
      }
    }
    PictureWalk by_the_byte;
    for (const char& c : whole) by_the_byte.append({&c, 1});
    CHECK(by_the_byte.facts() == expected);
  }
}

TEST_CASE("walk: every beginning of a picture is cut short") {
  for (const std::string& whole : wholes()) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CAPTURE(length);
      const PictureFacts facts = walk_picture(whole.substr(0, length));
      CHECK(facts.fault ==
            (facts.kind == PictureKind::Unknown ? Found::Unknown : Found::Truncated));
      CHECK_EQ(facts.fault_at, length);
      CHECK_EQ(facts.trailing, 0);
    }
  }
}

TEST_CASE("walk: counts what follows the end and blames nobody") {
  for (const std::string& whole : wholes()) {
    const PictureFacts facts = walk_picture(whole + "\xff\xd8 more");
    CHECK(facts.fault == Found::None);
    CHECK_EQ(facts.trailing, 7);
    CHECK_EQ(facts.bytes, whole.size() + 7);
  }
}

TEST_CASE("walk: tells JPEG faults") {
  const std::string frame = jpeg_frame(0xc0, kSize);
  const std::string scan = jpeg_scan("data");
  const std::string empty_segment("\xff\xe0\0\1", 4);
  const std::string half_frame = jpeg_segment(0xc0, std::string("\x08\0\x5b\0\x25\3\1\x22", 8));
  const std::pair<std::string, Found> rows[] = {
      {jpeg_of(frame + scan), Found::None},
      {jpeg_of(frame + "\xff" + scan + scan), Found::None},  // fill byte, second scan
      {jpeg_of(frame + scan + jpeg_segment(0xfe, "")), Found::None},
      {jpeg_of(frame + "x" + scan), Found::BadMarker},
      {jpeg_of(std::string("\xff\0", 2) + frame + scan), Found::BadMarker},
      {jpeg_of(empty_segment + frame + scan), Found::BadLength},
      {jpeg_of(half_frame + scan), Found::BadLength},
      {jpeg_of(jpeg_frame(0xc0, {0, 91}) + scan), Found::ZeroSize},
      {jpeg_of(frame + frame + scan), Found::BadOrder},
      {jpeg_of(scan), Found::BadOrder},
      {jpeg_of(frame), Found::NoData},
      {jpeg_of(frame + jpeg_scan("")), Found::NoData},
      {jpeg_of(frame + jpeg_scan("") + scan), Found::NoData},
  };
  for (const auto& [bytes, fault] : rows) {
    const std::string_view found = fault_name(walk_picture(bytes).fault);
    CHECK_EQ(found, fault_name(fault));
  }
}

TEST_CASE("walk: tells progressive JPEG and counts scans and components") {
  const PictureFacts facts =
      walk_picture(jpeg_of(jpeg_frame(0xc2, kSize) + jpeg_scan("a") + jpeg_scan("b")));
  CHECK(facts.progressive);
  CHECK_EQ(facts.scans, 2);
  const std::string grey = jpeg_segment(0xc1, std::string("\x08\0\x5b\0\x25\1\1\x11\0", 9));
  CHECK_EQ(walk_picture(jpeg_of(grey + jpeg_scan("a"))).channels, 1);
}

TEST_CASE("walk: tells PNG faults") {
  const std::string header = png_header(kSize, kTrueColour);
  const auto headed = [](std::string_view rest) { return png_of(png_header(kSize, rest) + kData); };
  std::string changed = tiny_picture(Format::Png, kSize);
  changed[changed.size() - 18] ^= 1;
  const std::pair<std::string, Found> rows[] = {
      {png_of(header + png_chunk("tEXt", "a") + kData + kData + png_chunk("tIME", "b")),
       Found::None},
      {changed, Found::BadCrc},
      {png_of(png_chunk("t3Xt", "") + kData), Found::BadMarker},
      {png_of(kData), Found::BadOrder},
      {png_of(header + header + kData), Found::BadOrder},
      {png_of(header + kData + png_chunk("tEXt", "") + kData), Found::BadOrder},
      {headed(std::string("\x08\3\0\0\0", 5)), Found::BadOrder},  // its palette is missing
      {png_of(header), Found::NoData},
      {png_of(header + png_chunk("IDAT", "")), Found::NoData},
      {png_of(png_chunk("IHDR", std::string(12, '\1')) + kData), Found::BadLength},
      {kPngBegin + header + kData + png_chunk("IEND", "x"), Found::BadLength},
      {png_of(header + std::string("\x80\0\0\0IDAT", 8)), Found::BadLength},
      {png_of(png_header({37, 0}, kTrueColour) + kData), Found::ZeroSize},
      {headed(std::string("\x04\2\0\0\0", 5)), Found::BadHeader},  // no true colour in four bits
      {headed(std::string("\x03\0\0\0\0", 5)), Found::BadHeader},
      {headed(std::string("\0\0\0\0\0", 5)), Found::BadHeader},
      {headed(std::string("\x08\7\0\0\0", 5)), Found::BadHeader},
      {headed(std::string("\x08\2\1\0\0", 5)), Found::BadHeader},
      {headed(std::string("\x08\2\0\0\2", 5)), Found::BadHeader},
  };
  for (const auto& [bytes, fault] : rows) {
    const std::string_view found = fault_name(walk_picture(bytes).fault);
    CHECK_EQ(found, fault_name(fault));
  }
}

TEST_CASE("walk: takes the depths and channels that PNG has") {
  const struct {
    const char* rest;
    unsigned channels;
    unsigned bits;
  } rows[] = {{"\x01\0\0\0\0", 1, 1},  {"\x10\0\0\0\0", 1, 16}, {"\x08\2\0\0\1", 3, 8},
              {"\x10\2\0\0\0", 3, 16}, {"\x02\3\0\0\0", 1, 2},  {"\x08\4\0\0\0", 2, 8},
              {"\x10\6\0\0\0", 4, 16}};
  for (const auto& row : rows) {
    const std::string rest(row.rest, 5);
    const PictureFacts facts = walk_picture(
        png_of(png_header(kSize, rest) + png_chunk("PLTE", "rgb") + png_chunk("acTL", "") + kData));
    CHECK(facts.fault == Found::None);
    CHECK_EQ(facts.channels, row.channels);
    CHECK_EQ(facts.bits, row.bits);
    CHECK_EQ(facts.progressive, rest[4] == 1);
    CHECK(facts.animated);
  }
}

TEST_CASE("walk: tells WebP faults") {
  const std::string lossy = vp8(kSize);
  std::string inter_frame = tiny_webp(kSize);
  inter_frame[20] |= 1;
  std::string no_start_code = tiny_webp(kSize);
  no_start_code[23] = 'x';
  std::string version = webp_file(vp8l(kSize, false));
  version[24] = static_cast<char>(version[24] | 0x20);
  const std::string lies = "VP8 " + little_endian(400, 4) + std::string(40, 'x');
  const std::pair<std::string, Found> rows[] = {
      {webp_file(lossy + webp_chunk("EXIF", "odd")), Found::None},
      {webp_file(lossy + "EXIF" + little_endian(3, 4) + "odd"), Found::None},  // no padding
      {webp_file(vp8x(2, kSize) + webp_chunk("ANIM", "") + webp_chunk("ANMF", "x")), Found::None},
      {webp_file(""), Found::Truncated},
      {"RIFF" + little_endian(3, 4) + "WEBP" + lossy, Found::BadLength},
      {webp_file(lies), Found::BadLength},
      {webp_file(lossy + "EXIF"), Found::Truncated},
      {webp_file(lossy + "EXIF") + "more bytes", Found::BadLength},
      {webp_file(webp_chunk("VP8 ", "short")), Found::BadLength},
      {webp_file(webp_chunk("EXIF", "") + lossy), Found::BadOrder},
      {webp_file(lossy + vp8x(0, kSize)), Found::BadOrder},
      {webp_file(vp8x(0, kSize)), Found::NoData},
      {webp_file(vp8x(0, {37, 90}) + lossy), Found::BadHeader},
      {inter_frame, Found::BadHeader},
      {no_start_code, Found::BadHeader},
      {version, Found::BadHeader},
      {tiny_webp({0, 91}), Found::ZeroSize},
  };
  for (const auto& [bytes, fault] : rows) {
    const std::string_view found = fault_name(walk_picture(bytes).fault);
    CHECK_EQ(found, fault_name(fault));
  }
}

TEST_CASE("walk: reads alpha, animation and size of every WebP") {
  const PictureFacts moving =
      walk_picture(webp_file(vp8x(0x12, {16'384, 2}) + webp_chunk("ANMF", "")));
  CHECK(moving.animated);
  CHECK_EQ(moving.channels, 4);
  CHECK(moving.size == Size{16'384, 2});
  const PictureFacts lossless = walk_picture(webp_file(vp8l({16'384, 91}, true)));
  CHECK(lossless.size == Size{16'384, 91});
  CHECK_EQ(lossless.channels, 4);
  CHECK_EQ(walk_picture(webp_file(vp8l(kSize, false))).channels, 3);
}

TEST_CASE("walk: finds the C2PA manifest of each kind") {
  const std::string rest = jpeg_frame(0xc0, kSize) + jpeg_scan("data");
  const auto in_jpeg = [&rest](std::uint32_t bytes, std::string_view label) {
    return walk_picture(jpeg_of(jpeg_segment(0xeb, jumbf(bytes, label)) + rest)).c2pa;
  };
  CHECK_EQ(in_jpeg(12'345, "c2pa"), 12'345);
  CHECK_EQ(in_jpeg(12'345, "c2pab"), 0);
  CHECK_EQ(in_jpeg(12'345, "other"), 0);
  CHECK_EQ(walk_picture(jpeg_of(jpeg_segment(0xeb, "JP short") + rest)).c2pa, 0);
  CHECK_EQ(walk_picture(wholes()[3]).c2pa, 8);
  CHECK_EQ(walk_picture(wholes()[5]).c2pa, 3);
  CHECK_EQ(walk_picture(tiny_webp(kSize)).c2pa, 0);
}

TEST_CASE("walk: equal bytes have equal digests and others do not") {
  const std::string a = tiny_picture(Format::Png, kSize, 1);
  const std::string b = tiny_picture(Format::Png, kSize, 2);
  CHECK_EQ(walk_picture(a).digest, walk_picture(a).digest);
  CHECK_NE(walk_picture(a).digest, walk_picture(b).digest);
  CHECK_NE(walk_picture(a).digest, walk_picture(a + "x").digest);
  std::string text;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 300; ++i) {
    CHECK(seen.insert(walk_picture(text).digest).second);
    for (std::size_t cut = 0; cut <= text.size(); cut += 5) {
      PictureWalk walk;
      walk.append(text.substr(0, cut));
      walk.append(text.substr(cut));
      REQUIRE_EQ(walk.facts().digest, walk_picture(text).digest);
    }
    text.push_back(static_cast<char>(i * 7));
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    CHECK(seen.insert(walk_picture(other).digest).second);
  }
}

TEST_CASE("walk: damaged bytes never give a size of zero") {
  Random random(13);
  const std::vector<std::string> all = wholes();
  for (int round = 0; round < 20'000; ++round) {
    std::string text = all[random.below(all.size())];
    for (std::uint64_t left = random.below(4); left > 0; --left)
      text[random.below(text.size())] = static_cast<char>(random.below(256));
    text.resize(random.below(text.size() + 1));
    const std::vector<char> exact(text.begin(), text.end());
    const PictureFacts facts = walk_picture({exact.data(), exact.size()});
    if (facts.size) {
      REQUIRE_GT(facts.size->width, 0);
      REQUIRE_GT(facts.size->height, 0);
    }
    REQUIRE_LE(facts.fault_at, facts.bytes);
  }
}
