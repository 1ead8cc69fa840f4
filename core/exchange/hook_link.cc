#include "exchange/hook_link.h"

#include "base/text.h"

namespace fluxweir {

std::string HookLink::signed_text() const {
  return "POST\n/hooks/" + provider + "/" + run + "\n" + whole_text(image) + "." +
         whole_text(attempt);
}

std::string HookLink::target() const {
  return "/hooks/" + provider + "/" + run + "/" + whole_text(image) + "." + whole_text(attempt) +
         "." + sig;
}

std::optional<HookLink> read_hook_token(std::string_view provider, std::string_view run,
                                        std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto image = to_integer(token.substr(0, first));
  const auto attempt = to_integer(token.substr(first + 1, second - first - 1));
  if (!image || !attempt || *image < 0 || *image > 1000 || *attempt < 1 || *attempt > 1000) {
    return std::nullopt;
  }
  return HookLink{std::string(provider), std::string(run), static_cast<std::int32_t>(*image),
                  static_cast<std::int32_t>(*attempt), std::string(token.substr(second + 1))};
}

}  // namespace fluxweir
