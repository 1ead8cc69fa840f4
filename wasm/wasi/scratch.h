// Pictures in memory while a request lasts: scratch blobs by their handles.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/events.h"
#include "http/media_intake.h"
#include "image/walk.h"

namespace fluxweir::wasi {

struct StoredBlob {
  std::string bytes;
  std::string content_type;
};
using BlobPtr = std::shared_ptr<StoredBlob>;

// The blobs of one request and of the run that it began; pictures inside the request's body become
// some of them.
class Scratch final : public MediaSink {
 public:
  // Null when there is none of that handle.
  BlobPtr find(const std::string& handle) const {
    const auto found = blobs_.find(handle);
    return found == blobs_.end() ? nullptr : found->second;
  }
  BlobRef keep(BlobPtr blob) {
    BlobRef ref{"s" + std::to_string(++made_), blob->bytes.size(), BlobRef::As::Raw};
    blobs_.emplace(ref.handle, std::move(blob));
    return ref;
  }
  // A provider's answer that was kept.
  UpstreamEnd keep_answer(OpId op, BlobPtr blob) {
    UpstreamEnd end{op};
    end.picture = walk_picture(blob->bytes);
    end.blob = keep(std::move(blob));
    return end;
  }
  // What came in the body, in order.
  std::vector<Media> taken() { return std::move(taken_); }

 private:
  void begin(std::string_view) override {
    Media media;
    media.blob = keep(std::make_shared<StoredBlob>());
    taken_.push_back(std::move(media));
  }
  void append(std::string_view bytes) override {
    taken_.back().blob.bytes += bytes.size();
    find(taken_.back().blob.handle)->bytes += bytes;
  }
  void end(bool whole) override {
    taken_.back().picture = sniff(find(taken_.back().blob.handle)->bytes);
    taken_.back().whole = whole;
  }

  std::map<std::string, BlobPtr> blobs_;
  int made_ = 0;
  std::vector<Media> taken_;
};

}  // namespace fluxweir::wasi
