// What a picture says about itself: an XMP packet with the IPTC digital source type (algorithmic
// media, no model), in a JPEG APP1 segment or a PNG iTXt chunk. No prompt, no print density.
// Sources: XMP Specification Part 3 (Adobe, 2020), iptc.org newscodes, both read 2026-11-25.
#pragma once

#include <string>
#include <string_view>

namespace fluxweir::render {

std::string_view xmp_packet();

// Puts the label right after the JFIF segment. Bytes that don't start like a JPEG come back as they
// were.
std::string label_jpeg(std::string bytes);
// Puts the label right after IHDR.
std::string label_png(std::string bytes);

}  // namespace fluxweir::render
