#include "catalog/offer.h"

#include "base/text.h"
#include "http/url.h"

namespace fluxweir {

bool host_matches(std::string_view pattern, std::string_view authority) {
  if (pattern.substr(0, 2) != "*.") return equals_ignoring_case(pattern, authority);
  const std::string_view tail = pattern.substr(1);  // ".example.com"
  return authority.size() > tail.size() &&
         equals_ignoring_case(authority.substr(authority.size() - tail.size()), tail);
}

bool may_call(const Offer& offer, std::string_view url) {
  const Result<Url> there = read_url(url);
  const Result<Url> home = read_url(offer.origin);
  if (!there || !home) return false;
  if (there->origin() == home->origin()) return true;
  if (there->scheme != "https") return false;
  for (const std::string& pattern : offer.allowed_hosts) {
    if (host_matches(pattern, there->authority())) return true;
  }
  return false;
}

}  // namespace fluxweir
