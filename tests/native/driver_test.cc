#include "driver.h"

#include <doctest/doctest.h>

#include <future>
#include <string>

#include "toy.h"

using namespace toy;

namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

Fetch fetch(std::string url, bool keep, Body body = {}) {
  Fetch made;
  made.op = {5};
  made.call.url = std::move(url);
  made.call.method = "POST";
  made.call.body = std::move(body);
  made.keep = keep ? Fetch::Keep::Picture : Fetch::Keep::Nothing;
  return made;
}

// Asks for one thing and answers with what came of it.
Setup asking(Action action) {
  Setup setup;
  setup.exchange = [action] {
    auto told = std::make_shared<std::string>();
    return [action, told](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) {
        actions.push_back(action);
      } else if (auto* head = std::get_if<UpstreamHead>(&input)) {
        *told += std::to_string(head->status) + " ";
      } else if (auto* chunk = std::get_if<UpstreamChunk>(&input)) {
        *told += chunk->bytes;
      } else if (auto* end = std::get_if<UpstreamEnd>(&input)) {
        if (end->blob)
          *told += "<" + std::to_string(end->blob->bytes) + ":" +
                   std::string(fault_name(end->picture.fault)) + ">";
        answer(actions, 200, *told);
      } else if (auto* lost = std::get_if<UpstreamLost>(&input)) {
        const bool sent = lost->sent == UpstreamLost::Sent::Maybe;
        answer(actions, 200, "lost " + lost->reason + (sent ? " maybe" : " no"));
      } else if (std::holds_alternative<Tick>(input)) {
        answer(actions, 200, "tick");
      }
    };
  };
  return setup;
}

std::string told(Setup setup) {
  ToyHost host(std::move(setup));
  Client client(host.port());
  client.send(kGet);
  const std::string all = client.rest();
  return all.substr(std::min(all.find("\r\n\r\n") + 4, all.size()));
}

}  // namespace

TEST_CASE("driver: the painter's picture becomes a blob") {
  Setup setup = asking(fetch("renderer:", true, {std::string("{json}")}));
  setup.painter = [](std::string_view json, std::string_view) {
    return PaintAnswer{200, "image/png", "PNG" + std::string(json)};
  };
  CHECK_EQ(told(setup), "200 <9:unknown>");
}

TEST_CASE("driver: the painter's refusal comes as chunks") {
  Setup setup = asking(fetch("renderer:", true));
  setup.painter = [](std::string_view, std::string_view) {
    return PaintAnswer{422, "application/json", "{}"};
  };
  CHECK_EQ(told(setup), "422 {}");
}

TEST_CASE("driver: unknown and unconfigured addresses are refused") {
  CHECK_EQ(told(asking(fetch("ftp://h/", false))), "lost refused_by_guard no");
  CHECK_EQ(told(asking(fetch("http://u@127.0.0.1/", false))), "lost refused_by_guard no");
  CHECK_EQ(told(asking(fetch("http://127.0.0.1:1/", false))), "lost refused_by_guard no");
}

TEST_CASE("driver: a timer ticks") {
  CHECK_EQ(told(asking(Wait{read_mono() + Millis{1}})), "tick");
}

TEST_CASE("driver: a run goes on without its client and tells its watcher") {
  RunSpec spec;
  spec.outcome.run = "r1";
  Setup setup;
  setup.threads = 2;
  setup.exchange = [spec] {
    return [spec](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) {
        actions.push_back(Start{spec});
        actions.push_back(Watch{"r1"});
      } else if (auto* changed = std::get_if<RunChanged>(&input)) {
        if (!is_final(changed->outcome.state)) return;
        actions.push_back(RespondHead{200, {}});
        actions.push_back(RespondChunk{{changed->outcome.pictures[0].blob}});
        actions.push_back(RespondEnd{});
        actions.push_back(Finished{});
      }
    };
  };
  setup.run = [](RunSpec run) {
    auto outcome = std::make_shared<Outcome>(run.outcome);
    return [outcome](Input& input, Actions& actions) {
      if (std::holds_alternative<Tick>(input)) {
        actions.push_back(Report{RunUpdate{*outcome}});
        actions.push_back(fetch("renderer:", true));
      } else if (auto* end = std::get_if<UpstreamEnd>(&input)) {
        outcome->state = RunState::Succeeded;
        outcome->pictures.push_back({});
        outcome->pictures[0].blob = *end->blob;
        actions.push_back(Report{RunUpdate{*outcome}});
        actions.push_back(Finished{});
      }
    };
  };
  setup.painter = [](std::string_view, std::string_view) {
    return PaintAnswer{200, "image/png", "pixels"};
  };
  CHECK_EQ(told(setup), "6\r\npixels\r\n0\r\n\r\n");
}

TEST_CASE("driver: a cancelled paint is dropped") {
  std::promise<void> painting;
  std::promise<void> cancelled;
  Setup setup;
  setup.exchange = [&painting] {
    return [&painting](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) {
        actions.push_back(fetch("renderer:", true));
        actions.push_back(Wait{Instant{1}});
      } else if (std::holds_alternative<Tick>(input)) {
        painting.get_future().wait();
        actions.push_back(Cancel{{5}});
        answer(actions, 200, "cancelled");
      } else if (std::holds_alternative<UpstreamHead>(input)) {
        answer(actions, 500, "told");
      }
    };
  };
  setup.painter = [&](std::string_view, std::string_view) {
    painting.set_value();
    cancelled.get_future().wait();
    return PaintAnswer{200, "image/png", "pixels"};
  };
  ToyHost host(setup);
  Client client(host.port());
  client.send(kGet);
  const std::string all = client.rest();
  cancelled.set_value();
  CHECK_EQ(status_of(all), 200);
}

