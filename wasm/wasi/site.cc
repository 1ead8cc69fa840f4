#include "site.h"

#include <algorithm>

#include "caller.h"
#include "inspecting.h"
#include "io.h"

namespace fluxweir::wasi {
namespace {

void complain(const Error& error) {
  log("fluxweir could not start: " + error.message);
  for (const Fault& fault : error.faults) log("  " + fault.path + ": " + fault.allowed);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

Site::Site() : environment_(read_environment()) {
  loopback_ = is_set("FLUXWEIR_LOOPBACK");
  signing_key_ = secret("FLUXWEIR_SIGNING_KEY");
  if (signing_key_.empty()) {
    const Entropy chance = read_entropy();
    signing_key_.assign(reinterpret_cast<const char*>(chance.data()), chance.size());
  }
  gateway_ = open();
}

std::optional<Gateway> Site::open() const {
  HostProfile profile;
  profile.loopback = loopback_;
  profile.renderer = is_set("FLUXWEIR_RENDERER");
  profile.public_url = variable("FLUXWEIR_PUBLIC_URL");
  profile.fetches_urls = is_set("FLUXWEIR_FETCH_URLS");
  profile.stateless = true;
  profile.decodes = decodes();
  Result<Gateway> gateway =
      Gateway::load(variable("FLUXWEIR_SETTINGS"), variable("FLUXWEIR_MODELS"), profile);
  if (!gateway) {
    complain(gateway.error());
    return std::nullopt;
  }
  if (const auto wrong = check_calibration(gateway->settings().calibration)) {
    complain(*wrong);
    return std::nullopt;
  }
  for (const Provider& provider : gateway->settings().providers) {
    if (provider.credential.empty() || !secret(provider.credential).empty()) continue;
    log("fluxweir could not start: the secret " + provider.credential + " of provider " +
        provider.name + " is not set");
    return std::nullopt;
  }
  return std::move(*gateway);
}

// A value that could not be a header's is none.
std::string Site::secret(std::string_view name) const {
  if (name.size() > 3 && name.substr(0, 2) == "${" && name.back() == '}')
    name = name.substr(2, name.size() - 3);
  std::string value = variable(name);
  if (std::any_of(value.begin(), value.end(), is_control)) value.clear();
  return value;
}

// Each name has a key of its own.
std::string Site::sign(std::string_view key, std::string_view text) const {
  return hmac_sha256(hmac_sha256(signing_key_, key), text);
}

std::string Site::variable(std::string_view name) const {
  const auto found = environment_.find(name);
  return found == environment_.end() ? std::string() : found->second;
}

bool Site::is_set(std::string_view name) const {
  const std::string value = variable(name);
  return !value.empty() && value != "0" && value != "false";
}

}  // namespace fluxweir::wasi
