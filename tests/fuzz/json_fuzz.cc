// The walk over inbound JSON: what it accepts a second parser accepts too and reads in the same
// way, and what is written from it is accepted again and means the same.
#include "json/reader.h"

#include <cmath>
#include <cstdlib>
#include <set>

#include "json/tree.h"
#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;
using json::Tree;
using json::Value;

namespace {

constexpr json::Limits kLimits;

// Numbers beyond a double are accepted and kept as text; the second parser refuses them.
bool has_too_large_number(const Value& value) {
  if (value.kind() == json::Kind::Number) {
    return std::isinf(std::strtod(std::string(value.token()).c_str(), nullptr));
  }
  for (auto child = value.first(); child; child = child->next()) {
    if (has_too_large_number(*child)) return true;
  }
  return false;
}

void check_decimal(const Value& value, double real) {
  const json::Decimal decimal = *value.decimal();
  const double off = real * 1e6 - static_cast<double>(decimal.millionths);
  const double slack = std::abs(real) * 1e6 * 0x1p-51;
  if (std::abs(real) < 9e12) law(std::abs(off - 0.5) <= 0.5 + slack, "to the millionth below");
  if (std::abs(real) > 9.3e12) law(!decimal.exact, "what is too large is not exact");
}

void check_number(const Value& value, const Tree& tree) {
  law(tree.is_number(), "a number is one for both");
  const auto* real = tree.get_ptr<const Tree::number_float_t*>();
  const auto* whole = tree.get_ptr<const Tree::number_integer_t*>();
  const auto* large = tree.get_ptr<const Tree::number_unsigned_t*>();
  if (large != nullptr) {
    const bool fits = *large <= INT64_MAX;
    law(value.integer().has_value() == fits, "a whole number is one", value.token());
    if (fits) law(static_cast<std::uint64_t>(*value.integer()) == *large, "and the same");
    check_decimal(value, static_cast<double>(*large));
  } else if (whole != nullptr) {
    law(value.integer() == *whole, "a negative number is the same", value.token());
  } else {
    check_decimal(value, *real);
    if (value.integer())
      law(static_cast<double>(*value.integer()) == *real, "a whole fraction is the same");
  }
}

void check_same(const Value& value, const Tree& tree, std::size_t depth);

void check_members(const Value& value, const Tree& tree, std::size_t depth) {
  law(tree.is_object() && tree.size() == value.size(), "an object is as large for both");
  std::set<std::string> seen;
  auto other = tree.begin();
  for (auto member = value.first(); member; member = member->next(), ++other) {
    law(seen.insert(std::string(member->key())).second, "no name comes twice", member->key());
    law(other.key() == member->key(), "names are the same, in order", member->key());
    law(value.find(member->key())->text() == member->text(), "a name finds its member");
    const std::string path = json::pointer("", member->key());
    law(path[0] == '/' && path.find('/', 1) == std::string::npos, "a pointer escapes slashes");
    law(json::unescape(std::string_view(path).substr(1)) == member->key(), "and leads back");
    check_same(*member, *other, depth + 1);
  }
}

void check_same(const Value& value, const Tree& tree, std::size_t depth) {
  law(depth <= kLimits.depth, "nothing accepted is deeper than allowed");
  switch (value.kind()) {
    case json::Kind::Null:
      return law(tree.is_null(), "null is null for both");
    case json::Kind::Boolean:
      return law(tree.is_boolean() && *tree.get_ptr<const bool*>() == *value.boolean(),
                 "a boolean is the same");
    case json::Kind::Number:
      return check_number(value, tree);
    case json::Kind::String:
      return law(tree.is_string() && *tree.get_ptr<const std::string*>() == *value.string(),
                 "a string is the same", *value.string());
    case json::Kind::Object:
      return check_members(value, tree, depth);
    case json::Kind::Array:
      law(tree.is_array() && tree.size() == value.size(), "an array is as long for both");
      auto other = tree.begin();
      for (auto item = value.first(); item; item = item->next(), ++other)
        check_same(*item, *other, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<json::Document> document = json::Document::read(text, kLimits);
  const Result<Tree> tree = json::parse_tree(text);
  if (!document) {
    law(!document.error().message.empty(), "a refusal says why");
    return 0;
  }
  if (!tree) {
    law(has_too_large_number(document->root()), "a second parser accepts it too");
    return 0;
  }
  check_same(document->root(), *tree, 0);
  const std::string written = document->root().text();
  const Result<json::Document> again = json::Document::read(written);
  law(again.has_value(), "what is written is accepted", written);
  law(again->root().text() == written, "and stays as it is", written);
  check_same(again->root(), *tree, 0);
  return 0;
}
