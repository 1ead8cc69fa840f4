#include "chunk_gate.h"

#include <algorithm>

#include "head_gate.h"

namespace fluxweir::native {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 || byte == '\t') && byte != 0x7F;
}

}  // namespace

bool ChunkGate::take(std::string_view bytes) {
  while (!bytes.empty() && at_ != At::Done && at_ != At::Bad) {
    if (at_ == At::Data) {
      const std::uint64_t run = std::min<std::uint64_t>(size_, bytes.size());
      size_ -= run;
      bytes.remove_prefix(static_cast<std::size_t>(run));
      if (size_ == 0) at_ = At::DataCr;
      continue;
    }
    at_ = step(bytes.front());
    bytes.remove_prefix(1);
  }
  return at_ != At::Bad;
}

ChunkGate::At ChunkGate::step(char c) {
  switch (at_) {
    case At::Size:
      return step_size(c);
    case At::Extension:
      if (c == '\r') return At::SizeEnd;
      return is_text(c) && ++count_ <= kExtensionBytes ? At::Extension : At::Bad;
    case At::SizeEnd:
      if (c != '\n') return At::Bad;
      count_ = 0;
      return size_ == 0 ? At::TrailerStart : At::Data;
    case At::DataCr:
      return c == '\r' ? At::DataLf : At::Bad;
    case At::DataLf:
      return c == '\n' ? At::Size : At::Bad;
    case At::TrailerStart:
      if (c == '\r') return At::End;
      return step_trailer(c);
    case At::TrailerName:
    case At::Trailer:
    case At::TrailerEnd:
      return step_trailer(c);
    case At::End:
      return c == '\n' ? At::Done : At::Bad;
    default:
      return At::Bad;
  }
}

ChunkGate::At ChunkGate::step_size(char c) {
  const int digit = hex_value(c);
  if (digit >= 0) {
    if (++count_ > 16) return At::Bad;
    size_ = size_ << 4 | static_cast<std::uint64_t>(digit);
    return At::Size;
  }
  if (count_ == 0) return At::Bad;
  count_ = 0;
  if (c == '\r') return end_size(At::SizeEnd);
  return c == ';' ? end_size(At::Extension) : At::Bad;
}

ChunkGate::At ChunkGate::end_size(At next) {
  too_long_ = size_ > left_;
  if (too_long_) return At::Bad;
  left_ -= size_;
  return next;
}

ChunkGate::At ChunkGate::step_trailer(char c) {
  if (++count_ > kTrailerBytes) return At::Bad;
  if (at_ == At::TrailerEnd) return c == '\n' ? At::TrailerStart : At::Bad;
  if (at_ != At::Trailer) {
    if (c == ':' && at_ == At::TrailerName) return At::Trailer;
    return is_token_character(c) ? At::TrailerName : At::Bad;
  }
  if (c == '\r') return At::TrailerEnd;
  return is_text(c) ? At::Trailer : At::Bad;
}

}  // namespace fluxweir::native
