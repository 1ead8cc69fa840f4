// Pictures as hosts that are WebAssembly decode them, by stb_image, and what is seen in them.
#include "../../wasm/decode.h"

#include "picture_laws.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!is_worth_a_look(bytes, wasm::kDecodeMaxPixels)) return 0;
  const Result<Raster> picture = wasm::decode_picture(bytes);
  if (picture) check_picture(*picture, wasm::kDecodeMaxPixels);
  return 0;
}
