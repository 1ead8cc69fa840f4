// Reads requests from a byte stream: the head gate, then Boost.Beast's basic_parser by put(); a
// chunked body is the chunk gate's alone. No sockets here, and no Beast in the header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "chunk_gate.h"
#include "head_gate.h"
#include "http/message.h"

namespace fluxweir::native {

struct ReaderLimits {
  HeadLimits head;
  std::uint64_t body = 28 * 1024 * 1024;  // on the wire, chunk framing not counted
};

struct RequestStart {
  RequestHead head;  // every field still in place, credentials too
  bool http10 = false;
  bool keep_alive = true;
  bool has_body = false;
  bool expects_continue = false;
};

class RequestReader {
 public:
  enum class State : std::uint8_t { Head, Body, Done, Refused };

  explicit RequestReader(const ReaderLimits& limits = {});
  ~RequestReader();

  // Reads from the front of `bytes` and returns how many are done with; the rest must come again,
  // at the front. Stops after a head, so that it can be looked at before its body is read.
  std::size_t take(std::string_view bytes);

  State state() const { return state_; }
  const Refusal& refusal() const { return refusal_; }  // in Refused
  RequestStart& start() { return start_; }             // in Body and Done
  std::string take_body();                             // what was decoded since the last call
  bool has_begun() const { return begun_; }            // a byte of this request has come
  void reset();                                        // for the next request

 private:
  struct Parser;
  std::size_t take_head(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  std::size_t take_chunks(std::string_view bytes);
  void refuse(Refusal refusal);

  ReaderLimits limits_;
  State state_ = State::Head;
  bool begun_ = false;
  Refusal refusal_;
  RequestStart start_;
  HeadGate head_gate_;
  ChunkGate chunk_gate_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace fluxweir::native
