#include "image/flaw.h"

namespace fluxweir {

std::string_view flaw_name(Flaw flaw) {
  constexpr std::string_view kNames[] = {"no_picture", "cut",   "broken", "wrong_format",
                                         "wrong_size", "black", "blank",  "duplicate",
                                         "alike",      "poor"};
  return kNames[static_cast<std::size_t>(flaw)];
}

std::optional<Flaw> find_flaw(const PictureFacts& picture, Format format, Size size) {
  if (picture.kind == PictureKind::Unknown) return Flaw::NoPicture;
  if (picture.fault == PictureFault::Truncated) return Flaw::Cut;
  if (picture.fault != PictureFault::None) return Flaw::Broken;
  const PictureKind asked = format == Format::Png ? PictureKind::Png : PictureKind::Jpeg;
  if (picture.kind != asked) return Flaw::Format;
  if (picture.size != size) return Flaw::Size;
  return std::nullopt;
}

}  // namespace fluxweir
