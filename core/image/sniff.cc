#include "image/sniff.h"

#include <algorithm>

#include "image/walk.h"

namespace fluxweir {

Sniffed sniff(std::string_view first) {
  constexpr std::size_t kPiece = 4096;
  PictureWalk walk;
  PictureFacts found;
  while (!first.empty() && walk.goes_on() && !found.size) {
    walk.append(first.substr(0, kPiece));
    first.remove_prefix(std::min(kPiece, first.size()));
    found = walk.facts();
  }
  return {found.kind, found.size};
}

}  // namespace fluxweir
