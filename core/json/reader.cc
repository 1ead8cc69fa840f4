// Only this file names simdjson. Its On-Demand front end checks a value when somebody reads it, so
// the walk reads every one; after the first error nothing is asked of it again.
#include "json/reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "base/text.h"
#include "json/number.h"

namespace fluxweir::json {
namespace {

namespace ondemand = simdjson::ondemand;

// Buffers up to this size are kept between documents.
constexpr std::size_t kKeptBytes = 64 * 1024;

// Objects up to this many members are searched for duplicates pair by pair.
constexpr std::uint32_t kPairwise = 16;

Error invalid(std::string_view message) { return make_error(ErrorCode::InvalidJson, message); }

Error too_large(std::string_view what, std::size_t limit) {
  return make_error(ErrorCode::BodyTooLarge,
                    "the JSON has more than " + whole_text(limit) + " " + std::string(what));
}

std::string_view trim_right(std::string_view token) {
  constexpr std::string_view kSpace = " \t\r\n";
  while (!token.empty() && kSpace.find(token.back()) != std::string_view::npos) {
    token.remove_suffix(1);
  }
  return token;
}

// Room to make for values: a guess for a small text; for others a bound, so that the table, which
// is much of the memory a large body takes, is made once and no larger than it must be.
std::size_t expected_values(std::string_view text) {
  constexpr std::size_t kSmall = 4096;
  if (text.size() <= kSmall) return text.size() / 16 + 4;
  std::size_t count = 1;
  for (const char c : text) count += c == ',' || c == '[' || c == '{' ? 1 : 0;
  return count;
}

std::size_t first_broken_byte(std::string_view text) {
  std::size_t at = 0;
  while (const std::size_t length = utf8_sequence(text.substr(at))) at += length;
  return at;
}

}  // namespace

// Reads one document after another, each in one pass with its own stack of open containers. The
// text is put between brackets, so that a value at the top is walked like any other.
class Walk {
 public:
  Result<Document> read(std::string_view text, const Limits& limits);

 private:
  struct Frame {
    std::uint32_t node = 0;   // of the container; means nothing for the outermost brackets
    std::uint32_t count = 0;  // children so far
    std::uint32_t last = 0;   // the latest of them
    bool is_object = false;
    ondemand::array_iterator items;
    ondemand::object_iterator members;
  };

  // Each is false after the first problem, which is then in problem_.
  bool start(std::string_view text);
  bool step();
  bool take_item();
  bool take_member();
  bool take_value(ondemand::value& value, Document::Text key);
  bool take_scalar(ondemand::value& value, Document::Node& node);
  bool take_number(ondemand::value& value, Document::Node& node);
  bool take_string(ondemand::raw_json_string raw, Document::Text& text);
  bool open(ondemand::value& value, std::uint32_t node);
  bool close();
  bool has_duplicates(std::uint32_t object);

  bool stop(Error error);
  bool stop_near_token(std::string_view what);
  bool stop_before_walking(simdjson::error_code code, std::string_view text);
  Document::Text store(std::string_view text);
  void release_large();

