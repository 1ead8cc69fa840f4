// JPEG and PNG bytes by stb_image_write, labelled in XMP. Its settings are globals: they stay at
// their defaults, so that pictures can be encoded on several threads.
#include <cstdint>
#include <cstring>

#include "image/label.h"
#include "image/walk.h"
#include "render/paint.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#define STBIW_ASSERT(x) ((void)0)
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb/stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace fluxweir {
namespace {

constexpr int kJpegQuality = 90;
constexpr std::size_t kHead = 64;  // has the place for the label in it
constexpr Label kLabel = {"algorithmicMedia", "fluxweir renderer",
                          "Painted by fluxweir's built-in renderer, not by a FLUX model"};

void append(void* context, void* data, int size) {
  static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                             static_cast<std::size_t>(size));
}

}  // namespace

std::string encode(const Raster& picture, const PaintRequest& request) {
  std::string bytes;
  const int width = picture.size.width, height = picture.size.height;
  bytes.reserve(picture.rgb.size() / 4);
  if (request.format == Format::Jpeg) {
    stbi_write_jpg_to_func(append, &bytes, width, height, 3, picture.rgb.data(), kJpegQuality);
  } else {
    stbi_write_png_to_func(append, &bytes, width, height, 3, picture.rgb.data(), width * 3);
  }
  const PictureFacts facts = walk_picture(std::string_view(bytes).substr(0, kHead));
  return bytes.insert(static_cast<std::size_t>(facts.metadata_at),
                      label_part(request.format, kLabel));
}

}  // namespace fluxweir
