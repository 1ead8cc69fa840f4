#include "exchange/media_link.h"

#include "base/text.h"

namespace fluxweir {
namespace {

Error not_found() {
  return make_error(ErrorCode::MediaNotFound, "There is no picture at this address");
}

}  // namespace

std::string MediaLink::signed_text() const {
  return "GET\n" + path + "\n" + whole_text(exp) + "\n" + kid;
}

std::string MediaLink::target() const {
  return path + "?exp=" + whole_text(exp) + "&kid=" + kid + "&sig=" + sig;
}

Result<MediaLink> read_media_link(std::string_view path, std::string_view query, UnixMillis now) {
  MediaLink link;
  link.path = path;
  std::optional<std::int64_t> exp;
  std::optional<std::string> kid;
  std::optional<std::string> sig;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return fail(not_found());
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (name == "exp" && !exp) {
      exp = to_integer(value);
      if (!exp) return fail(not_found());
    } else if (name == "kid" && !kid) {
      kid = value;
    } else if (name == "sig" && !sig) {
      sig = value;
    } else {
      return fail(not_found());
    }
  }
  if (!exp || !kid || !sig) return fail(not_found());
  if (*exp <= now.count / 1000) {
    return fail(make_error(ErrorCode::MediaExpired,
                           "This address has expired: read the run again for a new one"));
  }
  link.exp = *exp;
  link.kid = std::move(*kid);
  link.sig = std::move(*sig);
  return link;
}

}  // namespace fluxweir
