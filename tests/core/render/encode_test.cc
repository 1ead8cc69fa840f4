// JPEG and PNG bytes that other people's tools accept, with the label and without the prompt.
#include <doctest/doctest.h>

#include "core/render/picture.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

std::string bytes_of(PaintRequest request, Format format) {
  request.format = format;
  return encode(painted(request), request);
}

std::string words(Size size) {
  return std::to_string(size.width) + " " + std::to_string(size.height);
}

constexpr const char* kLabels[] = {
    "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia", "fluxweir renderer",
    "Painted by fluxweir's built-in renderer, not by a FLUX model"};

}  // namespace

TEST_CASE("encode: djpeg reads the JPEG at its true size") {
  for (const Size size : {Size{2752, 1536}, Size{344, 192}, Size{149, 65}, Size{65, 150}}) {
    const Ran ran = run_on("djpeg -pnm", bytes_of(ask("city at dusk", 4, size), Format::Jpeg),
                           "encode_test.jpg");
    REQUIRE_MESSAGE(ran.status != 127, "djpeg is missing: install libjpeg-turbo-progs");
    CHECK_EQ(ran.status, 0);
    CHECK_EQ(ran.out.substr(0, 4 + words(size).size()), "P6\n" + words(size) + "\n");
  }
}

TEST_CASE("encode: pngcheck accepts the PNG at its true size") {
  for (const Size size : {Size{2048, 2048}, Size{344, 192}, Size{149, 65}, Size{65, 150}}) {
    const Ran ran = run_on("pngcheck -v", bytes_of(ask("city at dusk", 4, size), Format::Png),
                           "encode_test.png");
    REQUIRE_MESSAGE(ran.status != 127, "pngcheck is missing: install pngcheck");
    CHECK_EQ(ran.status, 0);
    CHECK_NE(ran.out.find("No errors detected"), std::string::npos);
    const std::string shape = std::to_string(size.width) + " x " + std::to_string(size.height);
    CHECK_NE(ran.out.find(shape), std::string::npos);
  }
}

TEST_CASE("encode: PNG keeps every pixel") {
  const PaintRequest request = ask("flowers", 4, {160, 120});
  const Raster picture = painted(request);
  const Ran ran = run_on("pngtopnm", bytes_of(request, Format::Png), "encode_test_pixels.png");
  if (ran.status == 127) return;  // netpbm is optional; pngcheck has judged the stream
  const std::string pixels(reinterpret_cast<const char*>(picture.rgb.data()), picture.rgb.size());
  CHECK_EQ(ran.out, "P6\n160 120\n255\n" + pixels);
}

TEST_CASE("encode: both formats carry the label only") {
  for (const Format format : {Format::Jpeg, Format::Png}) {
    const std::string bytes = bytes_of(ask("zanzibar lighthouse", 4), format);
    for (const char* label : kLabels) CHECK_NE(bytes.find(label), std::string::npos);
    CHECK_EQ(bytes.find("zanzibar"), std::string::npos);
    CHECK_EQ(bytes.find("pHYs"), std::string::npos);
  }
  // JFIF density unit 0: an aspect ratio, no print size.
  CHECK_EQ(bytes_of(ask("sea", 4), Format::Jpeg)[13], '\0');
}

TEST_CASE("encode: gives the same bytes twice") {
  for (const Format format : {Format::Jpeg, Format::Png}) {
    CHECK_EQ(bytes_of(ask("galaxy", 9), format), bytes_of(ask("galaxy", 9), format));
  }
}
