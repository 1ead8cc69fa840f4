#include "support/source_file.h"

#include <dirent.h>

#include <algorithm>
#include <cstdio>

namespace fluxweir {
namespace {

std::string at_root(const std::string& path) {
  return std::string(FLUXWEIR_SOURCE_DIR) + "/" + path;
}

}  // namespace

std::string read_source(const std::string& path) {
  std::string text;
  std::FILE* const file = std::fopen(at_root(path).c_str(), "rb");
  if (file == nullptr) return text;
  char block[4096];
  while (const std::size_t got = std::fread(block, 1, sizeof block, file)) text.append(block, got);
  std::fclose(file);
  return text;
}

std::vector<std::string> read_source_lines(const std::string& path) {
  const std::string text = read_source(path);
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<std::string> list_sources(const std::string& path) {
  std::vector<std::string> names;
  DIR* const folder = opendir(at_root(path).c_str());
  if (folder == nullptr) return names;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') names.push_back(entry->d_name);
  }
  closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace fluxweir
