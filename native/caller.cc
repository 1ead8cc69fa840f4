#include "caller.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"

namespace fluxweir::native {
namespace {

constexpr std::size_t kIdBytes = 12;

Caller identify(std::string scheme, std::string_view secret) {
  return {std::move(scheme), std::string(secret.substr(0, kIdBytes)), sha256(secret)};
}

Caller read_authorization(std::string_view value) {
  const std::size_t space = std::min(value.find(' '), value.size());
  return identify(to_lower(value.substr(0, space)), trim(value.substr(space)));
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
  for (const Header& header : headers) {
    if (equals_ignoring_case(header.name, "authorization")) {
      caller = read_authorization(header.value);
      ++credentials;
    } else if (is_secret(header.name) && !equals_ignoring_case(header.name, "cookie")) {
      caller = identify(to_lower(header.name), header.value);
      ++credentials;
    }
  }
  std::erase_if(headers, [](const Header& header) { return is_secret(header.name); });
  if (credentials > 1) return {"ambiguous", {}, {}};
  return caller;
}

}  // namespace fluxweir::native
