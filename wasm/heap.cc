#include "heap.h"

#include <bit>

namespace fluxweir::wasm {
namespace {

constexpr std::size_t kUsed = 1;
constexpr int kTries = 16;  // in a list of many sizes, before the next is taken

}  // namespace

Heap::Heap() {
  for (Block& list : lists_) list.next = list.last = &list;
}

Heap::Block* Heap::block_of(void* memory) {
  return reinterpret_cast<Block*>(static_cast<char*>(memory) - kHead);
}

Heap::Block* Heap::after(Block* block) {
  return reinterpret_cast<Block*>(reinterpret_cast<char*>(block) + (block->size & ~kUsed));
}

std::size_t Heap::list_of(std::size_t size) {
  const std::size_t units = size / kAlign;
  if (units < kExact) return units;
  const auto list = kExact + static_cast<std::size_t>(std::bit_width(units / kExact)) - 1;
  return list < kLists ? list : kLists - 1;
}

void Heap::link(Block* block) {
  const std::size_t place = list_of(block->size);
  Block& list = lists_[place];
  block->next = list.next;
  block->last = &list;
  list.next->last = block;
  list.next = block;
  filled_ |= std::uint64_t{1} << place;
}

void Heap::unlink(Block* block) {
  block->next->last = block->last;
  block->last->next = block->next;
  if (block->next == block->last) {
    const std::size_t place = list_of(block->size);
    if (lists_[place].next == &lists_[place]) filled_ &= ~(std::uint64_t{1} << place);
  }
}

// A block in use that is larger than it need be gives the rest back.
void Heap::trim(Block* block, std::size_t size) {
  const std::size_t rest = (block->size & ~kUsed) - size;
  if (rest < kLeast) return;
  block->size = size | kUsed;
  Block* const left = after(block);
  left->before = size;
  left->size = rest | kUsed;
  after(left)->before = rest;
  join(left);
}

// Frees `block`, as one with the free blocks on its sides.
void Heap::join(Block* block) {
  std::size_t size = block->size & ~kUsed;
  Block* const next = after(block);
  if ((next->size & kUsed) == 0) {
    unlink(next);
    size += next->size;
  }
  auto* const last = reinterpret_cast<Block*>(reinterpret_cast<char*>(block) - block->before);
  if (block->before != 0 && (last->size & kUsed) == 0) {
    unlink(last);
    size += last->size;
    block = last;
  }
  block->size = size;
  after(block)->before = size;
  link(block);
}

// Blocks begin kHead before what is aligned, and the end takes a head too.
void Heap::add(void* begin, std::size_t bytes) {
  char* from = static_cast<char*>(begin) + kAlign - kHead;
  auto* block = reinterpret_cast<Block*>(from);
  std::size_t size = bytes - kAlign;
  if (end_ != nullptr && reinterpret_cast<char*>(end_) + kHead == begin) {
    block = end_;
    size = bytes;
  } else {
    block->before = 0;
  }
  block->size = size | kUsed;
  end_ = after(block);
  end_->before = size;
  end_->size = kUsed;
  join(block);
}

Heap::Block* Heap::find(std::size_t size) {
  const std::size_t place = list_of(size);
  const Block& list = lists_[place];
  int tries = 0;
  for (Block* block = list.next; block != &list && tries < kTries; block = block->next, ++tries) {
    if (block->size >= size) return block;
  }
  const std::uint64_t larger = place + 1 < kLists ? filled_ >> (place + 1) << (place + 1) : 0;
  return larger == 0 ? nullptr : lists_[std::countr_zero(larger)].next;
}

std::size_t Heap::block_size(std::size_t bytes) {
  const std::size_t size = (bytes + kHead + kAlign - 1) / kAlign * kAlign;
  return size < kLeast ? kLeast : size;
}

std::size_t Heap::wanted(std::size_t bytes) { return block_size(bytes) + 2 * kAlign; }

void* Heap::allocate(std::size_t bytes) {
  if (bytes > kMost) return nullptr;
  const std::size_t size = block_size(bytes);
  Block* const block = find(size);
  if (block == nullptr) return nullptr;
  unlink(block);
  block->size |= kUsed;
  trim(block, size);
  return reinterpret_cast<char*>(block) + kHead;
}

void Heap::release(void* memory) {
  if (memory != nullptr) join(block_of(memory));
}

void* Heap::resize(void* memory, std::size_t bytes) {
  if (bytes > kMost) return nullptr;
  const std::size_t size = block_size(bytes);
  Block* const block = block_of(memory);
  Block* const next = after(block);
  const std::size_t own = block->size & ~kUsed;
  if (own < size) {
    if ((next->size & kUsed) != 0 || own + next->size < size) return nullptr;
    unlink(next);
    block->size = (own + next->size) | kUsed;
    after(block)->before = own + next->size;
  }
  trim(block, size);
  return memory;
}

std::size_t Heap::size_of(const void* memory) {
  const auto* head = reinterpret_cast<const std::size_t*>(static_cast<const char*>(memory) - kHead);
  return (head[1] & ~kUsed) - kHead;
}

}  // namespace fluxweir::wasm
