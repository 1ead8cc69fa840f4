// Values that come back through the canonical ABI. Strings and lists arrive in memory that the host
// asks of us (cabi_realloc); whatever one call brought is given back when the next Result is made,
// so that everything to be kept is copied out before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace fluxweir::wasi {

void free_returned();

// Where a call leaves its result. Places are offsets in bytes, by the layout of the result's type.
template <std::size_t Size>
class Returned {
 public:
  Returned() { free_returned(); }
  Returned(const Returned&) = delete;
  Returned& operator=(const Returned&) = delete;

  void* place() { return bytes_; }
  // A case of a variant, a result or an option.
  std::uint32_t tag(std::size_t at) const { return bytes_[at]; }
  std::uint32_t u32(std::size_t at) const { return read<std::uint32_t>(at); }
  std::uint64_t u64(std::size_t at) const { return read<std::uint64_t>(at); }
  std::int32_t handle(std::size_t at) const { return read<std::int32_t>(at); }
  std::string text(std::size_t at) const { return {pointer(at), u32(at + 4)}; }
  const char* pointer(std::size_t at) const { return reinterpret_cast<const char*>(u32(at)); }

 private:
  template <class T>
  T read(std::size_t at) const {
    T value;
    std::memcpy(&value, bytes_ + at, sizeof(T));
    return value;
  }
  alignas(8) unsigned char bytes_[Size] = {};
};

}  // namespace fluxweir::wasi
