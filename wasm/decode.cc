#include "decode.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "image/sniff.h"
#include "jpeg_check.h"

namespace {

// stb_image believes what chunks say of their lengths, and inflates whatever comes: nothing that it
// asks for at a time is larger than a picture of the told size can need. It also reads what a file
// should have brought without a look whether it did: that is zero. There is one thread.
std::size_t most_at_once = 0;
bool memory_ran_out = false;

// For an empty chunk stb copies nothing to nowhere, which memcpy must not be asked for.
void* copied(void* to, const void* from, std::size_t size) {
  return size == 0 ? to : std::memcpy(to, from, size);
}

void* checked(void* memory) {
  memory_ran_out = memory_ran_out || memory == nullptr;
  return memory;
}

void* allocate(std::size_t size) {
  return size <= most_at_once ? checked(std::calloc(size, 1)) : nullptr;
}

void* resize(void* memory, std::size_t size) {
  return size <= most_at_once ? checked(std::realloc(memory, size)) : nullptr;
}

}  // namespace

#define STBI_MALLOC(size) allocate(size)
#define STBI_REALLOC(memory, size) resize(memory, size)
#define STBI_FREE(memory) std::free(memory)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_FAILURE_STRINGS
#define STBI_NO_THREAD_LOCALS
#define STBI_ASSERT(x) ((void)0)
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#define memcpy copied
#include <stb/stb_image.h>
#undef memcpy
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace fluxweir::wasm {
namespace {

tl::unexpected<Error> bad(std::string_view what, std::string_view rule) {
  std::string allowed = "a whole JPEG or PNG picture of at most ";
  allowed += std::to_string(kDecodeMaxPixels / 1'000'000) + " megapixels";
  return fail({.code = ErrorCode::InvalidParameter,
               .message = "the picture can't be used: " + std::string(what),
               .faults = {{"/image_url", std::string(rule), "string", std::move(allowed), ""}},
               .retry_after = {}});
}

tl::unexpected<Error> broken() { return bad("its bytes are damaged or incomplete", "format"); }

// stb_image fills up what is missing without a word; that it asked for more than there is tells. A
// JPEG's end marker would keep it from asking: it is handed over after the end was asked for, and
// zeros stand in its place, as many as are read ahead.
struct Source {
  std::string_view bytes;
  std::size_t zeros = 0;  // behind the bytes, before the end marker of a JPEG; else none
  std::size_t at = 0;
  bool is_end_known = false;
  bool ran_out = false;

  std::size_t size() const { return bytes.size() + zeros; }
};

constexpr std::size_t kReadAhead = 4;  // bytes in stb_image's buffer of bits

int end_marker(Source& source, char* out, int room) {
  source.ran_out = source.ran_out || source.zeros == 0 || !source.is_end_known;
  if (source.zeros == 0 || room < 2) return 0;
  std::memcpy(out, "\xFF\xD9", 2);
  return 2;
}

int read(void* user, char* out, int size) {
  Source& source = *static_cast<Source*>(user);
  const std::size_t count = std::min(static_cast<std::size_t>(size), source.size() - source.at);
  if (count == 0) return end_marker(source, out, size);
  const std::string_view rest = source.bytes.substr(std::min(source.at, source.bytes.size()));
  const std::size_t copied = std::min(count, rest.size());
  std::memcpy(out, rest.data(), copied);
  std::memset(out + copied, 0, count - copied);
  source.at += count;
  return static_cast<int>(count);
}

void skip(void* user, int count) {
  Source& source = *static_cast<Source*>(user);
  const std::int64_t to = static_cast<std::int64_t>(source.at) + count;
  const auto end = static_cast<std::int64_t>(source.size());
  source.ran_out = source.ran_out || to > end;
  source.at = static_cast<std::size_t>(std::clamp<std::int64_t>(to, 0, end));
}

int ended(void* user) {
  Source& source = *static_cast<Source*>(user);
  source.is_end_known = source.at == source.size();
  return source.is_end_known ? 1 : 0;
}

constexpr std::size_t kSmallest = 64 << 10;  // for tables and states
constexpr std::uint64_t kLargest = 1 << 30;  // whatever the shape of the picture

constexpr stbi_io_callbacks kSource{read, skip, ended};

std::uint8_t over_white(std::uint32_t value, std::uint32_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

// `pixels` has 3 bytes a pixel, or 4 with alpha.
Raster make_raster(Size size, const std::uint8_t* pixels, bool alpha) {
  Raster out;
  out.size = size;
  out.rgb.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3);
  if (!alpha) {
    std::copy_n(pixels, out.rgb.size(), out.rgb.begin());
    return out;
  }
  for (std::size_t i = 0; i < out.rgb.size() / 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k)
      out.rgb[i * 3 + k] = over_white(pixels[i * 4 + k], pixels[i * 4 + 3]);
  }
  return out;
}

// Sides are padded to 32 at most, 16-bit samples of four channels take 8 bytes, and what is
// inflated may be twice that while it grows; so may what is gathered of the file.
std::size_t most_needed(Size size, std::size_t file) {
  const auto padded = [](std::int32_t side) { return static_cast<std::uint64_t>(side) + 32; };
  const std::uint64_t pixels = padded(size.width) * padded(size.height);
  const std::uint64_t needed = std::max(pixels * 16, std::uint64_t{file} * 2 + kSmallest);
  return static_cast<std::size_t>(std::min(needed, kLargest));
}

}  // namespace

Result<Raster> decode_picture(std::string_view bytes) {
  const PictureKind kind = sniff(bytes).kind;
  if (kind == PictureKind::Webp) return bad("WebP can't be read on this host", "format");
  if (kind == PictureKind::Unknown) return bad("it is neither JPEG nor PNG", "format");
  Source source{bytes};
  if (kind == PictureKind::Jpeg) {
    const std::optional<std::size_t> end = find_jpeg_end(bytes);
    if (!end) return broken();
    source.bytes = bytes.substr(0, *end);
    source.zeros = *end < bytes.size() ? kReadAhead : 0;
  }
  Source head = source;
  Size size;
  int channels = 0;
  most_at_once = kSmallest;
  memory_ran_out = false;
  if (stbi_info_from_callbacks(&kSource, &head, &size.width, &size.height, &channels) == 0)
    return broken();
  if (std::int64_t{size.width} * size.height > kDecodeMaxPixels)
    return bad("it has too many pixels", "range");
  most_at_once = most_needed(size, bytes.size());
  // A palette's alpha shows only later, so that a PNG is always asked for it.
  const bool alpha = kind == PictureKind::Png;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_callbacks(&kSource, &source, &size.width, &size.height, &channels,
                               alpha ? 4 : 3),
      stbi_image_free);
  if (!pixels && memory_ran_out) return bad("there is no memory for its pixels", "range");
  if (!pixels || source.ran_out) return broken();
  return make_raster(size, pixels.get(), alpha);
}

}  // namespace fluxweir::wasm
