// The structure walk: pieces of any size tell what the whole tells, and the facts agree with each
// other.
#include "image/sniff.h"
#include "image/walk.h"
#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  Cuts cuts(choices.byte());
  const std::string_view bytes = choices.rest();
  PictureWalk walk;
  for (std::string_view left = bytes; !left.empty();) {
    // A copy of that very length, so that a read past its end is seen.
    const std::string piece(left.substr(0, cuts.next()));
    const PictureFacts before = walk.facts();
    walk.append(piece);
    if (before.size) law(walk.facts().size == before.size, "more bytes never change the size");
    left.remove_prefix(piece.size());
  }
  const PictureFacts found = walk.facts();
  law(found == walk_picture(bytes), "pieces tell what the whole tells");
  law(found.bytes == bytes.size(), "all bytes are counted");
  law(found.fault_at <= found.bytes && found.trailing <= found.bytes, "places lie within");
  const bool whole = found.fault == PictureFault::None;
  law(!whole || (found.size && found.channels > 0), "a whole picture has a size");
  law(whole || found.trailing == 0, "what has no end has nothing behind it");
  const Sniffed sniffed = sniff(bytes);
  law(sniffed.kind == found.kind && sniffed.size == found.size, "a look at the beginning agrees");
  return 0;
}
