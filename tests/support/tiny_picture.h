// Files with the whole structure of a picture and hardly a pixel: all that is looked at where
// nothing is decoded. And the parts that they are made of.
#pragma once

#include <string>
#include <string_view>

#include "base/units.h"
#include "image/request.h"

namespace fluxweir {

// Pictures of different `shade` have different bytes and are alike in everything else.
std::string tiny_picture(Format format, Size size, unsigned char shade = 0x55);
std::string tiny_webp(Size size);

// `value` in `count` bytes.
std::string big_endian(std::uint64_t value, int count);
std::string little_endian(std::uint64_t value, int count);

std::string jpeg_segment(unsigned char marker, std::string_view content);
std::string jpeg_frame(unsigned char marker, Size size);  // three components of 8 bits
std::string jpeg_scan(std::string_view data);             // its header and its data
std::string png_chunk(std::string_view name, std::string_view content);
std::string png_header(Size size, std::string_view rest);  // `rest`: depth, colour type, methods
std::string webp_chunk(std::string_view name, std::string_view content);
std::string webp_file(std::string_view chunks);

inline const std::string kJpegBegin = "\xff\xd8";
inline const std::string kJpegEnd = "\xff\xd9";
inline const std::string kPngBegin = "\x89PNG\r\n\x1a\n";
inline const std::string kPngEnd = png_chunk("IEND", "");

}  // namespace fluxweir
