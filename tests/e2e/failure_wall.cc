#include "e2e/failure_wall.h"

namespace fluxweir::e2e {
namespace {

// The test puts the address here.
const std::string kOtherHost = "other-host";

Fault fault(Break how, int count = 1) { return {.how = how, .count = count}; }
Fault status(int code, int count = 1) { return {.status = code, .count = count}; }

WallRow& add(std::vector<WallRow>& rows, const char* name, TaskScript script,
             const char* expected) {
  rows.push_back({.name = name, .script = std::move(script), .expected = expected});
  return rows.back();
}

void add_good(std::vector<WallRow>& rows) {
  const auto good = [&rows](const char* name, TaskScript script) {
    add(rows, name, std::move(script), "bfl").smooth = true;
  };
  good("all well", {});
  good("ready after 300 ms", {.ready_after_ms = 300});
  good("says Reasoning first", {.ready_after_ms = 100, .before = "Reasoning"});
  good("says Generating first", {.ready_after_ms = 100, .before = "Generating"});
  good("costs 12 credits there", {.cost = 12.0});
  good("submit takes 500 ms", {.submit = {.delay_ms = 500}});
  good("submit in 16 drips", {.submit = fault(Break::Drip)});
  good("no polling_url", {.polling_url = PollingUrl::Absent});
  good("relative polling_url", {.polling_url = PollingUrl::Relative});
  good("polling_url of a stranger",
       {.polling_url = PollingUrl::OtherHost, .polling_host = kOtherHost});
}

void add_submits(std::vector<WallRow>& rows) {
  add(rows, "connection refused", {}, "bfl2").refuses_connections = true;
  const auto refuse = [&rows](const char* name, int code, const char* expected) -> WallRow& {
    return add(rows, name, {.submit = status(code)}, expected);
  };
  refuse("submit 400", 400, "upstream_refused");
  refuse("submit 401", 401, "bfl2");
  refuse("submit 402", 402, "bfl2");
  refuse("submit 402, no other", 402, "upstream_refused").only_one = true;
  refuse("submit 403", 403, "bfl2");
  refuse("submit 404", 404, "bfl2");
  refuse("submit 422", 422, "upstream_refused");
  refuse("submit 429", 429, "bfl|bfl2");
  refuse("submit 429 Retry-After", 429, "bfl|bfl2").script.submit.headers = {{"Retry-After", "1"}};
  refuse("submit 500", 500, "outcome_unknown").unknown = true;
  refuse("submit 502", 502, "outcome_unknown").unknown = true;
  refuse("submit 503", 503, "bfl|bfl2");
  refuse("submit 503 Retry-After", 503, "bfl|bfl2").script.submit.headers = {{"Retry-After", "1"}};
  refuse("submit 504", 504, "outcome_unknown").unknown = true;
  const auto refuse_once = [&rows](const char* name, Fault how) -> WallRow& {
    WallRow& row = add(rows, name, {.submit = std::move(how)}, "bfl");
    row.only_one = true;
    row.times = 1;
    return row;
  };
  refuse_once("submit 429 once, no other", status(429));
  refuse_once("429 Retry-After, no other", {.status = 429, .headers = {{"Retry-After", "1"}}})
      .pause_ms = 1000;
  refuse_once("submit 503 once, no other", status(503));
  refuse("submit 429 ever, no other", 429, "unavailable").only_one = true;
  refuse("submit 402 at both", 402, "upstream_refused").second.submit = status(402);
  WallRow& moderated = refuse("402, then moderated", 402, "prompt_refused");
  moderated.second.ending = Ending::RequestModerated;
  WallRow& nobody = add(rows, "refused, no other", {}, "upstream_failed");
  nobody.refuses_connections = true;
  nobody.only_one = true;
  const auto lose = [&rows](const char* name, Break how, bool accepts) -> WallRow& {
    WallRow& row = add(rows, name, {.submit = fault(how), .accepts = accepts}, "outcome_unknown");
    row.unknown = true;
    return row;
  };
  lose("submit reset, body unread", Break::ResetBeforeBody, false);
  lose("submit reset, taken", Break::Reset, true);
  lose("submit reset, not taken", Break::Reset, false);
  lose("submit closed", Break::Close, true);
  lose("submit never answered", Break::Stall, true).run_timeout_s = 2;
  lose("submit: half a head", Break::HalfHead, true);
  lose("submit: half a body", Break::HalfBody, true);
  lose("submit: JSON cut short", Break::ShortBody, true);
  lose("submit: 200 with HTML", Break::Html, true);
  lose("submit: 502 with HTML", Break::Html, false).script.submit.status = 502;
  lose("submit: empty body", Break::Empty, true);
  add(rows, "submit: JSON as octets", {.submit = fault(Break::WrongType)}, "bfl");
}

void add_polls(std::vector<WallRow>& rows) {
  const auto poll = [&rows](const char* name, Fault how) -> WallRow& {
    return add(rows, name, {.polls = {std::move(how)}}, "bfl");
  };
  poll("poll 404 once", status(404));
  poll("poll 429 twice", status(429, 2));
  poll("poll 429 Retry-After", {.status = 429, .headers = {{"Retry-After", "1"}}});
  poll("poll 500 twice", status(500, 2));
  poll("poll 502 three times", status(502, 3));
  poll("poll 503 once", status(503));
  poll("poll reset twice", fault(Break::Reset, 2));
  poll("poll closed", fault(Break::Close));
  poll("poll: half a head", fault(Break::HalfHead));
  poll("poll: half a body", fault(Break::HalfBody));
  poll("poll: JSON cut short", fault(Break::ShortBody));
  poll("poll: 200 with HTML", fault(Break::Html));
  poll("poll: 502 with HTML", {.how = Break::Html, .status = 502});
  poll("poll: empty body", fault(Break::Empty));
  poll("poll: in 16 drips", fault(Break::Drip));
  poll("poll takes 1 s", {.delay_ms = 1000}).smooth = true;
  poll("poll stalls once", fault(Break::Stall));
  WallRow& stalls = poll("poll always stalls", fault(Break::Stall, 99));
  stalls.expected = "upstream_timeout|outcome_unknown";
  stalls.unknown = true;
  stalls.run_timeout_s = 2;
  const auto end = [&rows](const char* name, Ending ending, const char* expected) -> WallRow& {
    return add(rows, name, {.ready_after_ms = 50, .ending = ending}, expected);
  };
  end("ends in Error", Ending::Error, "bfl2");
  end("ends in Error, no other", Ending::Error, "upstream_failed").only_one = true;
  end("Request Moderated", Ending::RequestModerated, "prompt_refused").refused = true;
  end("Content Moderated", Ending::ContentModerated, "picture_refused").refused = true;
  end("Task not found", Ending::NotFound, "outcome_unknown").unknown = true;
  WallRow& never = end("pending for ever", Ending::Never, "upstream_timeout|outcome_unknown");
  never.unknown = true;
  never.run_timeout_s = 2;
}

void add_samples(std::vector<WallRow>& rows) {
  const auto sample = [&rows](const char* name, Fault how) -> WallRow& {
    return add(rows, name, {.samples = {std::move(how)}}, "bfl");
  };
  sample("sample 403 once", status(403));
  sample("sample 404 once", status(404));
  sample("sample 410 once", status(410));
  sample("sample 500 twice", status(500, 2));
  sample("sample 503 once", status(503));
  sample("sample cut", fault(Break::HalfBody));
  sample("sample cut, no length", fault(Break::NoLength));
  sample("sample cut, right length", fault(Break::ShortBody));
  sample("sample reset", fault(Break::Reset));
  sample("sample closed", fault(Break::Close));
  sample("sample: 200 with HTML", fault(Break::Html));
  sample("sample: empty", fault(Break::Empty));
  sample("sample: no picture", fault(Break::NotAPicture));
  sample("sample as octets", fault(Break::WrongType)).smooth = true;
  sample("sample in 16 drips", fault(Break::Drip)).smooth = true;
  const auto lose = [&rows](const char* name, Fault how) -> WallRow& {
    return add(rows, name, {.samples = {std::move(how)}},
               "bfl2|upstream_failed|outcome_unknown|upstream_timeout");
  };
  lose("sample always 404", status(404, 99));
  lose("sample always cut", fault(Break::NoLength, 99));
  lose("sample always HTML", fault(Break::Html, 99));
  lose("sample always stalls", fault(Break::Stall, 99)).run_timeout_s = 2;
  const auto flaw = [&rows](const char* name, TaskScript script) {
    add(rows, name, std::move(script), "bfl2|upstream_failed").flawed = true;
  };
  flaw("picture of another size", {.picture_width = 1024, .picture_height = 768});
  flaw("picture of another format", {.picture_format = "png"});
  add(rows, "sample at a stranger's", {.sample_host = kOtherHost},
      "bfl2|upstream_failed|outcome_unknown");
  // Allowed hosts are reached by https only, so that no key or picture travels in the clear.
  add(rows, "allowed host, by http", {.sample_host = kOtherHost}, "upstream_failed")
      .other_host_allowed = true;
}

void add_hooks(std::vector<WallRow>& rows) {
  const auto hook = [&rows](const char* name, TaskScript script) -> WallRow& {
    WallRow& row = add(rows, name, std::move(script), "bfl");
    row.hooks = Hooks::On;
    return row;
  };
  hook("hook", {.ready_after_ms = 300}).smooth = true;
  hook("hook never comes", {.ready_after_ms = 300, .webhook = Webhook::Never}).smooth = true;
  hook("hook comes twice", {.ready_after_ms = 300, .webhook = Webhook::Twice}).smooth = true;
  hook("hook before the answer", {.webhook = Webhook::Early}).smooth = true;
  hook("submit reset, hook tells", {.submit = fault(Break::Reset), .ready_after_ms = 300}).unknown =
      true;
  hook("submit reset, early hook", {.submit = fault(Break::Reset), .webhook = Webhook::Early})
      .unknown = true;
  WallRow& lost =
      hook("submit reset, no hook", {.submit = fault(Break::Reset), .webhook = Webhook::Never});
  lost.expected = "outcome_unknown";
  lost.unknown = true;
  lost.run_timeout_s = 2;
  WallRow& moderated =
      hook("hook: Request Moderated", {.ready_after_ms = 300, .ending = Ending::RequestModerated});
  moderated.expected = "prompt_refused";
  moderated.refused = true;
}

}  // namespace

std::vector<WallRow> wall_rows() {
  std::vector<WallRow> rows;
  add_good(rows);
  add_submits(rows);
  add_polls(rows);
  add_samples(rows);
  add_hooks(rows);
  return rows;
}

}  // namespace fluxweir::e2e
