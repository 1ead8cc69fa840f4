// What becomes of a request's body while it is read: pictures inside JSON become scratch blobs, the
// rest is for the core. The scanner of core/http says which is which.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "blobs.h"
#include "http/media_scan.h"

namespace fluxweir::native {

struct TakenMedia {
  BlobPtr blob;
  bool whole = true;  // the base64 was complete and clean
};

class BodyIntake {
 public:
  // Only JSON is looked into.
  explicit BodyIntake(std::string_view content_type = {});

  // Takes the next bytes; returns what the core is to see of them.
  std::string take(std::string bytes);
  // Bytes of pictures that have not come whole yet.
  std::size_t held() const { return bytes_.size(); }
  // After the last bytes: appends what the scanner held back to `seen`.
  std::vector<TakenMedia> finish(std::string& seen);

 private:
  void sort_out(std::string& seen);

  std::unique_ptr<MediaScanner> scanner_;  // none: all is kept
  std::vector<MediaScanner::Piece> pieces_;
  Base64Decoder decoder_;
  bool clean_ = true;
  std::string type_;
  std::string bytes_;  // of the picture that comes in
  std::vector<TakenMedia> taken_;
};

}  // namespace fluxweir::native
