#include "driver.h"

#include <algorithm>
#include <utility>

#include "worker.h"

namespace fluxweir::native {
namespace {

constexpr std::string_view kMetricsKey = "host:metrics";

bool is_for_renderer(std::string_view url) { return url.substr(0, 9) == "renderer:"; }

}  // namespace

Driver::Driver(Worker& worker, MachinePtr machine, std::shared_ptr<const UpstreamOptions> upstream,
               ResponseSink* sink, std::string run)
    : worker_(worker),
      machine_(std::move(machine)),
      upstream_(std::move(upstream)),
      sink_(sink),
      run_(std::move(run)) {}

Driver::~Driver() {
  for (const auto& [op, flag] : fetches_) flag->store(true);
}

void Driver::feed(Input input) {
  if (finished_) return;
  inputs_.push_back(std::move(input));
  if (busy_) return;
  const auto self = shared_from_this();
  busy_ = true;
  while (!inputs_.empty() && !finished_) {
    Input next = std::move(inputs_.front());
    inputs_.pop_front();
    machine_->handle(std::move(next), worker_.now());
    drain();
  }
  busy_ = false;
  if (sink_ != nullptr) sink_->flush();
  if (!finished_) return;
  if (sink_ != nullptr) std::exchange(sink_, nullptr)->machine_ended();
  worker_.driver_ended(*this);
}

void Driver::drain() {
  waiting_ = false;
  while (!waiting_ && !finished_) {
    std::visit([this](auto&& action) { perform(std::forward<decltype(action)>(action)); },
               machine_->poll());
  }
}

void Driver::hold(BlobPtr blob) {
  if (blob) held_[blob->handle] = std::move(blob);
}

BlobPtr Driver::find(const std::string& handle) const {
  const auto found = held_.find(handle);
  return found == held_.end() ? nullptr : found->second;
}

BlobRef Driver::refer(const BlobPtr& blob) {
  hold(blob);
  return {blob->handle, blob->bytes.size(), BlobRef::As::Raw};
}

// A part whose blob is gone is left out. The head has promised its length, so the connection must
// end with this answer, or the next one would be taken for the rest of it.
HeldBody Driver::look_up(Body&& body) {
  HeldBody held;
  held.reserve(body.size());
  for (BodyPart& part : body) {
    if (auto* text = std::get_if<std::string>(&part)) {
      held.emplace_back(std::move(*text));
    } else if (const BlobRef& ref = std::get<BlobRef>(part); BlobPtr blob = find(ref.handle)) {
      if (ref.bytes < blob->bytes.size())
        blob = Blobs::make(blob->bytes.substr(0, ref.bytes), blob->content_type);
      held.emplace_back(BlobPart{std::move(blob), ref.as});
    } else {
      cut_short_ = true;
    }
  }
  return held;
}

void Driver::perform(Fetch&& fetch) {
  const OpId op = fetch.op;
  auto flag = std::make_shared<std::atomic<bool>>(false);
  fetches_[op] = flag;
  HeldBody body = look_up(std::move(fetch.call.body));
  FetchOrder order{op, std::move(fetch.call), std::move(body), fetch.keep, fetch.max_bytes, flag};
  FetchSink sink = [&loop = worker_.loop(), weak = weak_from_this(), op](FetchEvent event) {
    loop.post([weak, op, event = std::move(event)]() mutable {
      if (const auto self = weak.lock()) self->on_fetch(op, std::move(event));
    });
  };
  if (is_for_renderer(order.call.url)) {
    worker_.host().renderer.start(std::move(order), sink);
  } else {
    worker_.upstream().start(std::move(order), std::move(sink), upstream_);
  }
}

void Driver::on_fetch(OpId op, FetchEvent event) {
  if (fetches_.count(op) == 0) return;  // cancelled
  if (auto* head = std::get_if<UpstreamHead>(&event)) {
    feed(std::move(*head));
  } else if (auto* chunk = std::get_if<UpstreamChunk>(&event)) {
    feed(std::move(*chunk));
  } else if (auto* lost = std::get_if<UpstreamLost>(&event)) {
    fetches_.erase(op);
    feed(std::move(*lost));
  } else {
    fetches_.erase(op);
    UpstreamEnd end{op};
    const FetchEnd& fetched = std::get<FetchEnd>(event);
    if (fetched.picture) end.blob = refer(fetched.picture);
    end.picture = fetched.facts;
    feed(std::move(end));
  }
}

void Driver::perform(Cancel&& cancel) {
  const auto found = fetches_.find(cancel.op);
  if (found == fetches_.end()) return;
  found->second->store(true);
  worker_.upstream().stop(found->second);
  fetches_.erase(found);
}

void Driver::perform(RespondHead&& head) {
  if (sink_ != nullptr) sink_->respond_head(std::move(head));
}

void Driver::perform(RespondChunk&& chunk) {
  if (sink_ != nullptr) sink_->respond_chunk(look_up(std::move(chunk.parts)));
}

void Driver::perform(RespondEnd&& end) {
  if (sink_ != nullptr) sink_->respond_end(end.close || cut_short_);
}

void Driver::perform(Query&& query) {
  worker_.host().sqlite.run(std::move(query),
                            [&loop = worker_.loop(), weak = weak_from_this()](QueryDone done) {
                              loop.post([weak, done = std::move(done)]() mutable {
                                if (const auto self = weak.lock()) self->feed(std::move(done));
                              });
                            });
}

void Driver::perform(Blob&& blob) {
  Host& host = worker_.host();
  const UnixMillis wall = worker_.now().wall;
  BlobDone done{blob.op, std::nullopt, {}};
  BlobPtr found;
  switch (blob.what) {
    case Blob::Do::Put:
      found = Blobs::make(std::move(blob.bytes), std::move(blob.content_type));
      break;
    case Blob::Do::Get:
      found = blob.key == kMetricsKey
                  ? Blobs::make(host.metrics.page(read_mono()), "text/plain; version=0.0.4")
                  : host.blobs.open(blob.key, wall);
      break;
    case Blob::Do::Keep:
      found = find(blob.handle);
      if (found && !blob.content_type.empty() && found->content_type != blob.content_type) {
        found = Blobs::make(found->bytes, std::move(blob.content_type));
      }
      if (found && !host.blobs.keep(blob.key, found, blob.expires)) found = nullptr;
      break;
    case Blob::Do::Delete:
      host.blobs.remove(blob.key);
      break;
  }
  if (found) {
    done.content_type = found->content_type;
    done.blob = refer(found);
  }
  feed(std::move(done));
}

void Driver::perform(Sign&& sign) {
  feed(SignDone{sign.op, worker_.host().signer.sign(sign.key, sign.text)});
}

void Driver::perform(Seal&& seal) {
  worker_.host().inspector.seal(
      find(seal.handle), static_cast<std::size_t>(seal.at), std::move(seal.insert),
      [&loop = worker_.loop(), weak = weak_from_this(), op = seal.op](Sealed sealed) {
        loop.post([weak, op, sealed = std::move(sealed)]() mutable {
          if (const auto self = weak.lock())
            self->feed(SealDone{op, self->refer(sealed.picture), std::move(sealed.sha256)});
        });
      });
}

void Driver::perform(Inspect&& inspect) {
  worker_.host().inspector.start(
      find(inspect.blob.handle), inspect.film_grain,
      [&loop = worker_.loop(), weak = weak_from_this(), op = inspect.op](Inspection seen) {
        loop.post([weak, op, seen = std::move(seen)]() mutable {
          if (const auto self = weak.lock()) self->feed(InspectDone{op, std::move(seen)});
        });
      });
}

void Driver::perform(Start&& start) {
  std::vector<BlobPtr> blobs;
  if (start.spec.request.reference && start.spec.request.reference->blob) {
    blobs.push_back(find(start.spec.request.reference->blob->handle));
  }
  worker_.start_run(std::move(start.spec), std::move(blobs));
}

void Driver::perform(Watch&& watch) {
  worker_.host().runs.watch(watch.run, worker_.loop(), weak_from_this());
}

void Driver::perform(Nudge&& nudge) { worker_.host().runs.nudge(nudge); }

void Driver::on_news(std::shared_ptr<const RunNews> news) {
  for (const BlobPtr& blob : news->blobs) hold(blob);
  feed(RunChanged{news->outcome});
}

void Driver::perform(Report&& report) {
  Host& host = worker_.host();
  if (const auto* line = std::get_if<LogLine>(&report.what)) {
    host.log.write(line->json);
  } else if (const auto* sample = std::get_if<Sample>(&report.what)) {
    host.metrics.add(*sample);
  } else {
    auto news = std::make_shared<RunNews>();
    news->outcome = std::move(std::get<RunUpdate>(report.what).outcome);
    for (const Picture& picture : news->outcome.pictures) {
      if (BlobPtr blob = find(picture.blob.handle)) news->blobs.push_back(std::move(blob));
    }
    host.runs.publish(news);
  }
}

void Driver::perform(Wait&& wait) {
  waiting_ = true;
  until_ = wait.until;
  arm();
}

// A timer that rings too early is left: it only looks whether the time has come.
void Driver::arm() {
  if (!until_ || (timer_ != 0 && armed_ <= *until_)) return;
  worker_.loop().cancel(timer_);
  armed_ = *until_;
  timer_ = worker_.loop().at(armed_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer_ = 0;
    if (self->until_ && *self->until_ <= read_mono()) {
      self->feed(Tick{});
    } else {
      self->arm();
    }
  });
}

void Driver::perform(Finished&&) {
  finished_ = true;
  worker_.loop().cancel(timer_);
  for (const auto& [op, flag] : fetches_) {
    flag->store(true);
    worker_.upstream().stop(flag);
  }
  fetches_.clear();
  if (!run_.empty()) worker_.host().runs.end(run_);
}

}  // namespace fluxweir::native
