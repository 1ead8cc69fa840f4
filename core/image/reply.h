// A provider's answer as codecs read it.
#pragma once

#include <optional>
#include <string>

#include "http/message.h"
#include "image/facts.h"

namespace fluxweir {

// `body` holds JSON and text only; a picture is in `blob`, `picture` being what it is.
struct Reply {
  int status = 0;
  Headers headers;
  std::string body;
  std::optional<BlobRef> blob;
  PictureFacts picture;
};

}  // namespace fluxweir
