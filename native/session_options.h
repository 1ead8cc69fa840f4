// How one connection is served: sizes and times. They may change between two requests of it.
#pragma once

#include <cstdint>

#include "base/units.h"
#include "request_reader.h"

namespace fluxweir::native {

struct SessionOptions {
  ReaderLimits reader;
  Millis head{10'000};             // from a request's first byte to the end of its head, in all
  Millis body{30'000};             // from there to the end of its body, in all
  std::int64_t body_rate = 1024;   // bytes a second that must come of it
  Millis idle{30'000};             // between requests
  Millis write{30'000};            // in which an answer must move on by `write_rate`
  std::int64_t write_rate = 1024;  // bytes a second
  Millis linger{2'000};            // after an answer that closes, for the client to read it
  std::int64_t bytes_in_flight = 512 << 20;  // of the process, for bodies of unknown length
};

}  // namespace fluxweir::native
