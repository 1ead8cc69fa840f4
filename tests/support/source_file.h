// Files of the source tree, read through the C library alone: what every target has.
#pragma once

#include <string>
#include <vector>

namespace fluxweir {

// Each `path` is relative to the root of the sources. A file that is not there has no text.
std::string read_source(const std::string& path);
std::vector<std::string> read_source_lines(const std::string& path);
// The names in a folder, sorted.
std::vector<std::string> list_sources(const std::string& path);

}  // namespace fluxweir
