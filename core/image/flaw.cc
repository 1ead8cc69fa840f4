#include "image/flaw.h"

namespace fluxweir {
namespace {

// A JPEG ends with EOI (T.81 B.1.1.3), a PNG with its IEND chunk (PNG 11.2.5). Some writers pad.
bool is_whole(PictureKind kind, std::string_view last) {
  if (kind == PictureKind::Jpeg) return last.rfind("\xff\xd9") != std::string_view::npos;
  return last.rfind("IEND") != std::string_view::npos;
}

}  // namespace

std::string_view flaw_name(Flaw flaw) {
  constexpr std::string_view kNames[] = {"no_picture", "cut",   "wrong_format",
                                         "wrong_size", "black", "blank"};
  return kNames[static_cast<std::size_t>(flaw)];
}

std::optional<Flaw> find_flaw(const Sniffed& sniffed, std::string_view last, Format format,
                              Size size) {
  if (sniffed.kind == PictureKind::Unknown) return Flaw::NoPicture;
  const PictureKind asked = format == Format::Png ? PictureKind::Png : PictureKind::Jpeg;
  if (sniffed.kind != asked) return Flaw::Format;
  if (sniffed.size && *sniffed.size != size) return Flaw::Size;
  if (!is_whole(sniffed.kind, last)) return Flaw::Cut;
  return std::nullopt;
}

}  // namespace fluxweir
