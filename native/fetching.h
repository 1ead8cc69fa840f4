// How a Fetch is carried out, whoever does it: what goes in, what comes out, how it is stopped.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "blobs.h"
#include "exchange/events.h"

namespace fluxweir::native {

// A body whose blobs have been looked up.
struct BlobPart {
  BlobPtr blob;
  BlobRef::As as = BlobRef::As::Raw;
};
using HeldPart = std::variant<std::string, BlobPart>;
using HeldBody = std::vector<HeldPart>;

// Set from the loop that asked; whoever works looks at it and keeps still once it is true.
using CancelFlag = std::shared_ptr<std::atomic<bool>>;

struct FetchOrder {
  OpId op;
  Call call;  // without its body
  HeldBody body;
  Fetch::Keep keep = Fetch::Keep::Nothing;
  std::uint64_t max_bytes = 0;  // of the answer's body; 0: what the host takes at most
  CancelFlag cancelled;
};

// The end of an answer; what was to be kept of it is in `picture`, which `facts` describe.
struct FetchEnd {
  BlobPtr picture;
  PictureFacts facts = {};
};
using FetchEvent = std::variant<UpstreamHead, UpstreamChunk, FetchEnd, UpstreamLost>;
// Called from any thread.
using FetchSink = std::function<void(FetchEvent)>;

}  // namespace fluxweir::native
