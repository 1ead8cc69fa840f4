// Pictures as the native host decodes them, by libjpeg-turbo, libpng and libwebp, and what is
// seen in them.
#include "decode.h"

#include "picture_laws.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!is_worth_a_look(bytes, kDecodeMaxPixels)) return 0;
  const Result<Raster> picture = decode_picture(bytes);
  if (picture) check_picture(*picture, kDecodeMaxPixels);
  return 0;
}
