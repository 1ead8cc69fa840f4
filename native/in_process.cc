#include "in_process.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "body_intake.h"
#include "gateway_source.h"

namespace fluxweir::native {
namespace {

// Gathers one answer; fulfils its promise at the end. Lives on the worker's thread.
class Gatherer final : public ResponseSink {
 public:
  void respond_head(RespondHead head) override {
    answer_.status = head.status;
    answer_.headers = std::move(head.headers);
  }
  void respond_chunk(HeldBody parts) override {
    for (const HeldPart& part : parts) {
      if (const auto* text = std::get_if<std::string>(&part)) {
        answer_.body += *text;
      } else {
        const BlobPart& held = std::get<BlobPart>(part);
        answer_.body +=
            held.as == BlobRef::As::Base64 ? to_base64(held.blob->bytes) : held.blob->bytes;
      }
    }
  }
  void respond_end(bool) override {}
  void flush() override {}
  void machine_ended() override { promise_.set_value(std::move(answer_)); }

  std::future<LocalAnswer> future() { return promise_.get_future(); }

 private:
  LocalAnswer answer_;
  std::promise<LocalAnswer> promise_;
};

}  // namespace

RequestHead local_head(std::string method, std::string_view target) {
  RequestHead head;
  head.method = std::move(method);
  const std::size_t mark = target.find('?');
  head.path = target.substr(0, mark);
  if (mark != std::string_view::npos) head.query = target.substr(mark + 1);
  head.host = "localhost";
  head.headers = {{"content-type", "application/json"}};
  head.peer_is_loopback = true;
  return head;
}

std::string media_target(const std::string& url) {
  return url.substr(std::min(url.size(), url.find("/media/")));
}

InProcess::InProcess(const std::shared_ptr<const Gateway>& gateway)
    : parts_(gateway->settings(), "", -1), worker_(parts_.host, gateway_source(gateway)) {
  thread_ = std::thread([this] { worker_.loop().run(); });
}

InProcess::~InProcess() {
  worker_.loop().stop();
  thread_.join();
  parts_.host.close();
}

LocalAnswer InProcess::call(const RequestHead& head, const std::string& body,
                            const std::function<void()>& meanwhile) {
  Gatherer gatherer;
  std::future<LocalAnswer> future = gatherer.future();
  worker_.loop().post([&] {
    const std::shared_ptr<Driver> driver = worker_.open_exchange(&gatherer);
    driver->feed(ClientHead{head, {}});
    BodyIntake intake(find_header(head.headers, "content-type").value_or(""));
    std::string seen = intake.take(body);
    ClientEnd end;
    for (TakenMedia& taken : intake.finish(seen)) {
      driver->hold(taken.blob);
      end.media.push_back({{taken.blob->handle, taken.blob->bytes.size(), BlobRef::As::Raw},
                           sniff(taken.blob->bytes),
                           taken.whole});
    }
    if (!seen.empty()) driver->feed(ClientChunk{std::move(seen)});
    driver->feed(std::move(end));
  });
  while (future.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
    if (meanwhile) meanwhile();
  }
  return future.get();
}

}  // namespace fluxweir::native
