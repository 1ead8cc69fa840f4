// Small files written whole: either the old content is there or the new one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fluxweir::native {

// Nothing when it can't be read.
std::optional<std::string> read_file(const std::string& path);
// Writes beside `path`, then renames. The file is readable by its owner only.
bool write_file(const std::string& path, std::string_view bytes);
bool remove_file(const std::string& path);
// Makes `path` (and not its parents), for the owner only; true when it is there afterwards.
bool make_folder(const std::string& path);

}  // namespace fluxweir::native
