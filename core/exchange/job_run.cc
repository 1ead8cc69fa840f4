#include "exchange/job_run.h"

#include "image/sniff.h"
#include "providers/registry.h"
#include "routing/route.h"

namespace fluxweir {
namespace {

constexpr std::size_t kMaxReply = 1 << 20;  // of JSON and text; pictures pass by

PictureKind kind_of(Format format) {
  return format == Format::Png ? PictureKind::Png : PictureKind::Jpeg;
}

}  // namespace

void JobRun::start(Outbox& out) { submit(out); }

void JobRun::submit(Outbox& out) {
  const Offer* offer =
      find_offer(context_->settings.offers, spec_->offers[offer_], spec_->outcome.model);
  const Codec* codec = offer ? find_codec(offer->codec) : nullptr;
  if (codec == nullptr) {
    fail_with({ErrorCode::NoProvider, "The offer that was chosen is not there any more", {}, {}});
    return;
  }
  phase_ = Phase::Submitting;
  ++attempts_;
  reply_ = {};
  Call call = codec->submit(job_, *offer);
  if (!spec_->traceparent.empty()) call.headers.push_back({"traceparent", spec_->traceparent});
  op_ = out.ask(Fetch{{}, std::move(call), true});
}

bool JobRun::handle(const Input& input, Outbox& out, UnixMillis wall) {
  if (const auto* head = std::get_if<UpstreamHead>(&input)) {
    if (head->op != op_ || ended()) return false;
    reply_.status = head->status;
    reply_.headers = head->headers;
    return true;
  }
  if (const auto* chunk = std::get_if<UpstreamChunk>(&input)) {
    if (chunk->op != op_ || ended()) return false;
    if (reply_.body.size() + chunk->bytes.size() > kMaxReply) {
      out.push(Cancel{op_});
      fail_with({ErrorCode::UpstreamFailed, "The provider's answer is too long", {}, {}});
      return true;
    }
    reply_.body += chunk->bytes;
    return true;
  }
  if (const auto* end = std::get_if<UpstreamEnd>(&input)) {
    if (end->op != op_ || phase_ != Phase::Submitting) return false;
    reply_.blob = end->blob;
    reply_.first = end->first;
    read(out);
    return true;
  }
  if (const auto* gone = std::get_if<UpstreamLost>(&input)) {
    if (gone->op != op_ || phase_ != Phase::Submitting) return false;
    lost(*gone, out);
    return true;
  }
  if (const auto* kept = std::get_if<BlobDone>(&input)) {
    if (kept->op != op_ || phase_ != Phase::Keeping) return false;
    if (!kept->blob) picture_.key.clear();  // it travels inline then, and the receipt says so
    phase_ = Phase::Delivered;
    return true;
  }
  (void)wall;
  return false;
}

void JobRun::read(Outbox& out) {
  const Offer* offer =
      find_offer(context_->settings.offers, spec_->offers[offer_], spec_->outcome.model);
  Result<Progress> progress = find_codec(offer->codec)->read(reply_);
  if (!progress) {
    fail_with(std::move(progress.error()));
    return;
  }
  const Ready* ready = std::get_if<Ready>(&*progress);
  if (ready == nullptr || !ready->blob) {
    fail_with({ErrorCode::UpstreamFailed, "The provider answered without a picture", {}, {}});
    return;
  }
  collect(*ready, out);
}

// The picture must be what was promised before anyone pays for it.
void JobRun::collect(const Ready& ready, Outbox& out) {
  const GenerateRequest& request = job_.request;
  const Sniffed sniffed = sniff(ready.first);
  if (sniffed.kind != kind_of(request.format)) {
    fail_with({ErrorCode::UpstreamFailed,
               "The provider's picture is not of the format asked for",
               {},
               {}});
    return;
  }
  if (sniffed.size && *sniffed.size != request.size) {
    fail_with(
        {ErrorCode::UpstreamFailed, "The provider's picture is not of the size asked for", {}, {}});
    return;
  }
  picture_ = {job_.index, job_.seed, request.size, request.format, *ready.blob, {}, offer(), {}};
  if (request.sync_mode) {
    phase_ = Phase::Delivered;
    return;
  }
  phase_ = Phase::Keeping;
  picture_.key = spec_->outcome.run + "/" + std::to_string(job_.index) + "." +
                 std::string(file_suffix(request.format));
  Blob keep;
  keep.what = Blob::Do::Keep;
  keep.key = picture_.key;
  keep.handle = ready.blob->handle;
  keep.content_type = content_type(request.format);
  keep.expires = spec_->expires;
  op_ = out.ask(std::move(keep));
}

void JobRun::lost(const UpstreamLost& input, Outbox& out) {
  if (input.sent == UpstreamLost::Sent::No && offer_ + 1 < spec_->offers.size()) {
    ++offer_;  // nothing left the house, so another offer may be asked
    submit(out);
    return;
  }
  if (input.reason == "busy") {
    fail_with({ErrorCode::Unavailable,
               "Too many pictures are being made: try again shortly",
               {},
               Millis{2000}});
  } else if (input.reason == "timeout") {
    fail_with({ErrorCode::UpstreamTimeout, "The provider did not answer in time", {}, {}});
  } else {
    fail_with(
        {ErrorCode::UpstreamFailed, "The provider could not be reached or broke off", {}, {}});
  }
}

void JobRun::fail_with(Error error) {
  error_ = std::move(error);
  phase_ = Phase::Failed;
}

}  // namespace fluxweir
