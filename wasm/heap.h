// The module's heap: blocks with a header on either side of them, free ones in lists by size,
// neighbours joined when they are free, so that memory comes back whole. wasi-libc's own (dlmalloc)
// is eight times the code, which every cold start pays for.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fluxweir::wasm {

class Heap {
 public:
  static constexpr std::size_t kAlign = 16;  // of all that is handed out
  static constexpr std::size_t kMost = std::size_t{1} << 30;

  Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // More memory to hand out: `begin` and `bytes` are multiples of kAlign, `bytes` at least four of
  // them. What begins where the last ended is joined to it; memory in between belongs to others.
  void add(void* begin, std::size_t bytes);

  // Null when no free block is large enough; kMost at most.
  void* allocate(std::size_t bytes);
  void release(void* memory);
  // In place, or null: the block stays as it is then.
  void* resize(void* memory, std::size_t bytes);

  // Of a block that was handed out, at least what was asked for.
  static std::size_t size_of(const void* memory);
  // What `add` must bring so that `bytes` can be allocated.
  static std::size_t wanted(std::size_t bytes);

 private:
  // What stands before the memory of a block. `next` and `last` only while it is free: they lie in
  // its memory.
  struct Block {
    std::size_t before;  // size of the block before it
    std::size_t size;    // with this head, a multiple of kAlign; the lowest bit: in use
    Block* next;
    Block* last;
  };
  static constexpr std::size_t kHead = 2 * sizeof(std::size_t);
  static constexpr std::size_t kLeast = (sizeof(Block) + kAlign - 1) / kAlign * kAlign;
  // Lists: one for each size up to kExact units, then one for each power of two.
  static constexpr std::size_t kExact = 32;
  static constexpr std::size_t kLists = 64;

  static std::size_t block_size(std::size_t bytes);
  static Block* block_of(void* memory);
  static Block* after(Block* block);
  static std::size_t list_of(std::size_t size);
  void link(Block* block);
  void unlink(Block* block);
  void trim(Block* block, std::size_t size);
  void join(Block* block);
  Block* find(std::size_t size);

  Block lists_[kLists];
  std::uint64_t filled_ = 0;  // bits of lists that are not empty
  Block* end_ = nullptr;      // behind the last block: in use, of no size
};

}  // namespace fluxweir::wasm
