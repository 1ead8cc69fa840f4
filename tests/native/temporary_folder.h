// A folder that is gone with the test.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

struct TemporaryFolder {
  TemporaryFolder() {
    std::string text = std::filesystem::temp_directory_path() / "fluxweir-test-XXXXXX";
    path = mkdtemp(text.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string path;
};
