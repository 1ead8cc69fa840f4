// A body on its way out, as fast as the other side takes it.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "io.h"
#include "scratch.h"

namespace fluxweir::wasi {

class Sender {
 public:
  Sender() = default;
  explicit Sender(OutputBody body) : body_(std::move(body)), open_(true) {}

  // False when a blob of it is gone: then the body can't be what its head says.
  bool add(Body parts, const Scratch& scratch);
  // Nothing is added any more; the body is finished once all of it has left.
  void end() { ended_ = true; }
  // Gives up: what has not left is cut off.
  void cut();

  // Writes what may be written; true when that was something.
  bool advance();
  bool is_open() const { return open_; }  // more of it has to leave
  bool has_failed() const { return failed_; }
  // Whether bytes wait for room.
  bool is_waiting() const { return open_ && !waiting_.empty(); }
  Pollable subscribe() const { return body_.subscribe(); }

 private:
  struct Piece {
    std::string text;
    BlobPtr blob;  // not empty: of it `size` bytes, instead of `text`
    std::size_t size = 0;
    bool base64 = false;
  };
  std::string_view front();
  void consume(std::size_t bytes);

  OutputBody body_;
  std::deque<Piece> waiting_;
  std::size_t offset_ = 0;  // of the first piece that has been taken out of it
  std::string encoded_;     // base64 of what was taken last
  std::size_t left_ = 0;    // bytes of the first piece's text, blob or `encoded_` that have left
  bool open_ = false;
  bool ended_ = false;
  bool failed_ = false;
  bool unflushed_ = false;
};

}  // namespace fluxweir::wasi
