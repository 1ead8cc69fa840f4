// Bytes on their way to a client: texts, blobs as they are, and blobs in base64, encoded a slice at
// a time as the socket takes them.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <deque>
#include <span>
#include <string>

#include "fetching.h"
#include "in_flight.h"

namespace fluxweir::native {

class Outbox {
 public:
  void append(std::string text);
  void append_part(HeldPart part);
  bool is_empty() const { return waiting_.empty(); }

  // Fills `buffers` from the front and returns how many are in use. They stay valid until
  // `consume`, whatever is appended meanwhile.
  std::size_t gather(std::span<iovec> buffers);
  void consume(std::size_t bytes);

 private:
  struct Piece {
    std::string text;
    BlobPtr blob;  // then `text` is unused
    bool base64 = false;
    std::size_t offset = 0;  // into text or the blob's raw bytes
  };
  std::deque<Piece> waiting_;
  InFlight::Share texts_;     // blobs count themselves
  std::size_t gathered_ = 0;  // pieces at the front that a write may be using
};

// Length on the wire.
std::size_t part_length(const HeldPart& part);

}  // namespace fluxweir::native
