// What becomes of a request's body while it is read: pictures inside JSON become scratch blobs, the
// rest is for the core.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "blobs.h"

namespace fluxweir::native {

struct TakenMedia {
  BlobPtr blob;
  bool whole = true;  // the base64 was complete and clean
};

class BodyIntake {
 public:
  explicit BodyIntake(std::string_view content_type = {});
  // Takes the next bytes; returns what the core is to see of them.
  std::string take(std::string bytes);
  std::vector<TakenMedia> finish();

 private:
  bool is_json_ = false;
};

}  // namespace fluxweir::native