  ondemand::parser parser_;
  ondemand::document json_;
  std::string input_;  // the text between brackets, and the parser's padding
  std::vector<Frame> open_;
  std::vector<std::string_view> names_;
  const char* token_ = nullptr;  // where the latest key or value begins
  Limits limits_;
  Document document_;
  std::size_t used_ = 0;  // bytes of document_.strings_ that hold texts
  Error problem_;
};

Result<Document> Walk::read(std::string_view text, const Limits& limits) {
  limits_ = limits;
  limits_.bytes = std::min<std::size_t>(limits.bytes, std::numeric_limits<std::int32_t>::max());
  document_ = Document();
  used_ = 0;
  open_.clear();
  bool ok = start(text);
  while (ok && !open_.empty()) ok = step();
  if (ok && document_.nodes_.empty()) ok = stop_near_token("not JSON");
  if (ok && !json_.at_end()) ok = stop(invalid("something follows the JSON value"));
  release_large();
  if (!ok) return fail(std::move(problem_));
  document_.strings_.resize(used_);
  return std::move(document_);
}

bool Walk::start(std::string_view text) {
  if (text.size() > limits_.bytes) return stop(too_large("bytes", limits_.bytes));
  if (trim_right(text).empty()) return stop(invalid("empty; send one JSON value"));
  if (text.substr(0, 3) == "\xef\xbb\xbf") {
    return stop(invalid("a byte order mark comes before the JSON; send UTF-8 without one"));
  }
  input_.clear();
  input_.reserve(text.size() + 2 + simdjson::SIMDJSON_PADDING);
  input_.push_back('[');
  input_ += text;
  input_.push_back(']');
  const std::size_t length = input_.size();
  input_.append(simdjson::SIMDJSON_PADDING, ' ');
  token_ = input_.data() + 1;
  if (parser_.capacity() < length) {
    const std::size_t capacity = std::max(length, 2 * parser_.capacity());
    const auto code = parser_.allocate(capacity, limits_.depth + 2);
    if (code != simdjson::SUCCESS) return stop_before_walking(code, text);
  }
  // An unescaped text is never longer than its spelling, but is written in whole vectors.
  document_.strings_.resize(length + simdjson::SIMDJSON_PADDING);
  document_.nodes_.reserve(std::min(expected_values(text), limits_.nodes));

  auto code = parser_.iterate(input_.data(), length, input_.size()).get(json_);
  ondemand::array top;
  if (code == simdjson::SUCCESS) code = json_.get_array().get(top);
  Frame frame;
  if (code == simdjson::SUCCESS) code = top.begin().get(frame.items);
  if (code != simdjson::SUCCESS) return stop_before_walking(code, text);
  open_.push_back(frame);
  return true;
}

// Takes the next child of the innermost open container, or closes it.
bool Walk::step() {
  Frame& frame = open_.back();
  if (frame.is_object) {
    if (frame.count > 0) ++frame.members;
    return frame.members != ondemand::object_iterator() ? take_member() : close();
  }
  if (frame.count > 0) ++frame.items;
  if (!(frame.items != ondemand::array_iterator())) return close();
  if (open_.size() == 1 && frame.count > 0) {
    return stop(invalid("something follows the JSON value"));
  }
  return take_item();
}

bool Walk::take_item() {
  ondemand::value value;
  if ((*open_.back().items).get(value) != simdjson::SUCCESS) return stop_near_token("not JSON");
  return take_value(value, {});
}

bool Walk::take_member() {
  ondemand::field member;
  if ((*open_.back().members).get(member) != simdjson::SUCCESS) return stop_near_token("not JSON");
  token_ = member.key().raw() - 1;
  Document::Text key;
  return take_string(member.key(), key) && take_value(member.value(), key);
}

bool Walk::take_value(ondemand::value& value, Document::Text key) {
  if (document_.nodes_.size() >= limits_.nodes) return stop(too_large("values", limits_.nodes));
  const std::uint32_t index = static_cast<std::uint32_t>(document_.nodes_.size());
  Frame& frame = open_.back();
  if (frame.count++ > 0) document_.nodes_[frame.last].next = index;
  frame.last = index;
  Document::Node& node = document_.nodes_.emplace_back();
  node.key = key;
  token_ = value.raw_json_token().data();
  switch (*token_) {
    case '{':
      node.kind = Kind::Object;
      return open(value, index);
    case '[':
      node.kind = Kind::Array;
      return open(value, index);
    default:
      return take_scalar(value, node);
  }
}

bool Walk::take_scalar(ondemand::value& value, Document::Node& node) {
  switch (*token_) {
    case '"': {
      node.kind = Kind::String;
      ondemand::raw_json_string raw;
      if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) {
        return stop_near_token("not JSON");
      }
      return take_string(raw, node.text);
    }
    case 't':
    case 'f':
      node.kind = Kind::Boolean;
      if (value.get_bool().get(node.flag) != simdjson::SUCCESS) return stop_near_token("not JSON");
      return true;
    case 'n': {
      bool is_null = false;
      const auto code = value.is_null().get(is_null);
      return (code == simdjson::SUCCESS && is_null) || stop_near_token("not JSON");
    }
    default:
      node.kind = Kind::Number;
      return take_number(value, node);
  }
}

bool Walk::take_number(ondemand::value& value, Document::Node& node) {
  const std::string_view token = trim_right(value.raw_json_token());
  const NumberToken number = read_number(token);
  if (!number.valid) return stop_near_token("not JSON");
  node.text = store(token);
  node.flag = number.whole.has_value();
  node.exact = number.decimal.exact;
  node.value = number.whole.value_or(number.decimal.millionths);
  return true;
}

