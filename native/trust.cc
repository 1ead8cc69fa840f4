#include "trust.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace fluxweir::native {
namespace {

// Whether `origin` is a provider's own, or one of the hosts that its answers may point to. Calls
// that carry no key go to own origins only; every other address is behind the guard.
bool belongs(const Provider& provider, const std::string& origin, const std::string& credential) {
  if (!credential.empty() && credential != provider.credential) return false;
  if (origin == origin_of(provider.origin)) return true;
  constexpr std::string_view kHttps = "https://";
  if (credential.empty() || origin.rfind(kHttps, 0) != 0) return false;
  std::string authority = origin.substr(kHttps.size());
  if (authority.size() > 4 && authority.substr(authority.size() - 4) == ":443")
    authority.resize(authority.size() - 4);
  const auto allowed = [&](const std::string& pattern) { return host_matches(pattern, authority); };
  return std::any_of(provider.allowed_hosts.begin(), provider.allowed_hosts.end(), allowed);
}

}  // namespace

std::shared_ptr<const UpstreamOptions> upstream_options(const Settings& settings) {
  auto options = std::make_shared<UpstreamOptions>();
  options->is_provider = [providers = settings.providers](const std::string& origin,
                                                          const std::string& credential) {
    return std::any_of(providers.begin(), providers.end(), [&](const Provider& provider) {
      return belongs(provider, origin, credential);
    });
  };
  // Its own public addresses too: a caller must not make the gateway call itself.
  options->may_connect = [own = own_addresses()](const sockaddr& address) {
    return is_public_address(address) &&
           std::find(own.begin(), own.end(), address_text(address)) == own.end();
  };
  options->is_allowed = [allow = settings.fetch.allow](const std::string& authority) {
    return std::find(allow.begin(), allow.end(), authority) != allow.end();
  };
  return options;
}

}  // namespace fluxweir::native
