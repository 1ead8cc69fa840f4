#include "caller.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"

namespace fluxweir::wasi {
namespace {

constexpr std::size_t kIdBytes = 12;
constexpr std::size_t kBlock = 64;  // of SHA-256

Caller identify(std::string scheme, std::string_view secret) {
  return {std::move(scheme), std::string(secret.substr(0, kIdBytes)), sha256(secret)};
}

bool is_secret(std::string_view name) {
  for (const std::string_view secret : {"authorization", "x-key", "x-api-key", "cookie"}) {
    if (equals_ignoring_case(name, secret)) return true;
  }
  return false;
}

}  // namespace

Caller take_caller(Headers& headers) {
  Caller caller;
  int credentials = 0;
  for (const auto& [name, value] : headers) {
    if (!is_secret(name) || equals_ignoring_case(name, "cookie")) continue;
    ++credentials;
    if (equals_ignoring_case(name, "authorization")) {
      const std::size_t space = std::min(value.find(' '), value.size());
      caller = identify(to_lower(std::string_view(value).substr(0, space)),
                        trim(std::string_view(value).substr(space)));
    } else {
      caller = identify(to_lower(name), value);
    }
  }
  std::erase_if(headers, [](const Header& header) { return is_secret(header.name); });
  if (credentials > 1) return {"ambiguous", {}, {}};
  return caller;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string inner = key.size() > kBlock ? sha256(key) : std::string(key);
  inner.resize(kBlock, '\0');
  std::string outer = inner;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return sha256(outer + sha256(inner.append(text)));
}

}  // namespace fluxweir::wasi
