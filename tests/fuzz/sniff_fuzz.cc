// Picture headers: more bytes never change what was found, and no size is larger than the format
// can say.
#include "image/sniff.h"

#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

std::int32_t largest_side(PictureKind kind) {
  if (kind == PictureKind::Jpeg) return 65'535;
  return kind == PictureKind::Webp ? 1 << 24 : INT32_MAX;
}

void check_next(const Sniffed& before, const Sniffed& after) {
  if (before.kind != PictureKind::Unknown)
    law(after.kind == before.kind, "more bytes never change the kind");
  if (before.size) law(after.size == before.size, "more bytes never change the size");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  Cuts cuts(choices.byte());
  const std::string_view bytes = choices.rest();
  Sniffed before;
  for (std::size_t length = 0; length < bytes.size(); length += cuts.next()) {
    // A copy of that very length, so that a read past its end is seen.
    const std::string prefix(bytes.substr(0, length));
    const Sniffed found = sniff(prefix);
    check_next(before, found);
    before = found;
  }
  const Sniffed found = sniff(bytes);
  check_next(before, found);
  law(!found.size || found.kind != PictureKind::Unknown, "a size belongs to a kind");
  if (found.size) {
    const std::int32_t most = largest_side(found.kind);
    law(found.size->width >= 1 && found.size->width <= most, "a width the format can say");
    law(found.size->height >= 1 && found.size->height <= most, "a height the format can say");
  }
  law(content_type(found.kind).empty() == (found.kind == PictureKind::Unknown),
      "a kind has a name");
  return 0;
}
