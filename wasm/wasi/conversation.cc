#include "conversation.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "caller.h"
#include "inspecting.h"
#include "lift.h"
#include "painting.h"

namespace fluxweir::wasi {
namespace {

// A client that takes nothing of its answer for so long has left. Hosts need not tell.
constexpr Millis kStalled{30'000};

}  // namespace

Conversation::Conversation(const Site& site, Client client)
    : site_(site),
      is_head_(client.head.method == "HEAD"),
      outparam_(std::move(client.answer)),
      body_(std::move(client.body)),
      intake_(find_header(client.head.headers, "content-type").value_or("")),
      exchange_(site.gateway()->open(read_entropy())) {
  Caller caller = take_caller(client.head.headers);
  feed(exchange_, ClientHead{std::move(client.head), std::move(caller)});
}

void Conversation::run() {
  while (true) {
    while (advance()) {
    }
    if (is_done()) return;
    wait_for_more();
    const Instant now = read_clocks().mono;
    ring(exchange_, now);
    if (run_) ring(*run_, now);
    if (answer_.is_waiting() && now >= moved_ + kStalled) client_gone();
  }
}

bool Conversation::is_done() const {
  return exchange_.finished && (!run_ || run_->finished) && !answer_.is_open();
}

// Everything that goes without waiting; true when something did.
bool Conversation::advance() {
  bool moved = handle_inputs();
  moved |= advance_answer();
  moved |= advance_calls(exchange_);
  if (run_) moved |= advance_calls(*run_);
  return read_client() || moved;
}

bool Conversation::handle_inputs() {
  const bool any = !inputs_.empty();
  while (!inputs_.empty()) {
    auto [driven, input] = std::move(inputs_.front());
    inputs_.pop_front();
    if (driven->finished) continue;
    driven->machine.handle(std::move(input), read_clocks());
    drain(*driven);
  }
  return any;
}

void Conversation::drain(Driven& driven) {
  driven.until.reset();
  while (true) {
    Action action = driven.machine.poll();
    std::visit([&](auto& one) { act(driven, one); }, action);
    if (driven.finished || std::holds_alternative<Wait>(action)) return;
  }
}

// One thing of each call, so that none keeps the others waiting.
bool Conversation::advance_calls(Driven& driven) {
  bool any = false;
  std::vector<OpId> ops;
  for (const auto& [op, call] : driven.calls) ops.push_back(op);
  for (const OpId op : ops) {
    const auto found = driven.calls.find(op);
    if (found == driven.calls.end()) continue;
    std::optional<Input> input = found->second->next(scratch_, read_clocks().mono);
    if (found->second->is_over()) driven.calls.erase(found);
    if (!input) continue;
    any = true;
    feed(driven, std::move(*input));
    handle_inputs();
  }
  return any;
}

bool Conversation::advance_answer() {
  if (!answer_.is_open()) return false;
  const bool moved = answer_.advance();
  if (moved) moved_ = read_clocks().mono;
  if (answer_.has_failed()) client_gone();
  return moved;
}

bool Conversation::is_reading() const { return !body_ended_ && !exchange_.finished; }

// The next piece when the last has been dealt with.
bool Conversation::read_client() {
  if (!is_reading()) return false;
  std::string bytes = body_.read();
  if (body_.state() == InputBody::State::Open && bytes.empty()) return false;
  if (body_.state() == InputBody::State::Failed) {
    client_gone();
    return true;
  }
  if (body_.state() == InputBody::State::Open) {
    feed(exchange_, ClientChunk{intake_.take(std::move(bytes), scratch_)});
    return true;
  }
  body_ended_ = true;
  std::string rest = intake_.finish(scratch_);
  if (!rest.empty()) feed(exchange_, ClientChunk{std::move(rest)});
  feed(exchange_, ClientEnd{scratch_.taken()});
  return true;
}

void Conversation::client_gone() {
  body_ended_ = true;
  answer_.cut();
  if (std::exchange(gone_, true)) return;
  feed(exchange_, ClientGone{});
}

void Conversation::ring(Driven& driven, Instant now) {
  if (!driven.finished && driven.until && *driven.until <= now) feed(driven, Tick{});
}

std::optional<Instant> Conversation::next_timer() const {
  std::optional<Instant> next;
  const auto consider = [&next](std::optional<Instant> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  for (const Driven* driven : {&exchange_, const_cast<const Driven*>(run_.get())}) {
    if (driven == nullptr || driven->finished) continue;
    consider(driven->until);
    for (const auto& [op, call] : driven->calls) consider(call->due());
  }
  if (answer_.is_waiting()) consider(moved_ + kStalled);
  return next;
}

void Conversation::wait_for_more() {
  std::vector<Pollable> pollables;
  if (is_reading() && body_.state() == InputBody::State::Open)
    pollables.push_back(body_.subscribe());
  if (answer_.is_waiting()) pollables.push_back(answer_.subscribe());
  for (const auto& [op, call] : exchange_.calls) call->subscribe(pollables);
  if (run_) {
    for (const auto& [op, call] : run_->calls) call->subscribe(pollables);
  }
  if (const auto timer = next_timer()) pollables.push_back(subscribe_at(*timer));
  if (pollables.empty()) __builtin_trap();  // it would wait for ever
  wait(pollables);
}

// ---- Actions

void Conversation::act(Driven& driven, Fetch& fetch) {
  const OpId op = fetch.op;
  if (fetch.call.url.rfind("renderer:", 0) == 0) return paint_for(driven, fetch);
  const std::string secret = site_.secret(fetch.call.credential.name);
  driven.calls[op] =
      std::make_unique<UpstreamCall>(std::move(fetch), secret, scratch_, read_clocks().mono);
}
void Conversation::paint_for(Driven& driven, Fetch& fetch) {
  std::string json;
  BlobPtr reference;
  for (BodyPart& part : fetch.call.body) {
    if (auto* text = std::get_if<std::string>(&part)) {
      json = std::move(*text);
    } else {
      reference = scratch_.find(std::get<BlobRef>(part).handle);
    }
  }
  std::optional<PaintAnswer> painted =
      paint(json, reference ? std::string_view(reference->bytes) : std::string_view());
  if (!painted) return feed(driven, UpstreamLost{fetch.op, UpstreamLost::Sent::No, "connect"});
  feed(driven, UpstreamHead{fetch.op,
                            painted->status,
                            {{"content-type", painted->content_type},
                             {"content-length", std::to_string(painted->body.size())}}});
  UpstreamEnd end{fetch.op};
  if (fetch.keep != Fetch::Keep::Nothing && painted->content_type.rfind("image/", 0) == 0) {
    end = scratch_.keep_answer(fetch.op, std::make_shared<StoredBlob>(StoredBlob{
                                             std::move(painted->body), painted->content_type}));
  } else {
    feed(driven, UpstreamChunk{fetch.op, std::move(painted->body)});
  }
  feed(driven, std::move(end));
}
void Conversation::act(Driven& driven, Cancel& cancel) { driven.calls.erase(cancel.op); }

void Conversation::act(Driven&, RespondHead& head) {
  if (gone_) return;
  // Hosts hold the body against this header, and here there is none.
  const auto is_length = [](const Header& header) {
    return equals_ignoring_case(header.name, "content-length");
  };
  if (is_head_ || head.status == 304) std::erase_if(head.headers, is_length);
  Owned<drop_response> response(response_new(make_fields(head.headers).release()));
  response_set_status(response.get(), head.status);
  Returned<8> body;
  response_body(response.get(), body.place());
  if (body.tag(0) != 0) return;
  const Handle handle = body.handle(4);
  outparam_set(outparam_.release(), 0, response.release(), 0, 0, 0, 0, 0, 0);
  answer_ = Sender(OutputBody(handle));
  moved_ = read_clocks().mono;
}
void Conversation::act(Driven&, RespondChunk& chunk) {
  if (!answer_.is_open() || is_head_) return;
  if (!answer_.add(std::move(chunk.parts), scratch_)) answer_.cut();
}
// Without a head before it there is no answer: the host ends the connection.
void Conversation::act(Driven&, RespondEnd&) { answer_.end(); }

void Conversation::act(Driven& driven, Query& query) {
  feed(driven, QueryDone{query.op, false, {}});
}
// Nothing is kept here: only what came in the request has a place.
void Conversation::act(Driven& driven, Blob& blob) {
  BlobDone done{blob.op, std::nullopt, {}};
  if (blob.what == Blob::Do::Put) {
    auto made = std::make_shared<StoredBlob>(
        StoredBlob{std::move(blob.bytes), std::move(blob.content_type)});
    done.content_type = made->content_type;
    done.blob = scratch_.keep(std::move(made));
  }
  feed(driven, std::move(done));
}
void Conversation::act(Driven& driven, Sign& sign) {
  feed(driven, SignDone{sign.op, site_.sign(sign.key, sign.text)});
}
void Conversation::act(Driven& driven, Inspect& inspect) {
  const BlobPtr picture = scratch_.find(inspect.blob.handle);
  const std::string_view bytes = picture ? std::string_view(picture->bytes) : std::string_view();
  feed(driven, InspectDone{inspect.op, look_at(bytes, inspect.film_grain,
                                               site_.gateway()->settings().calibration)});
}
void Conversation::act(Driven& driven, Seal& seal) {
  BlobPtr blob = scratch_.find(seal.handle);
  if (!seal.insert.empty()) {
    blob = std::make_shared<StoredBlob>(*blob);
    blob->bytes.insert(static_cast<std::size_t>(seal.at), seal.insert);
  }
  std::string digest = to_hex(sha256(blob->bytes));
  feed(driven, SealDone{seal.op, scratch_.keep(std::move(blob)), std::move(digest)});
}
void Conversation::act(Driven&, Start& start) {
  run_ = std::make_unique<Driven>(site_.gateway()->run(std::move(start.spec)));
  feed(*run_, Tick{});
}
void Conversation::act(Driven&, Watch&) {
  watched_ = true;
  pass_news();
}
void Conversation::act(Driven&, Nudge& nudge) {
  if (run_) feed(*run_, Nudged{std::move(nudge)});
}
void Conversation::act(Driven&, Report& report) {
  if (const auto* line = std::get_if<LogLine>(&report.what)) {
    log(line->json);
  } else if (auto* update = std::get_if<RunUpdate>(&report.what)) {
    outcome_ = std::move(update->outcome);
    pass_news();
  }
}
void Conversation::pass_news() {
  if (watched_ && outcome_) feed(exchange_, RunChanged{*outcome_});
}
void Conversation::act(Driven& driven, Wait& wait) { driven.until = wait.until; }
void Conversation::act(Driven& driven, Finished&) {
  driven.finished = true;
  driven.calls.clear();
}

}  // namespace fluxweir::wasi
