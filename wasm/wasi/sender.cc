#include "sender.h"

#include <algorithm>

#include "base/text.h"

namespace fluxweir::wasi {
namespace {

constexpr std::size_t kEncodedAtOnce = 48 << 10;  // a multiple of three: nothing is padded inside

}  // namespace

bool Sender::add(Body parts, const Scratch& scratch) {
  for (BodyPart& part : parts) {
    if (auto* text = std::get_if<std::string>(&part)) {
      if (!text->empty()) waiting_.push_back({std::move(*text), nullptr});
      continue;
    }
    const BlobRef& ref = std::get<BlobRef>(part);
    BlobPtr blob = scratch.find(ref.handle);
    if (!blob) return false;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(ref.bytes, blob->bytes.size()));
    if (size > 0) waiting_.push_back({{}, std::move(blob), size, ref.as == BlobRef::As::Base64});
  }
  return true;
}

// Finished rather than dropped: a host takes a body that is shorter than its content-length for cut
// off, and jco 1.35 ends when one is dropped.
void Sender::cut() {
  waiting_.clear();
  body_.finish();
  open_ = false;
}

// What of the first piece can be written now.
std::string_view Sender::front() {
  const Piece& piece = waiting_.front();
  if (!piece.blob) return std::string_view(piece.text).substr(left_);
  const std::string_view blob = std::string_view(piece.blob->bytes).substr(0, piece.size);
  if (!piece.base64) return blob.substr(left_);
  if (left_ == encoded_.size()) {
    encoded_ = to_base64(blob.substr(offset_, kEncodedAtOnce));
    offset_ = std::min(piece.size, offset_ + kEncodedAtOnce);
    left_ = 0;
  }
  return std::string_view(encoded_).substr(left_);
}

void Sender::consume(std::size_t bytes) {
  left_ += bytes;
  const Piece& piece = waiting_.front();
  const bool gone = piece.base64 ? offset_ == piece.size && left_ == encoded_.size()
                                 : left_ == (piece.blob ? piece.size : piece.text.size());
  if (!gone) return;
  waiting_.pop_front();
  encoded_.clear();
  offset_ = left_ = 0;
}

bool Sender::advance() {
  bool moved = false;
  while (is_waiting()) {
    const auto room = body_.room();
    if (room == 0u) return moved;
    const std::string_view piece = room ? front().substr(0, static_cast<std::size_t>(*room)) : "";
    if (!room || !body_.write(piece)) {
      cut();
      failed_ = true;
      return true;
    }
    consume(piece.size());
    moved = unflushed_ = true;
  }
  if (!open_) return moved;
  if (ended_) {
    body_.finish();
    open_ = false;
    return true;
  }
  if (std::exchange(unflushed_, false)) body_.flush();
  return moved;
}

}  // namespace fluxweir::wasi
