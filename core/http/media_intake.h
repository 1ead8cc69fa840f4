// What becomes of a request's body while it is read: of JSON, pictures that came as data URIs are
// decoded and handed to a sink, and the rest is for the reader. The scanner (media_scan.h) says
// which is which.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "http/media_scan.h"

namespace fluxweir {

class MediaSink {
 public:
  virtual void begin(std::string_view type) = 0;  // the media type as written, may be empty
  virtual void append(std::string_view bytes) = 0;
  virtual void end(bool whole) = 0;  // whether the base64 was complete and clean

 protected:
  ~MediaSink() = default;
};

class MediaIntake {
 public:
  // Only JSON is looked into.
  explicit MediaIntake(std::string_view content_type = {});

  // Takes the next bytes; returns what the core is to see of them.
  std::string take(std::string bytes, MediaSink& sink);
  // After the last bytes: what the scanner held back.
  std::string finish(MediaSink& sink);

 private:
  std::string sort_out(MediaSink& sink);

  std::unique_ptr<MediaScanner> scanner_;  // none: all is kept
  std::vector<MediaScanner::Piece> pieces_;
  Base64Decoder decoder_;
  std::string decoded_;
  bool clean_ = true;
};

}  // namespace fluxweir
