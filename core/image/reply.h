// A provider's answer as codecs read it.
#pragma once

#include <optional>
#include <string>

#include "http/message.h"
#include "image/sniff.h"

namespace fluxweir {

// `body` holds JSON and text only; a picture is in `blob`, `picture` being what it is and `last`
// its last 64 bytes.
struct Reply {
  int status = 0;
  Headers headers;
  std::string body;
  std::optional<BlobRef> blob;
  Sniffed picture;
  std::string last;
};

}  // namespace fluxweir
