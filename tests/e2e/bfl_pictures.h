// Real pictures of any size for the scripted BFL server: eight vertical bands whose colours follow
// from the seed. Encoded once for a size, a format and a colour, then shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace fluxweir::e2e {

// `format` is "jpeg" or "png". Seeds that differ modulo 8 give different pixels. Thread-safe.
std::shared_ptr<const std::string> picture(int width, int height, const std::string& format,
                                           std::uint64_t seed);

}  // namespace fluxweir::e2e
