// A request's body while it is read: pictures inside JSON become scratch blobs, the rest is for the
// core.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "blobs.h"
#include "http/media_intake.h"

namespace fluxweir::native {

struct TakenMedia {
  BlobPtr blob;
  bool whole = true;  // the base64 was complete and clean
};

class BodyIntake : private MediaSink {
 public:
  // Only JSON is looked into.
  explicit BodyIntake(std::string_view content_type = {}) : intake_(content_type) {}

  // Takes the next bytes; returns what the core is to see of them.
  std::string take(std::string bytes) { return intake_.take(std::move(bytes), *this); }
  // Bytes of pictures that have not come whole yet.
  std::size_t held() const { return bytes_.size(); }
  // After the last bytes: appends what the scanner held back to `seen`.
  std::vector<TakenMedia> finish(std::string& seen);

 private:
  void begin(std::string_view type) override { type_ = std::string(type); }
  void append(std::string_view bytes) override { bytes_ += bytes; }
  void end(bool whole) override;

  MediaIntake intake_;
  std::string type_;
  std::string bytes_;  // of the picture that comes in
  std::vector<TakenMedia> taken_;
};

}  // namespace fluxweir::native
