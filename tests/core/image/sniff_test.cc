#include "image/sniff.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/random.h"

using namespace fluxweir;

namespace {

std::string bytes(std::string_view hex) {
  std::string out;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string digits;
  for (const char c : hex) {
    if (c != ' ') digits.push_back(c);
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out.push_back(static_cast<char>(digit(digits[i]) * 16 + digit(digits[i + 1])));
  }
  return out;
}

// Beginnings of 37 x 91 pictures as ImageMagick 6.9 and cwebp 1.2 write them.
const std::string kPng = bytes("89504e470d0a1a0a 0000000d49484452 00000025 0000005b 1002000000");
const std::string kJpeg =
    bytes("ffd8 ffe000104a46494600010100000100010000 ffdb00030a ffc0001108005b0025030111");
const std::string kProgressive = bytes("ffd8 ffdb00030a ffc2001108005b0025030111");
const std::string kLossy =
    bytes("52494646dc020000574542505650382 0d0020000 701100 9d012a 2500 5b00 3e91");
const std::string kLossless = bytes("52494646881b0000574542505650384c 7c1b0000 2f 24801600 09");
const std::string kExtended =
    bytes("5249464600030000574542505650385 80a000000 10000000 240000 5a0000 41");

const Size kSize{37, 91};

// The view ends where its memory does, so that a sanitizer sees any read beyond.
Sniffed sniff_exactly(std::string_view text) {
  const std::vector<char> copy(text.begin(), text.end());
  return sniff(std::string_view(copy.data(), copy.size()));
}

}  // namespace

TEST_CASE("sniff: reads kind and size") {
  CHECK(sniff(kPng) == Sniffed{PictureKind::Png, kSize});
  CHECK(sniff(kJpeg) == Sniffed{PictureKind::Jpeg, kSize});
  CHECK(sniff(kProgressive) == Sniffed{PictureKind::Jpeg, kSize});
  CHECK(sniff(kLossy) == Sniffed{PictureKind::Webp, kSize});
  CHECK(sniff(kLossless) == Sniffed{PictureKind::Webp, kSize});
  CHECK(sniff(kExtended) == Sniffed{PictureKind::Webp, kSize});
}

TEST_CASE("sniff: knows nothing else") {
  for (const std::string_view text :
       {std::string_view(""), std::string_view("GIF89a"), std::string_view("<svg"),
        std::string_view("<!DOCTYPE html>"), std::string_view("RIFF....AVI "),
        std::string_view("BM"), std::string_view("\x89PNG\n\x1a\n....."),
        std::string_view("\xff\xd8"), std::string_view("....ftypavif")}) {
    CHECK(sniff(text) == Sniffed{});
  }
}

TEST_CASE("sniff: says less, never else, of fewer bytes") {
  for (const std::string& whole : {kPng, kJpeg, kProgressive, kLossy, kLossless, kExtended}) {
    const Sniffed full = sniff(whole);
    for (std::size_t length = 0; length <= whole.size(); ++length) {
      const Sniffed part = sniff_exactly(std::string_view(whole).substr(0, length));
      if (part.kind != PictureKind::Unknown) CHECK(part.kind == full.kind);
      if (part.size) CHECK(part.size == full.size);
    }
  }
}

TEST_CASE("sniff: keeps the kind when the size is out of reach") {
  // An application segment longer than what was read.
  CHECK(sniff(bytes("ffd8 ffe1fff0") + std::string(4'000, 'x')) ==
        Sniffed{PictureKind::Jpeg, std::nullopt});
  CHECK(sniff(kPng.substr(0, 20)) == Sniffed{PictureKind::Png, std::nullopt});
}

TEST_CASE("sniff: takes no side of zero or beyond 31 bits") {
  CHECK_FALSE(sniff(bytes("89504e470d0a1a0a 0000000d49484452 00000000 0000005b 0802000000")).size);
  CHECK_FALSE(sniff(bytes("89504e470d0a1a0a 0000000d49484452 00000025 80000000 0802000000")).size);
  CHECK(sniff(bytes("89504e470d0a1a0a 0000000d49484452 00000025 7fffffff 0802000000")).size);
  CHECK_FALSE(sniff(bytes("ffd8 ffc000110800000025030111")).size);  // height follows in DNL
  CHECK_FALSE(
      sniff(bytes("52494646dc020000574542505650382 0d0020000 701100 9d012a 0000 5b00")).size);
}

TEST_CASE("sniff: drops the scale bits of lossy WebP") {
  CHECK(sniff(bytes("52494646dc020000574542505650382 0d0020000 701100 9d012a 2540 5b80")).size ==
        kSize);
}

TEST_CASE("sniff: passes fill bytes and lone markers in JPEG") {
  CHECK(sniff(bytes("ffd8 ffffffe00002 ff01 ffd0 ffc40002 ffffc0001108005b0025030111")).size ==
        kSize);
}

TEST_CASE("sniff: stops at broken JPEG segments") {
  for (const char* hex :
       {"ffd8 ffe00001 ffc0001108005b0025030111", "ffd8 ffe00000 ffc0001108005b0025",
        "ffd8 ffda0002 ffc0001108005b0025030111", "ffd8 ffd9 ffc0001108005b0025",
        "ffd8 ff00 ffc0001108005b0025030111", "ffd8 ffe00004 aabb 00c0001108005b0025",
        "ffd8 ffffffffffffffff"}) {
    CAPTURE(hex);
    CHECK(sniff(bytes(hex)) == Sniffed{PictureKind::Jpeg, std::nullopt});
  }
}

TEST_CASE("sniff: reads nothing beyond damaged headers") {
  Random random(13);
  for (int round = 0; round < 20'000; ++round) {
    const std::string* wholes[] = {&kPng, &kJpeg, &kProgressive, &kLossy, &kLossless, &kExtended};
    std::string text = *wholes[random.below(6)];
    for (std::uint64_t left = random.below(4); left > 0; --left) {
      text[random.below(text.size())] = static_cast<char>(random.below(256));
    }
    text.resize(random.below(text.size() + 1));
    const Sniffed sniffed = sniff_exactly(text);
    if (sniffed.size) {
      REQUIRE_GT(sniffed.size->width, 0);
      REQUIRE_GT(sniffed.size->height, 0);
    }
  }
}

TEST_CASE("sniff: names content types") {
  CHECK_EQ(content_type(PictureKind::Jpeg), "image/jpeg");
  CHECK_EQ(content_type(PictureKind::Png), "image/png");
  CHECK_EQ(content_type(PictureKind::Webp), "image/webp");
  CHECK_EQ(content_type(PictureKind::Unknown), "");
}
