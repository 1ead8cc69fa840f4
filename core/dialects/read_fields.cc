#include "dialects/read_fields.h"

#include <algorithm>

namespace fluxweir {
namespace {

std::optional<Param> find_field(std::string_view key, std::span<const Rename> renames) {
  for (const Rename& rename : renames) {
    if (rename.wire == key) return rename.id;
  }
  return find_param(key);
}

bool is_on(const RequestHead& head, std::string_view query, std::string_view header,
           std::string_view value) {
  return find_query(head.query, query) == value || find_header(head.headers, header) == value;
}

}  // namespace

void read_fields(const json::Value& object, std::string_view prefix,
                 std::span<const Rename> renames, std::span<const std::string_view> skip,
                 RawParams& out) {
  out.prefix = prefix;
  out.fields.reserve(object.size());
  for (auto member = object.first(); member; member = member->next()) {
    const std::string_view key = member->key();
    if (std::find(skip.begin(), skip.end(), key) != skip.end()) continue;
    if (const auto id = find_field(key, renames)) {
      const bool twice = std::any_of(out.fields.begin(), out.fields.end(),
                                     [&](const RawField& f) { return f.id == *id; });
      if (!twice) {
        out.fields.push_back({*id, *member, prefix});
        continue;
      }
      // Two spellings of one parameter: the first counts, the second is listed.
      out.unknown.push_back({json::pointer(prefix, key), {}, "given_twice"});
      continue;
    }
    std::string from = member->text();
    if (from.size() > 100) from = "\"...\"";
    out.unknown.push_back({json::pointer(prefix, key), std::move(from), "unknown_field"});
  }
}

void read_flags(const RequestHead& head, Create& create) {
  create.dry_run = is_on(head, "dry_run", "x-fluxweir-dry-run", "1");
  create.strict = is_on(head, "strict", "x-fluxweir-strict", "1");
  const bool full = is_on(head, "receipt", "x-fluxweir-receipt", "full");
  create.detail = full ? ReceiptDetail::Full : ReceiptDetail::Changed;
}

Result<std::string> read_model(const json::Value& object) {
  const auto member = object.find("model");
  if (!member || member->kind() == json::Kind::Null) return std::string();
  if (const auto name = member->string()) return std::string(*name);
  return fail({ErrorCode::InvalidParameter,
               "The request is not valid: /model must be the name of a model",
               {{"/model", "type", std::string(member->type()), "the name of a model", {}}},
               {}});
}

Result<json::Value> read_object(const json::Document* body) {
  if (body == nullptr || body->root().kind() != json::Kind::Object) {
    return fail({ErrorCode::InvalidParameter,
                 "The request is not valid: the body must be a JSON object",
                 {{"", "type", body ? std::string(body->root().type()) : "", "a JSON object", {}}},
                 {}});
  }
  return body->root();
}

}  // namespace fluxweir
