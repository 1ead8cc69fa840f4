#include "chunk_gate.h"

#include <algorithm>

#include "base/text.h"
#include "head_gate.h"

namespace fluxweir::native {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 || byte == '\t') && byte != 0x7F;
}

// As a trailer it would tell where the body ends that has just ended.
bool is_framing(std::string_view name) {
  return equals_ignoring_case(name, "content-length") ||
         equals_ignoring_case(name, "transfer-encoding");
}

}  // namespace

std::size_t ChunkGate::take(std::string_view bytes, std::string& data) {
  std::size_t done = 0;
  while (done < bytes.size() && at_ != At::Done && at_ != At::Bad) {
    if (at_ != At::Data) {
      at_ = step(bytes[done++]);
      continue;
    }
    const auto run = static_cast<std::size_t>(std::min<std::uint64_t>(size_, bytes.size() - done));
    data += bytes.substr(done, run);
    size_ -= run;
    done += run;
    if (size_ == 0) at_ = At::DataCr;
  }
  return done;
}

ChunkGate::At ChunkGate::step(char c) {
  switch (at_) {
    case At::Size:
      return step_size(c);
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
      return step_extension(c);
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
  return c == ';' ? end_size(At::ExtensionStart) : At::Bad;
}

ChunkGate::At ChunkGate::end_size(At next) {
  too_long_ = size_ > left_;
  if (too_long_) return At::Bad;
  left_ -= size_;
  return next;
}

// *( ";" name [ "=" ( token / quoted-string ) ] ), with blanks anywhere but before the first
// semicolon.
ChunkGate::At ChunkGate::step_extension(char c) {
  if (c != '\r' && ++count_ > kExtensionBytes) return At::Bad;
  switch (at_) {
    case At::ExtensionStart:
      if (is_blank(c)) return at_;
      return is_token_character(c) ? At::Name : At::Bad;
    case At::Name:
      if (is_token_character(c)) return at_;
      return is_blank(c) ? At::NameEnd : after_extension_part(c);
    case At::ValueStart:
      if (is_blank(c)) return at_;
      if (c == '"') return At::Quoted;
      return is_token_character(c) ? At::Value : At::Bad;
    case At::Value:
      if (is_token_character(c)) return at_;
      return is_blank(c) ? At::ValueEnd : after_extension_part(c);
    case At::Quoted:
      if (c == '"') return At::ValueEnd;
      if (c == '\\') return At::QuotedPair;
      return is_text(c) ? at_ : At::Bad;
    case At::QuotedPair:
      return is_text(c) ? At::Quoted : At::Bad;
    case At::NameEnd:
    case At::ValueEnd:
      return is_blank(c) ? at_ : after_extension_part(c);
    default:
      return At::Bad;
  }
}

ChunkGate::At ChunkGate::after_extension_part(char c) const {
  if (c == ';') return At::ExtensionStart;
  if (c == '\r') return At::SizeEnd;
  return c == '=' && (at_ == At::Name || at_ == At::NameEnd) ? At::ValueStart : At::Bad;
}

ChunkGate::At ChunkGate::step_trailer(char c) {
  if (++count_ > kTrailerBytes) return At::Bad;
  if (at_ == At::TrailerEnd) return c == '\n' ? At::TrailerStart : At::Bad;
  if (at_ == At::Trailer) {
    if (c == '\r') return At::TrailerEnd;
    return is_text(c) ? At::Trailer : At::Bad;
  }
  if (at_ == At::TrailerStart) name_.clear();
  if (c == ':' && at_ == At::TrailerName) return is_framing(name_) ? At::Bad : At::Trailer;
  name_ += c;
  return is_token_character(c) ? At::TrailerName : At::Bad;
}

}  // namespace fluxweir::native
