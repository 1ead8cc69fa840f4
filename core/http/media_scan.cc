#include "http/media_scan.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr std::string_view kMark = "fluxweir-media:";
constexpr std::string_view kLiteral = "literal:";
constexpr std::string_view kScheme = "data:";
constexpr std::string_view kBase64 = ";base64";
// The first bytes of JPEG, PNG and RIFF in base64, as far as whole characters are fixed.
constexpr std::string_view kBareHeads[] = {"/9j/", "iVBORw0KGgo", "UklGR"};
constexpr std::string_view kKeys[] = {"image_url", "image_prompt", "generated_image_url"};
constexpr std::size_t kLongestKey = 19;
constexpr std::size_t kLongestHead = 256;  // "data:image/png;base64,"
constexpr std::size_t kDepth = 64;         // the reader refuses what is deeper
constexpr std::uint32_t kNoCharacter = 0xffff'ffff;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::optional<std::uint32_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return std::nullopt;
}

bool is_base64(std::uint32_t code) {
  return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
         (code >= '0' && code <= '9') || code == '+' || code == '/' || code == '=';
}

// `text` and `whole` agree as far as the shorter one goes.
bool agrees(std::string_view text, std::string_view whole) {
  const std::size_t length = std::min(text.size(), whole.size());
  return text.substr(0, length) == whole.substr(0, length);
}

bool agrees_ignoring_case(std::string_view text, std::string_view whole) {
  const std::size_t length = std::min(text.size(), whole.size());
  return equals_ignoring_case(text.substr(0, length), whole.substr(0, length));
}

bool ends_in_base64(std::string_view head) {
  return head.size() >= kScheme.size() + kBase64.size() &&
         equals_ignoring_case(head.substr(head.size() - kBase64.size()), kBase64);
}

}  // namespace

void MediaScanner::feed(std::string_view chunk, std::vector<Piece>& out) {
  texts_.clear();
  std::size_t from = 0;  // what of the chunk is not given out yet begins here
  for (std::size_t at = 0; at < chunk.size();) {
    switch (state_) {
      case State::InHead:
        head_byte(chunk[at++], out);
        from = at;
        // The quote that ends a head is kept like any other.
        if (state_ == State::AfterValue) --from;
        continue;
      case State::InPayload:
        at += payload(chunk.substr(at), out);
        from = at;
        if (state_ == State::AfterValue) --from;
        continue;
      case State::Off:
        at = chunk.size();
        continue;
      case State::InKey:
        key_byte(chunk[at++]);
        continue;
      case State::InString: {
        const char c = chunk[at++];
        if (escape_ != Escape::None) {
          escape_ = Escape::None;
        } else if (c == '\\') {
          escape_ = Escape::Begun;
        } else if (c == '"') {
          state_ = State::AfterValue;
        }
        continue;
      }
      default:
        structure(chunk[at++]);
        if (state_ != State::InHead) continue;
        emit(Piece::Kind::Keep, chunk.substr(from, at - from), out);
        from = at;
    }
  }
  emit(Piece::Kind::Keep, chunk.substr(from), out);
}

void MediaScanner::finish(std::vector<Piece>& out) {
  texts_.clear();
  if (state_ == State::InHead) release_head({}, out);
  if (state_ == State::InPayload) out.push_back({Piece::Kind::MediaEnd, {}, true});
  state_ = State::Off;
}

// One byte outside of strings.
void MediaScanner::structure(char c) {
  if (is_space(c)) {
    if (state_ == State::Scalar) state_ = State::AfterValue;
    return;
  }
  switch (state_) {
    case State::Value:
      begin_value(c);
      return;
    case State::FirstValue:
      c == ']' ? end_value(c) : begin_value(c);
      return;
    case State::Scalar:
      if (c == ',' || c == ']' || c == '}') {
        end_value(c);
      } else if (c == '"' || c == '{' || c == '[' || c == ':') {
        state_ = State::Off;
      }
      return;
    case State::FirstKey:
    case State::Key:
      if (c == '"') {
        name_.clear();
        state_ = State::InKey;
      } else if (c == '}' && state_ == State::FirstKey) {
        end_value(c);
      } else {
        state_ = State::Off;
      }
      return;
    case State::Colon:
      state_ = c == ':' ? State::Value : State::Off;
      return;
    default:
      end_value(c);
  }
}

void MediaScanner::begin_value(char c) {
  switch (c) {
    case '"':
      state_ = wanted() ? State::InHead : State::InString;
      name_.clear();
      held_.clear();
      return;
    case '{':
      push(true, false);
      return;
    case '[':
      push(false, wanted());
      return;
    case ',':
    case ':':
    case ']':
    case '}':
      state_ = State::Off;
      return;
    default:
      state_ = State::Scalar;
  }
}

// A comma or a closing bracket after a value.
void MediaScanner::end_value(char c) {
  state_ = State::Off;
  if (open_.empty()) return;
  const bool is_object = open_.back().is_object;
  if (c == ',') {
    state_ = is_object ? State::Key : State::Value;
  } else if (c == (is_object ? '}' : ']')) {
    open_.pop_back();
    state_ = State::AfterValue;
  }
}

void MediaScanner::push(bool is_object, bool wanted) {
  if (open_.size() == kDepth) {
    state_ = State::Off;
    return;
  }
  open_.push_back({is_object, wanted});
  state_ = is_object ? State::FirstKey : State::FirstValue;
}

