#include "support/run_play.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "image/walk.h"
#include "storage/statements.h"

namespace fluxweir {
namespace {

RequestHead create_head() {
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  head.host = "127.0.0.1:8080";
  head.headers = {{"content-type", "application/json"}};
  head.peer_is_loopback = true;
  return head;
}

Gateway load(const std::string& settings, const HostProfile& host) {
  Result<Gateway> gateway = Gateway::load(settings, {}, host);
  REQUIRE_MESSAGE(gateway.has_value(), (gateway ? "" : gateway.error().message));
  return std::move(*gateway);
}

RunSpec plan(const Gateway& gateway, const std::string& body) {
  Result<Plan> plan = gateway.plan(create_head(), body, {{5'000'000}, {1'767'225'600'000}}, {});
  REQUIRE_MESSAGE(plan.has_value(), (plan ? "" : plan.error().message));
  return std::move(plan->spec);
}

}  // namespace

RunPlay::RunPlay(const std::string& settings, const std::string& body, Provider provider,
                 const HostProfile& host)
    : gateway_(load(settings, host)),
      machine_(gateway_.run(plan(gateway_, body))),
      provider_(std::move(provider)) {}

void RunPlay::later(Millis by, Input input) {
  coming_.emplace(now_.count + by.count, std::move(input));
}

void RunPlay::run(Millis most) {
  for (auto& [when, nudge] : nudges_) later(when, Nudged{nudge});
  give(Tick{});
  while (!finished_) {
    std::int64_t next = INT64_MAX;
    if (!coming_.empty()) next = coming_.begin()->first;
    const std::int64_t tick = until_ ? (until_->micros - 5'000'000 + 999) / 1000 : INT64_MAX;
    if (std::min(next, tick) == INT64_MAX || std::min(next, tick) > most.count) return;
    now_ = {std::max(now_.count, std::min(next, tick))};
    if (tick < next) {
      give(Tick{});
      // A machine that asks for a Tick at once, for ever, would stall its loop.
      if (until_ && !finished_) CHECK_GT(until_->micros, time().mono.micros);
      continue;
    }
    Input input = std::move(coming_.begin()->second);
    coming_.erase(coming_.begin());
    give(std::move(input));
  }
}

void RunPlay::give(Input input) {
  machine_.handle(std::move(input), time());
  drain();
}

void RunPlay::drain() {
  for (int steps = 0; steps < 1000; ++steps) {
    Action action = machine_.poll();
    if (auto* wait = std::get_if<Wait>(&action)) {
      until_ = wait->until;
      return;
    }
    if (std::holds_alternative<Finished>(action)) {
      finished_ = true;
      return;
    }
    perform(std::move(action));
  }
  FAIL("a machine never waits");
}

void RunPlay::perform(Action action) {
  if (const auto* asked = std::get_if<Fetch>(&action)) return fetch(*asked);
  if (const auto* cancel = std::get_if<Cancel>(&action)) {
    CHECK_MESSAGE(open_.erase(cancel->op.value) == 1, "cancels what is not on its way");
    ++cancels_;
  } else if (const auto* query = std::get_if<Query>(&action)) {
    for (const Statement& statement : query->batch) {
      CHECK_FALSE(statement_text(statement.name).empty());
      if (statement.name == kLedgerInsert) ledger_ = statement.params;
      if (statement.name == kRunUpdate)
        states_.push_back(std::get<std::string>(statement.params[0]));
    }
    later({1}, QueryDone{query->op, true, {}});
  } else if (const auto* blob = std::get_if<Blob>(&action)) {
    BlobDone done{blob->op, BlobRef{blob->handle, 1, BlobRef::As::Raw}, {}};
    later({1}, std::move(done));
  } else if (const auto* sign = std::get_if<Sign>(&action)) {
    later({0}, SignDone{sign->op, std::string(32, 'm')});
  } else if (auto* seal = std::get_if<Seal>(&action)) {
    sealed_.push_back(*seal);
    const std::size_t added = has_memory_ ? seal->insert.size() : 0;
    later({1}, SealDone{seal->op,
                        {seal->handle, sizes_[seal->handle] + added, BlobRef::As::Raw},
                        std::string(64, added == 0 ? 'a' : 'b')});
  } else if (const auto* inspect = std::get_if<Inspect>(&action)) {
    inspected_.push_back(*inspect);
    Inspection seen;
    seen.score = 90'000;
    seen.verdict = "pass";
    seen.report = "{}";
    if (!sights_.empty()) {
      seen = std::move(sights_.front());
      sights_.pop_front();
    }
    later(looking_, InspectDone{inspect->op, std::move(seen)});
  } else if (auto* report = std::get_if<Report>(&action)) {
    if (auto* update = std::get_if<RunUpdate>(&report->what)) outcome_ = update->outcome;
  }
}

void RunPlay::fetch(const Fetch& fetch) {
  Seen seen{fetch.call.method, fetch.call.url, {}, fetch.call.credential, now_};
  for (const BodyPart& part : fetch.call.body) {
    if (const auto* text = std::get_if<std::string>(&part)) seen.body += *text;
  }
  calls_.push_back(seen);
  open_[fetch.op.value] = true;
  const Said said = provider_(seen);
  if (said.silent) return;
  const auto answer = [&](Input input) { later(said.after, std::move(input)); };
  if (!said.lost.empty()) {
    const auto sent = said.sent ? UpstreamLost::Sent::Maybe : UpstreamLost::Sent::No;
    return answer(UpstreamLost{fetch.op, sent, said.lost});
  }
  answer(UpstreamHead{fetch.op, said.status, said.headers});
  UpstreamEnd end{fetch.op};
  if (!said.picture.empty() && fetch.keep != Fetch::Keep::Nothing) {
    end.blob = BlobRef{"p" + std::to_string(pictures_++), said.picture.size(), BlobRef::As::Raw};
    sizes_[end.blob->handle] = end.blob->bytes;
    end.picture = walk_picture(said.picture);
  } else {
    answer(UpstreamChunk{fetch.op, said.picture.empty() ? said.body : said.picture});
  }
  answer(std::move(end));
}

std::size_t RunPlay::count(std::string_view in_url) const {
  return static_cast<std::size_t>(std::count_if(calls_.begin(), calls_.end(), [&](const Seen& c) {
    return c.url.find(in_url) != std::string::npos;
  }));
}

}  // namespace fluxweir
