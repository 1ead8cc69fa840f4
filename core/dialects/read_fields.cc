#include "dialects/read_fields.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/wait.h"

namespace fluxweir {
namespace {

std::optional<Param> find_field(std::string_view key, std::span<const Rename> renames) {
  for (const Rename& rename : renames) {
    if (rename.wire == key) return rename.id;
  }
  return find_param(key);
}

// What a flag is set to by query or header; empty when by neither. A query goes before a header.
std::string flag_text(const RequestHead& head, std::string_view query, std::string_view header) {
  if (auto text = find_query(head.query, query)) return std::move(*text);
  return std::string(find_header(head.headers, header).value_or(""));
}

// Reads "1"/"true" and "0"/"false" into `out`. A flag that is misread may cost money, so others are
// refused.
std::optional<Error> read_switch(const RequestHead& head, std::string_view query,
                                 std::string_view header, bool& out) {
  const std::string text = flag_text(head, query, header);
  if (text.empty() && !find_query(head.query, query)) return std::nullopt;
  out = text == "1" || text == "true";
  if (out || text == "0" || text == "false") return std::nullopt;
  return make_error(ErrorCode::InvalidRequest, std::string(query) + " must be 1, true, 0 or false");
}

}  // namespace

std::string short_text(const json::Value& value) {
  std::string text = value.text();
  return text.size() > 100 ? "\"...\"" : text;
}

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
      out.unknown.push_back({json::pointer(prefix, key), short_text(*member), "given_twice"});
      continue;
    }
    out.unknown.push_back({json::pointer(prefix, key), short_text(*member), "unknown_field"});
  }
}

void read_sides(const json::Value& object, std::string_view prefix, RawParams& out) {
  const bool twice = std::any_of(out.fields.begin(), out.fields.end(),
                                 [](const RawField& f) { return f.id == Param::ImageSize; });
  Sides sides;
  std::optional<json::Value> first;
  for (auto member = object.first(); member; member = member->next()) {
    const bool is_width = member->key() == "width";
    if ((!is_width && member->key() != "height") || member->kind() == json::Kind::Null) continue;
    if (twice) {
      out.unknown.push_back(
          {json::pointer(prefix, member->key()), short_text(*member), "given_twice"});
      continue;
    }
    (is_width ? sides.width : sides.height) = *member;
    if (!first) first = *member;
  }
  if (first) out.fields.push_back({Param::ImageSize, *first, prefix, sides});
}

bool asks_sync_mode(const RawParams& params) {
  return std::any_of(params.fields.begin(), params.fields.end(), [](const RawField& field) {
    return field.id == Param::SyncMode && field.value.boolean() == true;
  });
}

std::optional<Error> read_flags(const RequestHead& head, Create& create) {
  if (auto error = read_switch(head, "dry_run", "x-fluxweir-dry-run", create.dry_run)) return error;
  if (auto error = read_switch(head, "strict", "x-fluxweir-strict", create.strict)) return error;
  const std::string quality = flag_text(head, "quality_check", "x-fluxweir-quality-check");
  create.quality = find_quality_mode(quality);
  if (!quality.empty() && !create.quality)
    return make_error(ErrorCode::InvalidRequest, "quality_check must be off, score or guard");
  const std::string extra =
      flag_text(head, "max_extra_micro_usd", "x-fluxweir-max-extra-micro-usd");
  if (!extra.empty()) {
    const auto most = to_integer(extra);
    if (!most || *most < 0)
      return make_error(ErrorCode::InvalidRequest,
                        "max_extra_micro_usd must be a whole number of micro-dollars");
    create.max_extra = MicroUsd{*most};
  }
  const std::string receipt = flag_text(head, "receipt", "x-fluxweir-receipt");
  if (receipt == "full") create.detail = ReceiptDetail::Full;
  if (receipt.empty() || receipt == "full" || receipt == "changed") return std::nullopt;
  return make_error(ErrorCode::InvalidRequest, "receipt must be full or changed");
}

void read_model(const json::Value& object, RawParams& out) {
  out.model_path = "/model";
  const auto member = object.find("model");
  if (!member || member->kind() == json::Kind::Null) return;
  if (const auto name = member->string()) {
    out.model = *name;
    return;
  }
  out.faults.push_back({"/model", "type", std::string(member->type()), "the name of a model", {}});
}

Result<Ask> read_run(const RequestHead& head, std::string run, bool evaluation) {
  Result<AskedWait> wait = read_wait(head);
  if (!wait) return fail(std::move(wait.error()));
  return ReadRun{std::move(run), wait->time.value_or(Millis{}), std::move(wait->preferred),
                 evaluation};
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
