// Pictures inside a request's body on their way out to the host: each becomes a scratch blob, sent
// in pieces while it comes, so that the module's memory never holds one whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frame.h"
#include "http/media_intake.h"
#include "image/walk.h"

namespace fluxweir::wasm {

class MediaOut final : public MediaSink {
 public:
  explicit MediaOut(std::string_view content_type) : intake_(content_type) {}

  // As MediaIntake; frames of Blob actions go to `frames`: Put without an OpId, which adds `bytes`
  // to the scratch blob `handle` and is not answered.
  std::string take(std::string bytes, std::string& frames);
  std::string finish(std::string& frames);
  // After finish.
  std::vector<Media> taken() { return std::move(taken_); }

 private:
  void begin(std::string_view type) override;
  void append(std::string_view bytes) override;
  void end(bool whole) override;

  MediaIntake intake_;
  std::string* frames_ = nullptr;
  std::vector<Media> taken_;
  PictureWalk walk_;  // over the picture that comes in
};

}  // namespace fluxweir::wasm
