// Signed, expiring URLs of kept pictures: exp, kid and sig over "METHOD\npath\nexp\nkid". Source:
// reliability-security 6.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/units.h"

namespace fluxweir {

// What the path of every kept picture begins with; its key follows.
inline constexpr std::string_view kMediaPath = "/media/";

struct MediaLink {
  std::string path;      // "/media/{run}/{file}"
  std::int64_t exp = 0;  // unix seconds
  std::string kid = "k1";
  std::string sig;  // base64url, without padding

  std::string signed_text() const;
  std::string target() const;  // path and query
};

// Reads the query of a media request. Fails with MediaNotFound on anything but exactly exp, kid and
// sig, and with MediaExpired when its time has passed.
Result<MediaLink> read_media_link(std::string_view path, std::string_view query, UnixMillis now);

}  // namespace fluxweir
