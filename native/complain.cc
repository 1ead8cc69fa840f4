#include "complain.h"

#include <cstdio>

#include "files.h"

namespace fluxweir::native {

void complain(const std::string& text) { std::fprintf(stderr, "fluxweir: %s\n", text.c_str()); }

void complain(const std::string& where, const Error& error) {
  complain(where + ": " + error.message);
  for (const Fault& fault : error.faults) {
    std::string line = "  " + fault.path + ": " + fault.rule;
    if (!fault.got_type.empty()) line += ", got " + fault.got_type;
    if (!fault.allowed.empty()) line += ", allowed: " + fault.allowed;
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

// The text of the settings; nothing (and a complaint) when the file can't be read.
std::optional<std::string> read_settings(const std::string& path) {
  if (path.empty()) return std::string();
  auto text = read_file(path);
  if (!text) complain(path + ": can't be read");
  return text;
}

}  // namespace fluxweir::native
