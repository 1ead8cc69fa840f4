// JSON whose strings may be blobs: the text around a picture as strings, the picture as a reference
// that the host encodes while it sends.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "json/writer.h"

namespace fluxweir {

class BodyWriter {
 public:
  json::Writer json;

  // A string value: `prefix`, then the blob in base64.
  void blob(std::string_view prefix, BlobRef blob) {
    blob.as = BlobRef::As::Base64;
    json.open_string(prefix);
    body_.emplace_back(json.take());
    body_.emplace_back(std::move(blob));
    json.close_string();
  }

  Body take() {
    body_.emplace_back(json.take());
    return std::move(body_);
  }

 private:
  Body body_;
};

}  // namespace fluxweir
