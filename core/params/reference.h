// A picture that a caller hands over: inside the request, or by its address.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/url.h"
#include "image/request.h"
#include "json/reader.h"

namespace fluxweir {

struct ReferencePolicy {
  const UrlPolicy* fetch = nullptr;  // where addresses may lead; null: this host fetches none
  std::string own_media = {};  // what addresses of our own pictures begin with; empty: not known
};

// `value` came at `path`; `media` are the pictures that came inside the request, by index.
Result<Reference, Fault> judge_reference(const json::Value& value, std::string path,
                                         std::span<const Media> media,
                                         const ReferencePolicy& policy);

}  // namespace fluxweir