TEST_CASE("renderer: says busy when too many wait") {
  std::promise<void> release;
  auto released = release.get_future().share();
  std::promise<void> painting;
  Renderer renderer(1, 1, [&](std::string_view json, std::string_view) {
    if (json == "first") painting.set_value();
    released.wait();
    return PaintAnswer{200, "image/png", "x"};
  });
  const auto order = [](const char* json) {
    FetchOrder made;
    made.body.emplace_back(std::string(json));
    made.cancelled = std::make_shared<std::atomic<bool>>(false);
    return made;
  };
  renderer.start(order("first"), [](FetchEvent) {});
  painting.get_future().wait();
  std::promise<void> second_done;
  renderer.start(order("second"), [&](FetchEvent event) {
    if (std::holds_alternative<FetchEnd>(event)) second_done.set_value();
  });
  std::string reason;
  renderer.start(order("third"), [&](FetchEvent event) {
    const UpstreamLost& lost = std::get<UpstreamLost>(event);
    if (lost.sent == UpstreamLost::Sent::No) reason = lost.reason;
  });
  CHECK_EQ(reason, "busy");
  release.set_value();
  CHECK_EQ(second_done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

namespace {

// A provider made of the same host.
Setup provider(int status, std::string type, std::string body) {
  Setup setup;
  setup.exchange = [=] {
    auto seen = std::make_shared<std::string>();
    return [=](Input& input, Actions& actions) {
      if (auto* chunk = std::get_if<ClientChunk>(&input)) *seen += chunk->bytes;
      if (!std::holds_alternative<ClientEnd>(input)) return;
      const std::string all = body + *seen;
      actions.push_back(RespondHead{
          status, {{"content-type", type}, {"content-length", std::to_string(all.size())}}});
      actions.push_back(RespondChunk{{all}});
      actions.push_back(RespondEnd{});
      actions.push_back(Finished{});
    };
  };
  return setup;
}

Setup asking_of(const ToyHost& upstream, bool keep, Body body) {
  const std::string origin = "http://127.0.0.1:" + std::to_string(upstream.port());
  Setup setup = asking(fetch(origin + "/v1", keep, std::move(body)));
  setup.upstream.is_provider = [origin](const std::string& asked, const std::string&) {
    return asked == origin;
  };
  return setup;
}

}  // namespace

TEST_CASE("upstream: sends a body and tells the answer") {
  ToyHost upstream(provider(201, "application/json", "got "));
  CHECK_EQ(told(asking_of(upstream, true, {std::string("a"), std::string("b")})), "201 got ab");
}

TEST_CASE("upstream: keeps a picture as a blob") {
  ToyHost upstream(provider(200, "image/png", "PNG"));
  CHECK_EQ(told(asking_of(upstream, true, {})), "200 <3:unknown>");
  CHECK_EQ(told(asking_of(upstream, false, {})), "200 PNG");
}

TEST_CASE("upstream: an answer that is too large is lost") {
  ToyHost upstream(provider(200, "image/png", std::string(5000, 'x')));
  Setup setup = asking_of(upstream, true, {});
  setup.upstream.max_body = 4000;
  CHECK_EQ(told(setup), "lost too_large maybe");
}

TEST_CASE("upstream: a refused connection was not sent") {
  std::uint16_t port = 0;
  {
    ToyHost gone(provider(200, "image/png", ""));
    port = gone.port();
  }
  const std::string origin = "http://127.0.0.1:" + std::to_string(port);
  Setup setup = asking(fetch(origin + "/", false));
  setup.upstream.is_provider = [](const std::string&, const std::string&) { return true; };
  CHECK_EQ(told(setup), "lost connect no");
}

TEST_CASE("upstream: an answer that never comes may have been sent") {
  Setup silent;
  silent.bounds.drain = Millis{1};  // its machine never learns that the client has given up
  silent.exchange = [] {
    return [](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) actions.push_back(RespondEnd{true});
      if (std::holds_alternative<ClientGone>(input)) actions.push_back(Finished{});
    };
  };
  ToyHost upstream(silent);
  const std::string origin = "http://127.0.0.1:" + std::to_string(upstream.port());
  Fetch slow = fetch(origin + "/", false, {std::string("paid")});
  slow.call.timeout = Millis{50};
  Setup setup = asking(slow);
  setup.upstream.is_provider = [](const std::string&, const std::string&) { return true; };
  CHECK_EQ(told(setup), "lost timeout maybe");
}

TEST_CASE("upstream: the guard judges the address of each connection") {
  ToyHost upstream(provider(200, "image/png", "PNG"));
  for (const char* host : {"127.0.0.1", "2130706433", "0x7f.1", "0", "[::ffff:127.0.0.1]"}) {
    CAPTURE(host);
    Setup setup =
        asking(fetch("http://" + std::string(host) + ":" + std::to_string(upstream.port()), true));
    setup.upstream.may_connect = is_public_address;
    CHECK_EQ(told(setup), "lost refused_by_guard no");
  }
}

TEST_CASE("upstream: an origin has scheme, host and port") {
  CHECK_EQ(origin_of("https://API.example/x?y"), "https://api.example:443");
  CHECK_EQ(origin_of("http://h:8080/"), "http://h:8080");
  CHECK_EQ(origin_of("https://u:p@h/"), "");
  CHECK_EQ(origin_of("file:///etc/passwd"), "");
  CHECK_EQ(origin_of("nonsense"), "");
}
