// Where a provider tells us that something happened to one picture of a run:
// /hooks/{provider}/{run}/{token}, the token signed so that nobody else can.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fluxweir {

struct HookLink {
  std::string provider;
  std::string run;
  std::int32_t image = 0;
  std::int32_t attempt = 1;  // within the picture
  std::string sig;           // base64url of the MAC, without padding

  std::string signed_text() const;
  std::string target() const;  // the path
};

// The key's name at the host.
inline constexpr std::string_view kHookKey = "hooks";

// "{image}.{attempt}.{sig}"; nothing when it is not that.
std::optional<HookLink> read_hook_token(std::string_view provider, std::string_view run,
                                        std::string_view token);

}  // namespace fluxweir
