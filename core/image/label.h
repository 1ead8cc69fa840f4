// What a picture file says about itself: an XMP packet with the IPTC digital source type. No
// prompt, no print density.
// Sources: XMP Specification Part 3 (Adobe, 2020), iptc.org newscodes, both read 2026-11-25.
#pragma once

#include <string>
#include <string_view>

#include "image/request.h"

namespace fluxweir {

// The setting's name for it.
inline constexpr std::string_view kIptc = "iptc";

struct Label {
  std::string_view source_type;  // the last part of the newscode's URL: "trainedAlgorithmicMedia"
  std::string_view tool;         // that made the file
  std::string_view description;  // empty: none
};

// What the operator's setting has pictures of models say.
inline constexpr Label kModelLabel = {"trainedAlgorithmicMedia", "fluxweir", ""};

// The JPEG segment or PNG chunk that says it, to be inserted at PictureFacts::metadata_at.
std::string label_part(Format format, const Label& label);

}  // namespace fluxweir
