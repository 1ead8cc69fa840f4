#include "support/stage.h"

#include <doctest/doctest.h>

#include "base/sha256.h"
#include "base/text.h"
#include "image/walk.h"
#include "storage/statements.h"
#include "support/script.h"

namespace fluxweir {
namespace {

Gateway load(Pace latency, Pace cold_start, std::string rules) {
  HostProfile host;
  host.emulate = EmulateProfile{latency, cold_start, std::move(rules)};
  Result<Gateway> gateway = Gateway::load_emulator("", {}, host);
  REQUIRE_MESSAGE(gateway.has_value(), (gateway ? "" : gateway.error().message));
  return std::move(*gateway);
}

std::string text_of(const SqlValue& value) { return std::get<std::string>(value); }

}  // namespace

Stage::Stage(Pace latency, Pace cold_start, std::string rules)
    : gateway_(load(latency, cold_start, std::move(rules))) {}

Staged& Stage::send(std::string method, const std::string& target, std::string body) {
  Entropy entropy{};
  entropy[0] = ++opened_;
  players_.push_back({gateway_.open(entropy), {}});
  Player& player = players_.back();
  RequestHead head;
  head.method = std::move(method);
  head.path = target.substr(0, target.find('?'));
  if (head.path.size() < target.size()) head.query = target.substr(head.path.size() + 1);
  head.host = "127.0.0.1:8090";
  head.headers = {{"content-type", "application/json"}};
  head.peer_is_loopback = true;
  give(player, ClientHead{std::move(head), {}});
  if (!body.empty()) give(player, ClientChunk{std::move(body)});
  give(player, ClientEnd{});
  return player.answer;
}

void Stage::rules(const std::string& text) {
  const Staged& answer = send("PUT", "/emulate/rules", text);
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
}

void Stage::wait(Millis time) {
  const Instant end = now_.mono + time;
  const Now begun = now_;
  while (true) {
    Player* next = nullptr;
    for (Player& player : players_) {
      if (player.until && *player.until <= end && (!next || *player.until < *next->until))
        next = &player;
    }
    if (next == nullptr) break;
    // A machine that asks for a Tick at once, for ever, would stall its loop.
    CHECK_GT(next->until->micros, now_.mono.micros);
    now_.mono = *next->until;
    now_.wall = begun.wall + (now_.mono - begun.mono);
    next->until.reset();
    give(*next, Tick{});
  }
  now_ = {end, begun.wall + time};
}

void Stage::leave(Staged& answer) {
  for (Player& player : players_) {
    if (&player.answer == &answer) give(player, ClientGone{});
  }
}

// Answers of the host wait in a queue, so that no machine is entered twice.
void Stage::give(Player& player, Input input) {
  queue_.emplace_back(&player, std::move(input));
  if (busy_) return;
  busy_ = true;
  while (!queue_.empty()) {
    auto [to, next] = std::move(queue_.front());
    queue_.pop_front();
    to->machine.handle(std::move(next), now_);
    drain(*to);
  }
  busy_ = false;
}

void Stage::drain(Player& player) {
  for (int steps = 0; steps < 1000; ++steps) {
    Action action = player.machine.poll();
    if (auto* wait = std::get_if<Wait>(&action)) {
      player.until = wait->until;
      return;
    }
    if (std::holds_alternative<Finished>(action)) {
      player.until.reset();
      player.answer.finished = true;
      return;
    }
    perform(player, std::move(action));
  }
  FAIL("a machine never waits");
}

// Every question is answered at once.
void Stage::perform(Player& player, Action action) {
  if (const auto* asked = std::get_if<Fetch>(&action)) return fetch(player, *asked);
  if (const auto* asked = std::get_if<Query>(&action)) return query(player, *asked);
  if (const auto* blob = std::get_if<Blob>(&action)) {
    if (blob->what == Blob::Do::Keep) kept_[blob->key] = blob->handle;
    BlobDone done{blob->op, {}, "image/jpeg"};
    if (kept_.count(blob->key) == 1)
      done.blob = BlobRef{kept_[blob->key], scratch_[kept_[blob->key]].size(), BlobRef::As::Raw};
    give(player, std::move(done));
  } else if (const auto* sign = std::get_if<Sign>(&action)) {
    give(player, SignDone{sign->op, std::string(32, 'm')});
  } else if (const auto* seal = std::get_if<Seal>(&action)) {
    std::string bytes = scratch_[seal->handle];
    const std::string digest = to_hex(sha256(bytes.insert(seal->at, seal->insert)));
    give(player, SealDone{seal->op, store(std::move(bytes)), digest});
  } else if (auto* start = std::get_if<Start>(&action)) {
    players_.push_back({gateway_.run(std::move(start->spec)), {}});
    give(players_.back(), Tick{});
  } else if (const auto* watch = std::get_if<Watch>(&action)) {
    player.watches = watch->run;
  } else if (const auto* report = std::get_if<Report>(&action)) {
    const auto* update = std::get_if<RunUpdate>(&report->what);
    if (update == nullptr) return;
    for (Player& watcher : players_) {
      if (watcher.watches == update->outcome.run) give(watcher, RunChanged{update->outcome});
    }
  } else {
    respond(player, action);
  }
}

void Stage::respond(Player& player, const Action& action) {
  Staged& answer = player.answer;
  CHECK_FALSE(answer.ended);
  if (const auto* head = std::get_if<RespondHead>(&action)) {
    answer.status = head->status;
    answer.headers = head->headers;
  } else if (const auto* chunk = std::get_if<RespondChunk>(&action)) {
    for (const BodyPart& part : chunk->parts) {
      const auto* text = std::get_if<std::string>(&part);
      if (text != nullptr) {
        answer.body += *text;
        continue;
      }
      const BlobRef& blob = std::get<BlobRef>(part);
      const std::string bytes = scratch_[blob.handle].substr(0, blob.bytes);
      answer.body += blob.as == BlobRef::As::Base64 ? to_base64(bytes) : bytes;
    }
  } else if (const auto* end = std::get_if<RespondEnd>(&action)) {
    answer.ended = true;
    answer.closed = end->close;
  }
}

void Stage::fetch(Player& player, const Fetch& fetch) {
  ++painted_;
  last_paint_ = std::get<std::string>(fetch.call.body.front());
  const json::Tree asked = json::Tree::parse(last_paint_, nullptr, false);
  const std::string picture = tiny_picture(Format::Jpeg, {asked["width"], asked["height"]},
                                           static_cast<unsigned char>(0x54 + painted_));
  give(player, UpstreamHead{fetch.op, 200, {{"content-type", "image/jpeg"}}});
  give(player, UpstreamEnd{fetch.op, store(picture), walk_picture(picture)});
}

void Stage::query(Player& player, const Query& query) {
  QueryDone done{query.op, true, {}};
  for (const Statement& statement : query.batch) {
    const auto& p = statement.params;
    done.rows.emplace_back();
    if (statement.name == kRunInsert) rows_[text_of(p[0])] = text_of(p[8]);
    if (statement.name == kRunUpdate) rows_[text_of(p[3])] = text_of(p[2]);
    if (statement.name == kRunRead && rows_.count(text_of(p[0])) == 1)
      done.rows.back().push_back({rows_[text_of(p[0])]});
  }
  give(player, std::move(done));
}

BlobRef Stage::store(std::string bytes) {
  const std::string handle = "s" + std::to_string(scratch_.size());
  const std::uint64_t size = bytes.size();
  scratch_[handle] = std::move(bytes);
  return {handle, size, BlobRef::As::Raw};
}

}  // namespace fluxweir
