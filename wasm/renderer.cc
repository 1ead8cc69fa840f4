#include "renderer.h"

#include <cstdlib>
#include <string>

#include "decode.h"
#include "render/answer.h"

namespace fluxweir::wasm {
namespace {

std::string& last() {
  static std::string* const kLast = new std::string;  // lives as long as the module's memory
  return *kLast;
}

std::string_view view(const char* bytes, std::uint32_t size) {
  return size == 0 ? std::string_view() : std::string_view(bytes, size);
}

void put_u32(std::string& out, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

}  // namespace
}  // namespace fluxweir::wasm

using namespace fluxweir;
using namespace fluxweir::wasm;

uint32_t fluxweir_renderer_abi_version(void) { return FLUXWEIR_RENDERER_ABI_VERSION; }

void* fluxweir_renderer_alloc(uint32_t size) { return std::malloc(size); }
void fluxweir_renderer_free(void* memory) { std::free(memory); }

uint32_t fluxweir_renderer_paint(const char* body, uint32_t body_size, const char* reference,
                                 uint32_t reference_size) {
  last() = {};
  const PaintAnswer answer =
      paint_answer(view(body, body_size), view(reference, reference_size), decode_picture);
  std::string& out = last();
  out.reserve(12 + answer.content_type.size() + answer.body.size());
  put_u32(out, static_cast<std::size_t>(answer.status));
  put_u32(out, answer.content_type.size());
  put_u32(out, answer.body.size());
  out += answer.content_type;
  out += answer.body;
  return static_cast<uint32_t>(out.size());
}

const char* fluxweir_renderer_last_ptr(void) { return last().data(); }
