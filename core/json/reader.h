// Inbound JSON, from clients, providers and the people who write settings: one full simdjson
// On-Demand walk into a flat table of nodes.
//
// The policy (RFC 8259 read strictly, RFC 7493 for the rest): UTF-8 only, no duplicate member names
// after unescaping at any depth, no lone surrogates, depth <= 64, nothing after the document, every
// number token checked. A value that nobody reads is checked like any other. Neither the walk nor
// the duplicate check is quadratic in the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/number.h"

namespace fluxweir::json {

enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

// "null", "boolean", "integer", "number", "string", "array", "object"; a whole number is "integer".
std::string_view kind_name(Kind kind, bool is_integer = false);

struct Limits {
  std::size_t bytes = 1 << 20;
  std::size_t depth = 64;
  std::size_t nodes = 50'000;
};

class Document;

// A place in a Document. Cheap to copy; valid as long as the document stays where it is.
class Value {
 public:
  Kind kind() const;
  bool is(Kind wanted) const { return kind() == wanted; }
  std::string_view type() const;  // kind_name of this value
  std::string_view key() const;   // member name, unescaped; empty for array items and the root

  // Each is nothing when the value is of another kind.
  std::optional<bool> boolean() const;
  std::optional<std::string_view> string() const;  // unescaped; may hold NUL
  // A number without fraction (1, 1.0 and 1e2 are whole; 1.5 is not) that fits in 64 bits.
  std::optional<std::int64_t> integer() const;
  std::optional<Decimal> decimal() const;  // any number, to the millionth
  std::string_view token() const;  // a number as the caller wrote it: "0.10"; empty for other kinds

  std::size_t size() const;  // members or items; 0 for scalars
  std::optional<Value> find(std::string_view key) const;
  std::optional<Value> first() const;  // first member or item
  std::optional<Value> next() const;   // the following sibling

  // This value written again as compact JSON: numbers keep their token, strings are escaped by
  // json/writer.
  std::string text() const;

 private:
  friend class Document;
  Value(const Document* document, std::uint32_t node) : document_(document), node_(node) {}
  const Document* document_;
  std::uint32_t node_;
};

// Walks the members of an object or the items of an array: `for (const Value item : value)`. There
// are none in any other value.
class ValueIterator {
 public:
  explicit ValueIterator(std::optional<Value> at) : at_(at) {}
  const Value& operator*() const { return *at_; }
  ValueIterator& operator++() {
    at_ = at_->next();
    return *this;
  }
  bool operator!=(const ValueIterator& other) const {
    return at_.has_value() != other.at_.has_value();
  }

 private:
  std::optional<Value> at_;
};
inline ValueIterator begin(const Value& value) { return ValueIterator(value.first()); }
inline ValueIterator end(const Value&) { return ValueIterator(std::nullopt); }

// A member's value: nothing when absent or of another kind.
std::optional<std::string_view> find_string(const Value& object, std::string_view key);
std::optional<std::int64_t> find_integer(const Value& object, std::string_view key);
std::optional<bool> find_boolean(const Value& object, std::string_view key);

// What `read` needs besides the document: the parser's own buffers, kept between documents because
// making them costs more than reading a small body. One at a time may read with it; a document does
// not need its reader any more.
class Reader {
 public:
  Reader();
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // As Document::read.
  Result<Document> read(std::string_view text, const Limits& limits = {});

 private:
  std::unique_ptr<class Walk> walk_;
};

// Move-only; Values point into it, so read values after it has reached its place.
class Document {
 public:
  // Fails with InvalidJson (the message says what and, where known, near which byte) or, for more
  // bytes or values than `limits` allow, BodyTooLarge. Any kind of value may be at the top.
  static Result<Document> read(std::string_view text, const Limits& limits = {});

  Document(Document&&) = default;
  Document& operator=(Document&&) = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  Value root() const { return Value(this, 0); }

 private:
  friend class Value;
  friend class Walk;
  Document() = default;

  // Texts are (offset, length) into strings_, which holds every unescaped key and string and every
  // number token.
  struct Text {
    std::uint32_t at = 0;
    std::uint32_t length = 0;
  };
  struct Node {
    Kind kind = Kind::Null;
    bool flag = false;       // Boolean: its value. Number: it is whole.
    bool exact = false;      // Number that is not whole: `value` is exact
    std::uint32_t next = 0;  // following sibling, 0 when last
    Text key;
    // String: value. Number: token. Array and Object: `length` counts the children, the first of
    // which is the next node in the table.
    Text text;
    std::int64_t value = 0;  // Number: itself when it is whole, else its millionths
  };
  std::string_view view(Text text) const {
    return std::string_view(strings_.data() + text.at, text.length);
  }

  std::string strings_;
  std::vector<Node> nodes_;
};

// Appends `token` to the JSON pointer `path`, escaped by RFC 6901: ("/a", "b/c") -> "/a/b~1c".
std::string pointer(std::string_view path, std::string_view token);
// The other way: "b~1c" -> "b/c".
std::string unescape(std::string_view token);

}  // namespace fluxweir::json
