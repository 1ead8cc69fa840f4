#include "json/tree.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"

namespace fluxweir::json {
namespace {

constexpr std::size_t kDepth = 64;

Error broken(std::string what) {
  Error error;
  error.code = ErrorCode::InvalidJson;
  error.message = std::move(what);
  return error;
}

// Builds the tree as the library does, and stops at what the library would let pass.
class Builder : public nlohmann::detail::json_sax_dom_parser<Tree> {
 public:
  explicit Builder(Tree& tree) : json_sax_dom_parser(tree, false) {}

  bool start_object(std::size_t size) { return descend() && Base::start_object(size); }
  bool start_array(std::size_t size) { return descend() && Base::start_array(size); }
  bool end_object() {
    seen_.pop_back();
    return Base::end_object();
  }
  bool end_array() {
    seen_.pop_back();
    return Base::end_array();
  }
  bool key(std::string& name) {
    if (!seen_.back().insert(name).second) {
      problem_ = "the member name " + name + " appears twice in one object";
      return false;
    }
    return Base::key(name);
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    problem_ = "not JSON at byte " + whole_text(position);
    return false;
  }

  const std::string& problem() const { return problem_; }

 private:
  using Base = nlohmann::detail::json_sax_dom_parser<Tree>;

  bool descend() {
    seen_.emplace_back();
    if (seen_.size() <= kDepth) return true;
    problem_ = "nested deeper than " + whole_text(kDepth);
    return false;
  }

  std::vector<std::set<std::string, std::less<>>> seen_;  // names, an entry for each open container
  std::string problem_;
};

}  // namespace

Result<Tree> parse_tree(std::string_view text) {
  // The library takes a NUL for the end of the text.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return fail(broken("not JSON at byte " + whole_text(nul + 1)));
  }
  Tree tree;
  Builder builder(tree);
  if (!Tree::sax_parse(text.begin(), text.end(), &builder)) return fail(broken(builder.problem()));
  return tree;
}

std::string dump_tree(const Tree& tree, int indent) {
  return tree.dump(indent, ' ', false, Tree::error_handler_t::replace);
}

const Tree* find(const Tree& tree, std::string_view key) {
  if (!tree.is_object()) return nullptr;
  for (auto member = tree.begin(); member != tree.end(); ++member) {
    if (member.key() == key) return &member.value();
  }
  return nullptr;
}

std::optional<std::string> find_string(const Tree& tree, std::string_view key) {
  const Tree* value = find(tree, key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return *value->get_ptr<const std::string*>();
}

std::optional<std::int64_t> find_integer(const Tree& tree, std::string_view key) {
  const Tree* value = find(tree, key);
  if (value == nullptr) return std::nullopt;
  // Unsigned first: the library keeps what is not negative there, and reads it as signed too.
  if (const auto* natural = value->get_ptr<const std::uint64_t*>()) {
    if (*natural > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return std::nullopt;
    }
    return static_cast<std::int64_t>(*natural);
  }
  if (const auto* integer = value->get_ptr<const std::int64_t*>()) return *integer;
  return std::nullopt;
}

std::optional<bool> find_boolean(const Tree& tree, std::string_view key) {
  const Tree* value = find(tree, key);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return *value->get_ptr<const bool*>();
}

}  // namespace fluxweir::json
