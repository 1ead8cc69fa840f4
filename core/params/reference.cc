#include "params/reference.h"

#include <utility>

#include "http/media_scan.h"

namespace fluxweir {
namespace {

constexpr std::string_view kWhole =
    "a data URI that holds a whole JPEG, PNG or WebP picture of at most 20 MiB and 64 megapixels";

}  // namespace

Result<Reference, Fault> judge_reference(const json::Value& value, std::string path,
                                         std::span<const Media> media,
                                         const ReferencePolicy& policy) {
  const auto refuse = [&](std::string_view rule, std::string allowed) {
    return fail(Fault{path, std::string(rule), std::string(value.type()), std::move(allowed), {}});
  };
  const auto text = value.string();
  if (!text) return refuse("type", "a string: an http(s) URL or a data URI");
  if (const auto ref = read_media_ref(*text)) {
    if (ref->index >= media.size()) return refuse("format", std::string(kWhole));
    const Media& picture = media[ref->index];
    if (!picture.whole || !may_be_reference(picture.picture, picture.blob.bytes))
      return refuse("format", std::string(kWhole));
    return Reference{picture.blob, {}, std::move(path), picture.picture};
  }
  const std::string& own = policy.own_media;
  if (!own.empty() && text->substr(0, own.size()) == own)
    return Reference{{}, std::string(*text), std::move(path)};
  const Result<Url> url =
      policy.fetch ? read_public_url(*text, *policy.fetch) : read_public_url(*text);
  if (!url)
    return refuse("format",
                  "a public http(s) URL or a data URI (JPEG, PNG, WebP): " + url.error().message);
  if (policy.fetch == nullptr)
    return refuse("unreachable", "a data URI: this gateway does not fetch URLs");
  return Reference{{}, url->text(), std::move(path)};
}

}  // namespace fluxweir
