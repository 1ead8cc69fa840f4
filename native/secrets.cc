#include "secrets.h"

#include <cstdlib>

namespace fluxweir::native {

namespace {

const char* find_value(std::string_view name) {
  if (name.size() > 3 && name.substr(0, 2) == "${" && name.back() == '}') {
    name = name.substr(2, name.size() - 3);
  }
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return nullptr;
  for (const char* c = value; *c != '\0'; ++c) {
    if (static_cast<unsigned char>(*c) < 0x20 || *c == 0x7F) return nullptr;
  }
  return value;
}

}  // namespace

std::optional<Header> find_secret(const Credential& credential) {
  const char* value = find_value(credential.name);
  if (value == nullptr) return std::nullopt;
  return Header{credential.header, credential.prefix + value};
}

bool has_secret(std::string_view name) { return find_value(name) != nullptr; }

}  // namespace fluxweir::native
