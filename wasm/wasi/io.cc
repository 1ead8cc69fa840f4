#include "io.h"

#include <algorithm>
#include <cstdlib>

#include "lift.h"

namespace fluxweir::wasi {
namespace {

constexpr std::uint64_t kReadAtOnce = 64 << 10;
constexpr std::size_t kWriteAtOnce = 4096;  // what a blocking write may take

// A stream-error with its tag at `at`.
template <std::size_t Size>
void drop_stream_error(const Returned<Size>& result, std::size_t at) {
  constexpr std::uint32_t kLastOperationFailed = 0;
  if (result.tag(at) == kLastOperationFailed) drop_error(result.handle(at + 4));
}

// What cabi_realloc has handed out since the last Returned.
std::vector<void*>& returned() {
  static auto* const kList = new std::vector<void*>;  // lives as long as the instance
  return *kList;
}

}  // namespace

void free_returned() {
  for (void* memory : returned()) std::free(memory);
  returned().clear();
}

void wait(const std::vector<Pollable>& pollables) {
  std::vector<Handle> handles;
  handles.reserve(pollables.size());
  for (const Pollable& one : pollables) handles.push_back(one.get());
  Returned<8> result;
  io_poll(handles.data(), static_cast<std::uint32_t>(handles.size()), result.place());
}

InputBody::InputBody(Handle body) : body_(body) {
  Returned<8> result;
  in_body_stream(body, result.place());
  if (result.tag(0) != 0) return;
  stream_ = Owned<drop_input>(result.handle(4));
  state_ = State::Open;
}

std::string InputBody::read() {
  if (state_ != State::Open) return {};
  Returned<12> result;
  input_read(stream_.get(), kReadAtOnce, result.place());
  if (result.tag(0) == 0) return result.text(4);
  constexpr std::uint32_t kClosed = 1;
  state_ = result.tag(4) == kClosed ? State::Ended : State::Failed;
  drop_stream_error(result, 4);
  return {};
}

OutputBody::OutputBody(Handle body) : body_(body) {
  Returned<8> result;
  out_body_write(body, result.place());
  if (result.tag(0) == 0) stream_ = Owned<drop_output>(result.handle(4));
}

std::optional<std::uint64_t> OutputBody::room() const {
  if (!stream_) return std::nullopt;
  Returned<16> result;
  output_check_write(stream_.get(), result.place());
  if (result.tag(0) == 0) return result.u64(8);
  drop_stream_error(result, 8);
  return std::nullopt;
}

bool OutputBody::write(std::string_view bytes) {
  Returned<12> result;
  output_write(stream_.get(), bytes.data(), static_cast<std::uint32_t>(bytes.size()),
               result.place());
  if (result.tag(0) == 0) return true;
  drop_stream_error(result, 4);
  return false;
}

void OutputBody::flush() {
  Returned<12> result;
  output_flush(stream_.get(), result.place());
  if (result.tag(0) != 0) drop_stream_error(result, 4);
}

void OutputBody::finish() {
  stream_.reset();
  if (!body_) return;
  Returned<40> result;
  out_body_finish(body_.release(), 0, 0, result.place());
}

Fields make_fields(const Headers& headers) {
  Fields fields(fields_new());
  for (const auto& [name, value] : headers) {
    Returned<2> result;
    fields_append(fields.get(), name.data(), static_cast<std::uint32_t>(name.size()), value.data(),
                  static_cast<std::uint32_t>(value.size()), result.place());
  }
  return fields;
}

Headers read_fields(Handle handle) {
  const Fields fields(handle);
  Returned<8> result;
  fields_entries(fields.get(), result.place());
  Headers headers;
  for (std::uint32_t i = 0; i < result.u32(4); ++i) {
    std::uint32_t row[4];
    std::memcpy(row, result.pointer(0) + i * sizeof(row), sizeof(row));
    headers.push_back({std::string(reinterpret_cast<const char*>(row[0]), row[1]),
                       std::string(reinterpret_cast<const char*>(row[2]), row[3])});
  }
  return headers;
}

Now read_clocks() {
  Returned<16> wall;
  wall_now(wall.place());
  const auto millis = static_cast<std::int64_t>(wall.u64(0) * 1000 + wall.u32(8) / 1'000'000);
  return {{static_cast<std::int64_t>(monotonic_now() / 1000)}, {millis}};
}

Pollable subscribe_at(Instant when) {
  return Pollable(monotonic_subscribe(static_cast<std::uint64_t>(when.micros) * 1000));
}

Entropy read_entropy() {
  Entropy entropy{};
  Returned<8> result;
  random_bytes(entropy.size(), result.place());
  if (result.u32(4) == entropy.size())
    std::memcpy(entropy.data(), result.pointer(0), entropy.size());
  return entropy;
}

std::map<std::string, std::string, std::less<>> read_environment() {
  Returned<8> result;
  get_environment(result.place());
  std::map<std::string, std::string, std::less<>> environment;
  for (std::uint32_t i = 0; i < result.u32(4); ++i) {
    std::uint32_t row[4];
    std::memcpy(row, result.pointer(0) + i * sizeof(row), sizeof(row));
    environment.emplace(std::string(reinterpret_cast<const char*>(row[0]), row[1]),
                        std::string(reinterpret_cast<const char*>(row[2]), row[3]));
  }
  return environment;
}

void log(std::string line) {
  line += '\n';
  const Owned<drop_output> stream(get_stderr());
  for (std::string_view rest = line; !rest.empty();) {
    const std::string_view piece = rest.substr(0, kWriteAtOnce);
    rest.remove_prefix(piece.size());
    Returned<12> result;
    output_write_all(stream.get(), piece.data(), static_cast<std::uint32_t>(piece.size()),
                     result.place());
    if (result.tag(0) == 0) continue;
    drop_stream_error(result, 4);
    return;
  }
}

}  // namespace fluxweir::wasi

// The host grows and shrinks texts that it is still writing.
extern "C" __attribute__((export_name("cabi_realloc"))) void* cabi_realloc(void* old,
                                                                           std::size_t old_size,
                                                                           std::size_t align,
                                                                           std::size_t size);
void* cabi_realloc(void* old, std::size_t, std::size_t align, std::size_t size) {
  if (size == 0) return reinterpret_cast<void*>(align);
  void* memory = std::realloc(old, size);
  if (memory == nullptr) __builtin_trap();
  auto& list = fluxweir::wasi::returned();
  const auto known = old == nullptr ? list.rend() : std::find(list.rbegin(), list.rend(), old);
  if (known != list.rend()) {
    *known = memory;
  } else {
    list.push_back(memory);
  }
  return memory;
}
