#include "outbox.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace fluxweir::native {
namespace {

constexpr std::size_t kSlice = 3 * 65536;  // raw bytes encoded at a time; a multiple of three

}  // namespace

std::size_t part_length(const HeldPart& part) {
  if (const auto* text = std::get_if<std::string>(&part)) return text->size();
  const BlobPart& held = std::get<BlobPart>(part);
  const std::size_t raw = held.blob->bytes.size();
  return held.as == BlobRef::As::Base64 ? base64_length(raw) : raw;
}

void Outbox::append(std::string text) {
  if (text.empty()) return;
  texts_.add(static_cast<std::int64_t>(text.size()));
  // Small texts grow the last piece, so that a head and a short body leave in one buffer.
  if (waiting_.size() > gathered_ && !waiting_.back().blob && waiting_.back().text.size() < 4096 &&
      text.size() < 4096 && waiting_.back().offset == 0) {
    waiting_.back().text += text;
    return;
  }
  waiting_.push_back({std::move(text), nullptr, false, 0});
}

void Outbox::append_part(HeldPart part) {
  if (auto* text = std::get_if<std::string>(&part)) {
    append(std::move(*text));
  } else if (part_length(part) > 0) {
    BlobPart& held = std::get<BlobPart>(part);
    waiting_.push_back({{}, std::move(held.blob), held.as == BlobRef::As::Base64, 0});
  }
}

std::size_t Outbox::gather(std::span<iovec> buffers) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < waiting_.size() && used < buffers.size(); ++i) {
    bool stop = false;
    if (waiting_[i].base64) {
      Piece& whole = waiting_[i];
      const std::size_t raw = std::min(kSlice, whole.blob->bytes.size() - whole.offset);
      std::string text = to_base64(std::string_view(whole.blob->bytes).substr(whole.offset, raw));
      whole.offset += raw;
      stop = whole.offset < whole.blob->bytes.size();
      Piece slice{std::move(text), nullptr, false, 0};
      if (stop) {
        waiting_.insert(waiting_.begin() + static_cast<std::ptrdiff_t>(i), std::move(slice));
      } else {
        whole = std::move(slice);
      }
    }
    const Piece& piece = waiting_[i];
    const std::string& bytes = piece.blob ? piece.blob->bytes : piece.text;
    buffers[used++] = {const_cast<char*>(bytes.data()) + piece.offset, bytes.size() - piece.offset};
    if (stop) break;
  }
  gathered_ = used;
  return used;
}

void Outbox::consume(std::size_t bytes) {
  gathered_ = 0;
  while (bytes > 0 && !waiting_.empty()) {
    Piece& piece = waiting_.front();
    const std::size_t size = piece.blob ? piece.blob->bytes.size() : piece.text.size();
    const std::size_t step = std::min(bytes, size - piece.offset);
    piece.offset += step;
    bytes -= step;
    if (piece.offset == size) waiting_.pop_front();
  }
  if (waiting_.empty()) texts_.set(0);
}

}  // namespace fluxweir::native
