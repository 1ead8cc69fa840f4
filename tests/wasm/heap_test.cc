#include "heap.h"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "base/random.h"

using namespace fluxweir;
using fluxweir::wasm::Heap;

namespace {

struct alignas(Heap::kAlign) Line {
  unsigned char bytes[Heap::kAlign];
};

// Memory that grows as a module's does: at its end, up to `most` bytes.
class Memory {
 public:
  explicit Memory(std::size_t most) : lines_(most / Heap::kAlign) {}
  bool grow(Heap& heap, std::size_t bytes) {
    if (used_ + bytes > lines_.size() * Heap::kAlign) return false;
    heap.add(lines_.data() + used_ / Heap::kAlign, bytes);
    used_ += bytes;
    return true;
  }
  std::size_t used() const { return used_; }

 private:
  std::vector<Line> lines_;
  std::size_t used_ = 0;
};

struct Held {
  unsigned char* at;
  std::size_t bytes;
  unsigned char mark;
};

bool holds(const Held& held, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) {
    if (held.at[i] != held.mark) return false;
  }
  return true;
}

unsigned char* take(Heap& heap, Memory& memory, std::size_t bytes) {
  void* at = heap.allocate(bytes);
  if (at == nullptr) {
    REQUIRE(memory.grow(heap, (Heap::wanted(bytes) + 65535) / 65536 * 65536));
    at = heap.allocate(bytes);
  }
  REQUIRE(at != nullptr);
  return static_cast<unsigned char*>(at);
}

// Small ones mostly, a large one now and then.
std::size_t some_size(Random& random) {
  const std::uint64_t kind = random.below(100);
  return random.below(kind < 80 ? 200 : kind < 98 ? 20'000 : 2'000'000);
}

}  // namespace

TEST_CASE("heap: what is held is left alone, whatever else comes and goes") {
  Heap heap;
  Memory memory(256 << 20);
  Random random(7);
  std::vector<Held> held;
  for (int step = 0; step < 60'000; ++step) {
    const std::uint64_t what = random.below(100);
    if (held.empty() || what < 48) {
      const std::size_t bytes = some_size(random);
      Held made{take(heap, memory, bytes), bytes, static_cast<unsigned char>(random.below(256))};
      REQUIRE_EQ(reinterpret_cast<std::uintptr_t>(made.at) % Heap::kAlign, 0u);
      REQUIRE_GE(Heap::size_of(made.at), bytes);
      std::memset(made.at, made.mark, bytes);
      held.push_back(made);
      continue;
    }
    Held& one = held[random.below(held.size())];
    if (what < 60) {
      const std::size_t bytes = some_size(random);
      if (heap.resize(one.at, bytes) == nullptr) continue;
      REQUIRE(holds(one, bytes < one.bytes ? bytes : one.bytes));
      std::memset(one.at, one.mark, bytes);
      one.bytes = bytes;
      continue;
    }
    REQUIRE(holds(one, one.bytes));
    heap.release(one.at);
    one = held.back();
    held.pop_back();
  }
  for (const Held& one : held) heap.release(one.at);
  // All of it is one block again.
  CHECK(heap.allocate(memory.used() - 2 * Heap::kAlign) != nullptr);
  CHECK(heap.allocate(1) == nullptr);
}

TEST_CASE("heap: rounds of the same work need no more memory than the first") {
  Heap heap;
  Memory memory(64 << 20);
  std::size_t after_first = 0;
  for (int round = 0; round < 50; ++round) {
    Random random(11);
    std::vector<unsigned char*> held;
    for (int i = 0; i < 2000; ++i) held.push_back(take(heap, memory, some_size(random) % 60'000));
    for (std::size_t i = 0; i < held.size(); i += 2) heap.release(held[i]);
    for (std::size_t i = 1; i < held.size(); i += 2) heap.release(held[i]);
    if (round == 0) after_first = memory.used();
  }
  CHECK_EQ(memory.used(), after_first);
}

TEST_CASE("heap: a buffer that doubles as it fills takes the room before it") {
  Heap heap;
  Memory memory(256 << 20);
  unsigned char* buffer = take(heap, memory, 16);
  for (std::size_t bytes = 32; bytes <= 8u << 20; bytes *= 2) {
    if (heap.resize(buffer, bytes) != nullptr) continue;
    unsigned char* moved = take(heap, memory, bytes);
    heap.release(buffer);
    buffer = moved;
  }
  CHECK_LE(memory.used(), std::size_t{25} << 20);  // three times what it holds
}

TEST_CASE("heap: memory that others took in between is never touched") {
  Heap heap;
  std::vector<Line> lines(3 * 4096 / Heap::kAlign);
  heap.add(lines.data(), 4096);
  std::memset(lines.data() + 4096 / Heap::kAlign, 0xEE, 4096);
  heap.add(lines.data() + 2 * 4096 / Heap::kAlign, 4096);
  std::vector<void*> all;
  while (void* at = heap.allocate(100)) {
    std::memset(at, 1, 100);
    all.push_back(at);
  }
  CHECK_GT(all.size(), 50u);
  for (void* at : all) heap.release(at);
  CHECK(heap.allocate(6000) == nullptr);
  for (std::size_t i = 4096 / Heap::kAlign; i < 2 * 4096 / Heap::kAlign; ++i)
    REQUIRE_EQ(lines[i].bytes[i % Heap::kAlign], 0xEE);
}

TEST_CASE("heap: what is more than there can be is refused") {
  Heap heap;
  Memory memory(1 << 20);
  REQUIRE(memory.grow(heap, 1 << 20));
  CHECK(heap.allocate(SIZE_MAX) == nullptr);
  CHECK(heap.allocate(Heap::kMost + 1) == nullptr);
  CHECK(heap.allocate(1 << 20) == nullptr);
  void* one = heap.allocate(100);
  CHECK(heap.resize(one, SIZE_MAX) == nullptr);
  CHECK(heap.allocate(0) != heap.allocate(0));
}
