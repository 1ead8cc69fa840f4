// The component has no files, but libc's formatting keeps a way to its error stream. What that
// would import of WASI 0.1 ends here, by the names that wasi-libc gives its imports.
#include <cstdint>

namespace {
constexpr std::int32_t kBadFile = 8;  // errno::badf
}

extern "C" {
std::int32_t __imported_wasi_snapshot_preview1_fd_close(std::int32_t);
std::int32_t __imported_wasi_snapshot_preview1_fd_seek(std::int32_t, std::int64_t, std::int32_t,
                                                       std::int32_t);
std::int32_t __imported_wasi_snapshot_preview1_fd_write(std::int32_t, std::int32_t, std::int32_t,
                                                        std::int32_t);
}

std::int32_t __imported_wasi_snapshot_preview1_fd_close(std::int32_t) { return kBadFile; }
std::int32_t __imported_wasi_snapshot_preview1_fd_seek(std::int32_t, std::int64_t, std::int32_t,
                                                       std::int32_t) {
  return kBadFile;
}
std::int32_t __imported_wasi_snapshot_preview1_fd_write(std::int32_t, std::int32_t, std::int32_t,
                                                        std::int32_t) {
  return kBadFile;
}
