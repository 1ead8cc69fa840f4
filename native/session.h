// One client connection: requests in, one after the other, answers out. Boost.Asio stays in the
// source.
#pragma once

#include "request_reader.h"
#include "worker.h"

namespace fluxweir::native {

struct SessionOptions {
  ReaderLimits limits;
  Millis head{10'000};   // from a request's first byte to the end of its head, in all
  Millis body{30'000};   // from there to the end of its body, in all
  Millis idle{30'000};   // between requests
  Millis write{30'000};  // without the client taking a byte
  Millis linger{2'000};  // after an answer that closes, for the client to read it
};

// Takes over `fd`, a connected stream socket. On the worker's thread. `options` outlive the worker.
void open_session(Worker& worker, int fd, bool peer_is_loopback, const SessionOptions& options);

}  // namespace fluxweir::native
