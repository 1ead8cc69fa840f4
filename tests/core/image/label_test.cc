#include <doctest/doctest.h>

#include "image/label.h"
#include "image/walk.h"
#include "support/tiny_picture.h"

using namespace fluxweir;

namespace {

std::string labelled(Format format) {
  std::string bytes = tiny_picture(format, {2752, 1536});
  const PictureFacts facts = walk_picture(bytes);
  REQUIRE_GT(facts.metadata_at, 0u);
  CHECK_FALSE(facts.xmp);
  return bytes.insert(facts.metadata_at, label_part(format, kModelLabel));
}

}  // namespace

TEST_CASE("label: a labelled file is whole and says that a model made it") {
  for (const Format format : {Format::Jpeg, Format::Png}) {
    const std::string bytes = labelled(format);
    const PictureFacts facts = walk_picture(bytes);
    CHECK(facts.fault == PictureFault::None);
    CHECK(facts.xmp);
    CHECK_NE(bytes.find("/digitalsourcetype/trainedAlgorithmicMedia\""), std::string::npos);
    CHECK_EQ(bytes.find("dc:description>"), std::string::npos);
  }
}

TEST_CASE("label: its place is behind JFIF, Exif or IHDR, wherever the file is cut") {
  const std::string jfif = jpeg_segment(0xe0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14));
  const std::string rest = jpeg_frame(0xc0, {64, 64}) + jpeg_scan("data") + kJpegEnd;
  const auto place = [](const std::string& bytes) {
    PictureWalk walk;
    for (const char c : bytes) walk.append({&c, 1});
    CHECK_EQ(walk.facts().metadata_at, walk_picture(bytes).metadata_at);
    return walk.facts().metadata_at;
  };
  CHECK_EQ(place(kJpegBegin + jfif + rest), 20u);
  CHECK_EQ(place(kJpegBegin + rest), 2u);
  const std::string exif = jpeg_segment(0xe1, {"Exif\0\0MM", 8});
  CHECK_EQ(place(kJpegBegin + exif + rest), 14u);
  CHECK_EQ(place(kJpegBegin + jfif + exif + rest), 32u);
  CHECK_EQ(place(kJpegBegin + jpeg_segment(0xdb, "q") + exif + rest), 2u);
  CHECK_EQ(place(tiny_picture(Format::Png, {64, 64})), 33u);
  CHECK_EQ(place(tiny_webp({64, 64})), 0u);
}

TEST_CASE("label: an XMP packet is known by its name") {
  const std::string rest = jpeg_frame(0xc0, {64, 64}) + jpeg_scan("data") + kJpegEnd;
  const auto has = [&](std::string_view content) {
    return walk_picture(kJpegBegin + jpeg_segment(0xe1, content) + rest).xmp;
  };
  CHECK(has({"http://ns.adobe.com/xap/1.0/\0<x/>", 33}));
  CHECK_FALSE(has({"Exif\0\0MM", 8}));
  CHECK_FALSE(has("http://ns.adobe.com/xap/1.0/"));
  CHECK_FALSE(has(""));
}
