#include "media.h"

#include <algorithm>
#include <utility>

namespace fluxweir::wasm {
namespace {

constexpr std::size_t kFirstBytes = 64 << 10;  // a JPEG may have a profile before its size

}  // namespace

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
  media.blob.handle = "m" + std::to_string(taken_.size());
  taken_.push_back(std::move(media));
  first_.clear();
  append({});  // an empty one exists too
}

void MediaOut::append(std::string_view bytes) {
  Media& media = taken_.back();
  media.blob.bytes += bytes.size();
  first_ += bytes.substr(0, kFirstBytes - std::min(kFirstBytes, first_.size()));
  Blob piece;
  piece.what = Blob::Do::Put;
  piece.handle = media.blob.handle;
  piece.bytes = bytes;
  Writer(*frames_).frame(place_of<Blob, Action>(), piece);
}

void MediaOut::end(bool whole) {
  taken_.back().picture = sniff(first_);
  taken_.back().whole = whole;
}

}  // namespace fluxweir::wasm
