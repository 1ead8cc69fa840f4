// Takes pictures that come as data URIs out of a JSON body while it is being read, so that a body
// of 28 MiB leaves at most the 1 MiB of JSON that the reader takes.
//
// It looks at string values of the members `image_url`, `image_prompt` and `generated_image_url` at
// any depth, and at the items of an array there. Where such a string is a base64 data URI, its
// place in the body becomes "fluxweir-media:N;image/png" (N = 0, 1, ... in order, then the media
// type as written). So does bare base64 that begins like a JPEG, PNG or WebP picture; its media
// type is empty. A caller's own text with that beginning, in the same places, gets "literal:" put
// before it, so that it can't be taken for a picture. Everything else stays byte for byte. The
// scanner judges nothing: a body that is not JSON is kept from the byte on where that shows, and
// the reader refuses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fluxweir {

class MediaScanner {
 public:
  // Pictures past this count stay in the body.
  static constexpr std::uint32_t kMostMedia = 16;

  struct Piece {
    enum class Kind : std::uint8_t {
      Keep,        // bytes of the body for the JSON reader
      MediaBegin,  // `bytes` is the media type as written, may be empty
      MediaBytes,  // base64 text with its JSON escapes resolved, for a Base64Decoder
      MediaEnd     // `broken` tells whether an escape was none of base64, or the body just ended
    };
    Kind kind = Kind::Keep;
    std::string_view bytes;
    bool broken = false;
  };

  // Appends what `chunk` gives, in order. The pieces look into `chunk` or into the scanner: use
  // them before the next call and while the chunk is there.
  void feed(std::string_view chunk, std::vector<Piece>& out);
  // After the last chunk.
  void finish(std::vector<Piece>& out);

  std::size_t kept() const { return kept_; }  // bytes in Keep pieces so far, for the body limit
  std::uint32_t count() const { return count_; }

 private:
  enum class State : std::uint8_t {
    Value,       // a value comes
    FirstValue,  // a value comes, or the end of an array that is empty
    Scalar,      // in a number or literal
    AfterValue,
    FirstKey,  // a key comes, or the end of an object that is empty
    Key,
    InKey,
    Colon,
    InString,  // in a value that is not looked into
    InHead,    // in a value that may turn out to be a picture; its bytes are held back
    InPayload,
    Off  // not JSON, or deeper than the reader goes: everything is kept
  };
  struct Container {
    bool is_object = false;
    bool wanted =
        false;  // Object: the latest key is one of ours. Array: it stands below such a key.
  };
  enum class Escape : std::uint8_t { None, Begun, Hex };

  bool wanted() const { return !open_.empty() && open_.back().wanted; }
  void structure(char c);
  void begin_value(char c);
  void end_value(char c);
  void push(bool is_object, bool wanted);
  std::optional<std::uint32_t> unescape(char c);
  void key_byte(char c);
  void head_byte(char c, std::vector<Piece>& out);
  void begin_media(std::string_view type, std::vector<Piece>& out);
  bool is_head_of_bare(std::vector<Piece>& out);
  std::size_t payload(std::string_view rest, std::vector<Piece>& out);
  void emit(Piece::Kind kind, std::string_view bytes, std::vector<Piece>& out);
  void release_head(std::string_view before, std::vector<Piece>& out);
  std::string_view own(std::string text);

  State state_ = State::Value;
  std::vector<Container> open_;
  Escape escape_ = Escape::None;
  std::uint32_t code_ = 0;  // of a \u escape so far
  int digits_ = 0;          // of it
  std::string name_;        // key so far, or the unescaped head of a value
  std::string held_;        // the head as written
  bool broken_ = false;
  std::uint32_t count_ = 0;
  std::size_t kept_ = 0;
  std::forward_list<std::string> texts_;  // what pieces of the latest call look into
};

// What a taken-out picture left in the body.
struct MediaRef {
  std::uint32_t index = 0;
  std::string_view type;  // "image/png", looks into the text given
};

// Nothing when `text` is no such mark.
std::optional<MediaRef> read_media_ref(std::string_view text);

}  // namespace fluxweir
