#include "media.h"

#include <utility>

#include "base/text.h"

namespace fluxweir::wasm {
std::string MediaOut::take(std::string bytes, std::string& frames) {
  frames_ = &frames;
  return intake_.take(std::move(bytes), *this);
}

std::string MediaOut::finish(std::string& frames) {
  frames_ = &frames;
  return intake_.finish(*this);
}

void MediaOut::begin(std::string_view) {
  Media media;
  media.blob.handle = "m" + whole_text(taken_.size());
  taken_.push_back(std::move(media));
  walk_ = {};
  append({});  // an empty one exists too
}

void MediaOut::append(std::string_view bytes) {
  Media& media = taken_.back();
  media.blob.bytes += bytes.size();
  walk_.append(bytes);
  Blob piece;
  piece.what = Blob::Do::Put;
  piece.handle = media.blob.handle;
  piece.bytes = bytes;
  Writer(*frames_).frame(place_of<Blob, Action>(), piece);
}

void MediaOut::end(bool whole) {
  const PictureFacts found = walk_.facts();
  taken_.back().picture = {found.kind, found.size};
  taken_.back().whole = whole;
}

}  // namespace fluxweir::wasm
