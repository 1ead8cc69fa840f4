#include "renderer.h"

#include <exception>
#include <utility>

#include "clock.h"
#include "decode.h"
#include "image/walk.h"

namespace fluxweir::native {
namespace {

std::string bytes_of(const HeldPart& part) {
  if (const auto* text = std::get_if<std::string>(&part)) return *text;
  return std::get<BlobPart>(part).blob->bytes;
}

void deliver(const FetchOrder& order, PaintAnswer answer, const FetchSink& sink) {
  const bool keep = order.keep != Fetch::Keep::Nothing && answer.status == 200 &&
                    answer.content_type.substr(0, 6) == "image/";
  UpstreamHead head{order.op, answer.status, {}};
  head.headers.push_back({"content-type", answer.content_type});
  head.headers.push_back({"content-length", std::to_string(answer.body.size())});
  sink(std::move(head));
  if (keep) {
    const PictureFacts facts = walk_picture(answer.body);
    sink(FetchEnd{Blobs::make(std::move(answer.body), std::move(answer.content_type)), facts});
    return;
  }
  sink(UpstreamChunk{order.op, std::move(answer.body)});
  sink(FetchEnd{});
}

}  // namespace

PaintAnswer paint_answer(std::string_view json, std::string_view reference) {
  return fluxweir::paint_answer(json, reference, decode_picture);
}

void Renderer::start(FetchOrder order, const FetchSink& sink) {
  const OpId op = order.op;
  const Instant due = read_mono() + order.call.timeout;
  auto work = [this, order = std::move(order), sink, due]() mutable {
    if (order.cancelled->load()) return;
    if (read_mono() >= due) {
      sink(UpstreamLost{order.op, UpstreamLost::Sent::No, "timeout"});
      return;
    }
    const std::string json = order.body.empty() ? std::string() : bytes_of(order.body[0]);
    const std::string reference = order.body.size() > 1 ? bytes_of(order.body[1]) : std::string();
    PaintAnswer answer;
    try {
      answer = painter_(json, reference);
    } catch (const std::exception&) {
      sink(UpstreamLost{order.op, UpstreamLost::Sent::Maybe, "reset"});
      return;
    }
    if (!order.cancelled->load()) deliver(order, std::move(answer), sink);
  };
  if (!pool_.run(std::move(work))) sink(UpstreamLost{op, UpstreamLost::Sent::No, "busy"});
}

}  // namespace fluxweir::native
