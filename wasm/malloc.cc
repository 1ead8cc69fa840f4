// C's heap on Heap, linked into the gateway's module in place of wasi-libc's. Memory grows by an
// eighth of what there is, 64 KiB at least.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "heap.h"

using fluxweir::wasm::Heap;

extern "C" unsigned char __heap_base;

namespace {

constexpr std::size_t kPage = 65536;

alignas(Heap) unsigned char place[sizeof(Heap)];
Heap* made = nullptr;

Heap& heap() {
  if (made != nullptr) return *made;
  made = new (place) Heap;
  const auto begin = (reinterpret_cast<std::uintptr_t>(&__heap_base) + Heap::kAlign - 1) /
                     Heap::kAlign * Heap::kAlign;
  const std::size_t end = __builtin_wasm_memory_size(0) * kPage;
  if (end >= begin + 4 * Heap::kAlign) made->add(reinterpret_cast<void*>(begin), end - begin);
  return *made;
}

bool grow(std::size_t bytes) {
  const std::size_t pages = __builtin_wasm_memory_size(0);
  const std::size_t least = (Heap::wanted(bytes) + kPage - 1) / kPage;
  const std::size_t more = least > pages / 8 ? least : pages / 8;
  if (__builtin_wasm_memory_grow(0, more) == SIZE_MAX) return false;
  heap().add(reinterpret_cast<void*>(pages * kPage), more * kPage);
  return true;
}

}  // namespace

extern "C" {

void* malloc(std::size_t bytes) {
  void* memory = heap().allocate(bytes);
  if (memory == nullptr && bytes <= Heap::kMost && grow(bytes)) memory = heap().allocate(bytes);
  return memory;
}

void free(void* memory) {
  if (memory != nullptr) heap().release(memory);
}

void* calloc(std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
  void* memory = malloc(bytes);
  if (memory != nullptr) std::memset(memory, 0, bytes);
  return memory;
}

void* realloc(void* memory, std::size_t bytes) {
  if (memory == nullptr) return malloc(bytes);
  if (heap().resize(memory, bytes) != nullptr) return memory;
  void* moved = malloc(bytes);
  if (moved == nullptr) return nullptr;
  const std::size_t had = Heap::size_of(memory);
  std::memcpy(moved, memory, had < bytes ? had : bytes);
  free(memory);
  return moved;
}

// Nothing here wants more than malloc gives.
void* aligned_alloc(std::size_t align, std::size_t bytes) {
  return align <= Heap::kAlign ? malloc(bytes) : nullptr;
}
int posix_memalign(void** memory, std::size_t align, std::size_t bytes) {
  *memory = aligned_alloc(align, bytes);
  return *memory == nullptr ? 12 : 0;  // ENOMEM
}

// By these names wasi-libc calls its own.
void* __libc_malloc(std::size_t bytes) { return malloc(bytes); }
void* __libc_calloc(std::size_t count, std::size_t size) { return calloc(count, size); }
void __libc_free(void* memory) { free(memory); }
}
