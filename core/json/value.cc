// Looking into a document that json/reader.cc has read.
#include "json/reader.h"
#include "json/writer.h"

namespace fluxweir::json {
namespace {

// The depth of a document bounds this recursion.
void write(const Value& value, Writer& out) {
  switch (value.kind()) {
    case Kind::Null:
      out.null();
      return;
    case Kind::Boolean:
      out.boolean(*value.boolean());
      return;
    case Kind::Number:
      out.raw(value.token());
      return;
    case Kind::String:
      out.string(*value.string());
      return;
    case Kind::Array:
      out.begin_array();
      for (std::optional<Value> item = value.first(); item; item = item->next()) write(*item, out);
      out.end_array();
      return;
    case Kind::Object:
      out.begin_object();
      for (std::optional<Value> member = value.first(); member; member = member->next()) {
        out.key(member->key());
        write(*member, out);
      }
      out.end_object();
      return;
  }
}

}  // namespace

std::string_view kind_name(Kind kind, bool is_integer) {
  constexpr std::string_view kNames[] = {"null", "boolean", "number", "string", "array", "object"};
  if (kind == Kind::Number && is_integer) return "integer";
  return kNames[static_cast<std::size_t>(kind)];
}

Kind Value::kind() const { return document_->nodes_[node_].kind; }

// A whole number beyond 64 bits is a "number": no integer field could take it.
std::string_view Value::type() const { return kind_name(kind(), integer().has_value()); }

std::string_view Value::key() const { return document_->view(document_->nodes_[node_].key); }

std::optional<bool> Value::boolean() const {
  if (kind() != Kind::Boolean) return std::nullopt;
  return document_->nodes_[node_].flag;
}

std::optional<std::string_view> Value::string() const {
  if (kind() != Kind::String) return std::nullopt;
  return document_->view(document_->nodes_[node_].text);
}

std::optional<std::int64_t> Value::integer() const {
  const Document::Node& node = document_->nodes_[node_];
  if (node.kind != Kind::Number || !node.flag) return std::nullopt;
  return node.value;
}

std::optional<Decimal> Value::decimal() const {
  const Document::Node& node = document_->nodes_[node_];
  if (node.kind != Kind::Number) return std::nullopt;
  return node.flag ? to_decimal(node.value) : Decimal{node.value, node.exact};
}

std::string_view Value::token() const {
  return kind() == Kind::Number ? document_->view(document_->nodes_[node_].text)
                                : std::string_view{};
}

std::size_t Value::size() const {
  const Document::Node& node = document_->nodes_[node_];
  return node.kind == Kind::Array || node.kind == Kind::Object ? node.text.length : 0;
}

std::optional<Value> Value::find(std::string_view key) const {
  if (kind() != Kind::Object || size() == 0) return std::nullopt;
  std::uint32_t at = node_ + 1;
  do {
    const Document::Node& member = document_->nodes_[at];
    if (document_->view(member.key) == key) return Value(document_, at);
    at = member.next;
  } while (at != 0);
  return std::nullopt;
}

std::optional<Value> Value::first() const {
  if (size() == 0) return std::nullopt;
  return Value(document_, node_ + 1);
}

std::optional<Value> Value::next() const {
  const std::uint32_t next = document_->nodes_[node_].next;
  if (next == 0) return std::nullopt;
  return Value(document_, next);
}

std::string Value::text() const {
  Writer out;
  write(*this, out);
  return out.take();
}

std::optional<std::string_view> find_string(const Value& object, std::string_view key) {
  const std::optional<Value> member = object.find(key);
  return member ? member->string() : std::nullopt;
}

std::optional<std::int64_t> find_integer(const Value& object, std::string_view key) {
  const std::optional<Value> member = object.find(key);
  return member ? member->integer() : std::nullopt;
}

std::optional<bool> find_boolean(const Value& object, std::string_view key) {
  const std::optional<Value> member = object.find(key);
  return member ? member->boolean() : std::nullopt;
}

std::string pointer(std::string_view path, std::string_view token) {
  std::string out;
  out.reserve(path.size() + 1 + token.size());
  out += path;
  out.push_back('/');
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string unescape(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size();
    out.push_back(!escape ? token[i] : (token[++i] == '1' ? '/' : '~'));
  }
  return out;
}

}  // namespace fluxweir::json