// One byte of a string: the character it completes, kNoCharacter for one that is no ASCII or an
// escape that is none, nothing while an escape is open.
std::optional<std::uint32_t> MediaScanner::unescape(char c) {
  if (escape_ == Escape::None) {
    if (c != '\\') return static_cast<unsigned char>(c) < 0x80 ? std::uint32_t(c) : kNoCharacter;
    escape_ = Escape::Begun;
    return std::nullopt;
  }
  if (escape_ == Escape::Begun) {
    if (c == 'u') {
      escape_ = Escape::Hex;
      code_ = 0;
      digits_ = 0;
      return std::nullopt;
    }
    escape_ = Escape::None;
    // The control characters of \n and its like are in none of the words looked for.
    return c == '/' || c == '"' || c == '\\' ? std::uint32_t(c) : kNoCharacter;
  }
  const std::optional<std::uint32_t> digit = hex_digit(c);
  if (!digit) {
    escape_ = Escape::None;
    return kNoCharacter;
  }
  code_ = code_ << 4 | *digit;
  if (++digits_ < 4) return std::nullopt;
  escape_ = Escape::None;
  return code_ < 0x80 ? code_ : kNoCharacter;
}

void MediaScanner::key_byte(char c) {
  if (escape_ == Escape::None && c == '"') {
    open_.back().wanted = std::find(std::begin(kKeys), std::end(kKeys), name_) != std::end(kKeys);
    state_ = State::Colon;
    return;
  }
  const std::optional<std::uint32_t> code = unescape(c);
  // One more than the longest is enough to differ.
  if (code && name_.size() <= kLongestKey) {
    name_.push_back(*code == kNoCharacter ? '\0' : static_cast<char>(*code));
  }
}

// One byte of a value whose kind is not known yet.
void MediaScanner::head_byte(char c, std::vector<Piece>& out) {
  if (escape_ == Escape::None && c == '"') {
    release_head({}, out);
    state_ = State::AfterValue;
    return;
  }
  held_.push_back(c);
  const std::optional<std::uint32_t> code = unescape(c);
  if (!code) return;
  // What is replaced must be safe between quotes.
  const bool is_plain = *code > 0x20 && *code < 0x7f && *code != '"' && *code != '\\';
  if (is_plain) name_.push_back(static_cast<char>(*code));
  if (is_plain && agrees(name_, kMark)) {
    if (name_.size() == kMark.size()) release_head(kLiteral, out);
  } else if (is_plain && is_head_of_bare(out)) {
    return;
  } else if (!is_plain || !agrees_ignoring_case(name_, kScheme) || name_.size() > kLongestHead) {
    release_head({}, out);
  } else if (*code == ',') {
    name_.pop_back();
    if (!ends_in_base64(name_) || count_ == kMostMedia) return release_head({}, out);
    begin_media(std::string_view(name_).substr(kScheme.size(),
                                               name_.size() - kScheme.size() - kBase64.size()),
                out);
  }
}

// Whether the head so far may be a picture in bare base64; begins it when it is one.
bool MediaScanner::is_head_of_bare(std::vector<Piece>& out) {
  for (const std::string_view head : kBareHeads) {
    if (!agrees(name_, head)) continue;
    if (name_.size() < head.size()) return true;
    if (count_ == kMostMedia) return false;
    begin_media({}, out);
    emit(Piece::Kind::MediaBytes, own(name_), out);
    return true;
  }
  return false;
}

void MediaScanner::begin_media(std::string_view type, std::vector<Piece>& out) {
  const std::string written(type);
  emit(Piece::Kind::Keep, own(std::string(kMark) + whole_text(count_) + ";" + written), out);
  out.push_back({Piece::Kind::MediaBegin, own(written), false});
  ++count_;
  broken_ = false;
  state_ = State::InPayload;
}

// Gives out the payload that `rest` begins with; returns the bytes taken, the closing quote among
// them.
std::size_t MediaScanner::payload(std::string_view rest, std::vector<Piece>& out) {
  static constexpr std::string_view kAscii =
      "+/=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::size_t at = 0;
  while (at < rest.size()) {
    if (escape_ == Escape::None) {
      std::size_t end = at;
      while (end < rest.size() && rest[end] != '"' && rest[end] != '\\') ++end;
      if (!broken_) emit(Piece::Kind::MediaBytes, rest.substr(at, end - at), out);
      at = end;
      if (at == rest.size()) break;
      if (rest[at] == '"') {
        out.push_back({Piece::Kind::MediaEnd, {}, broken_});
        state_ = State::AfterValue;
        return at + 1;
      }
    }
    const std::optional<std::uint32_t> code = unescape(rest[at++]);
    if (!code) continue;
    if (!is_base64(*code)) {
      broken_ = true;
    } else if (!broken_) {
      const std::size_t place = kAscii.find(static_cast<char>(*code));
      emit(Piece::Kind::MediaBytes, kAscii.substr(place, 1), out);
    }
  }
  return at;
}

void MediaScanner::emit(Piece::Kind kind, std::string_view bytes, std::vector<Piece>& out) {
  if (bytes.empty()) return;
  if (kind == Piece::Kind::Keep) kept_ += bytes.size();
  out.push_back({kind, bytes, false});
}

// The value is none to take out: its beginning goes where it came from, with `before` in front.
void MediaScanner::release_head(std::string_view before, std::vector<Piece>& out) {
  emit(Piece::Kind::Keep, own(std::string(before) + held_), out);
  held_.clear();
  state_ = State::InString;
}

std::string_view MediaScanner::own(std::string text) {
  return texts_.emplace_front(std::move(text));
}

std::optional<MediaRef> read_media_ref(std::string_view text) {
  if (text.substr(0, kMark.size()) != kMark) return std::nullopt;
  text.remove_prefix(kMark.size());
  const std::size_t end = text.find(';');
  if (end == std::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> index = to_integer(text.substr(0, end));
  if (!index || *index < 0 || *index >= MediaScanner::kMostMedia) return std::nullopt;
  return MediaRef{static_cast<std::uint32_t>(*index), text.substr(end + 1)};
}

}  // namespace fluxweir
