// What stb_image must not be given: it trusts a JPEG in places where others look.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace fluxweir::wasm {

// Where the picture's end marker stands in `bytes`, or their length when there is none; nothing
// unless no Huffman table has more codes than there are symbols (stb_image 2.27 writes past its
// own table then) or all of them in nine bits (it reads before it), and there are scans, but no
// more than kMaxScans: each is a pass over the whole picture that takes a few bytes. `bytes` begins
// with a JPEG's SOI; what is no marker segment is skipped as stb_image skips it.
inline constexpr int kMaxScans = 100;
std::optional<std::size_t> find_jpeg_end(std::string_view bytes);

}  // namespace fluxweir::wasm