bool Walk::take_string(ondemand::raw_json_string raw, Document::Text& text) {
  auto* const begin = reinterpret_cast<std::uint8_t*>(document_.strings_.data()) + used_;
  std::uint8_t* end = begin;
  std::string_view unescaped;
  if (parser_.unescape(raw, end).get(unescaped) != simdjson::SUCCESS) {
    return stop_near_token("a wrong escape or a lone surrogate in a string");
  }
  text = {static_cast<std::uint32_t>(used_), static_cast<std::uint32_t>(unescaped.size())};
  used_ += unescaped.size();
  return true;
}

bool Walk::open(ondemand::value& value, std::uint32_t node) {
  // The outermost brackets are not the caller's.
  if (open_.size() > limits_.depth) {
    return stop_near_token("nested deeper than " + whole_text(limits_.depth));
  }
  Frame frame;
  frame.node = node;
  simdjson::error_code code = simdjson::SUCCESS;
  if (*token_ == '{') {
    frame.is_object = true;
    ondemand::object object;
    code = value.get_object().get(object);
    if (code == simdjson::SUCCESS) code = object.begin().get(frame.members);
  } else {
    ondemand::array array;
    code = value.get_array().get(array);
    if (code == simdjson::SUCCESS) code = array.begin().get(frame.items);
  }
  if (code != simdjson::SUCCESS) return stop_near_token("not JSON");
  open_.push_back(frame);
  return true;
}

bool Walk::close() {
  const Frame frame = open_.back();
  open_.pop_back();
  if (open_.empty()) return true;
  document_.nodes_[frame.node].text.length = frame.count;
  if (!frame.is_object || !has_duplicates(frame.node)) return true;
  return stop_near_token("an object names a member twice");
}

bool Walk::has_duplicates(std::uint32_t object) {
  const std::vector<Document::Node>& nodes = document_.nodes_;
  const std::uint32_t count = nodes[object].text.length;
  if (count < 2) return false;
  if (count <= kPairwise) {
    for (std::uint32_t a = object + 1; nodes[a].next != 0; a = nodes[a].next) {
      const std::string_view name = document_.view(nodes[a].key);
      for (std::uint32_t b = nodes[a].next; b != 0; b = nodes[b].next) {
        if (document_.view(nodes[b].key) == name) return true;
      }
    }
    return false;
  }
  names_.clear();
  for (std::uint32_t at = object + 1; at != 0; at = nodes[at].next) {
    names_.push_back(document_.view(nodes[at].key));
  }
  // By a heap: in the module, std::sort of texts is 4 KiB of code and this not one.
  const auto before = [](std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  };
  std::make_heap(names_.begin(), names_.end(), before);
  std::sort_heap(names_.begin(), names_.end(), before);
  return std::adjacent_find(names_.begin(), names_.end()) != names_.end();
}

bool Walk::stop(Error error) {
  problem_ = std::move(error);
  return false;
}

bool Walk::stop_near_token(std::string_view what) {
  const std::ptrdiff_t at = token_ - (input_.data() + 1);
  return stop(invalid(std::string(what) + " near byte " + whole_text(at)));
}

bool Walk::stop_before_walking(simdjson::error_code code, std::string_view text) {
  switch (code) {
    case simdjson::MEMALLOC:
      return stop(make_error(ErrorCode::Unavailable, "out of memory"));
    case simdjson::UTF8_ERROR:
      return stop(invalid("not UTF-8 at byte " + whole_text(first_broken_byte(text))));
    case simdjson::UNCLOSED_STRING:
      return stop(invalid("a string is not closed"));
    case simdjson::UNESCAPED_CHARS:
      return stop(invalid("a control character in a string is not escaped"));
    default:
      return stop(invalid("not JSON"));
  }
}

Document::Text Walk::store(std::string_view text) {
  std::memcpy(document_.strings_.data() + used_, text.data(), text.size());
  const Document::Text stored{static_cast<std::uint32_t>(used_),
                              static_cast<std::uint32_t>(text.size())};
  used_ += text.size();
  return stored;
}

void Walk::release_large() {
  if (input_.capacity() <= kKeptBytes && names_.capacity() <= kKeptBytes / 16) return;
  input_ = std::string();
  names_ = {};
  parser_ = ondemand::parser();
}

Reader::Reader() : walk_(new Walk) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Result<Document> Reader::read(std::string_view text, const Limits& limits) {
  return walk_->read(text, limits);
}

Result<Document> Document::read(std::string_view text, const Limits& limits) {
  return Walk().read(text, limits);
}

}  // namespace fluxweir::json
