// What lives as long as the instance: the gateway as its environment sets it up, and the secrets.
//
// FLUXWEIR_SETTINGS and FLUXWEIR_MODELS hold JSON, as edge-config/README.md says of them; empty:
// the defaults. FLUXWEIR_PUBLIC_URL, FLUXWEIR_LOOPBACK, FLUXWEIR_RENDERER and FLUXWEIR_FETCH_URLS
// are of the HostProfile. Every other variable may be a secret that the settings name.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "gateway.h"

namespace fluxweir::wasi {

class Site {
 public:
  Site();

  // Null when the settings are not valid, which the log says.
  const Gateway* gateway() const { return gateway_ ? &*gateway_ : nullptr; }
  bool is_loopback() const { return loopback_; }
  // The secret that settings call `name`, "${BFL_KEY}" or bare; empty when there is none.
  std::string secret(std::string_view name) const;
  std::string sign(std::string_view key, std::string_view text) const;

 private:
  std::string variable(std::string_view name) const;
  bool is_set(std::string_view name) const;
  std::optional<Gateway> open() const;

  std::map<std::string, std::string, std::less<>> environment_;
  std::optional<Gateway> gateway_;
  bool loopback_ = false;
  std::string signing_key_;
};

}  // namespace fluxweir::wasi
