#include "secrets.h"

#include <cstdlib>

namespace fluxweir::native {

std::optional<Header> find_secret(const Credential& credential) {
  std::string_view name = credential.name;
  if (name.size() > 3 && name.substr(0, 2) == "${" && name.back() == '}') {
    name = name.substr(2, name.size() - 3);
  }
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  for (const char* c = value; *c != '\0'; ++c) {
    if (static_cast<unsigned char>(*c) < 0x20 || *c == 0x7F) return std::nullopt;
  }
  return Header{credential.header, credential.prefix + value};
}

}  // namespace fluxweir::native
