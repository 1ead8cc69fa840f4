// What a host counts and bounds: connections, bytes, the pace of bodies and answers, paints.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

#include <atomic>
#include <future>
#include <thread>

#include "flow_gauge.h"
#include "in_flight.h"
#include "outbox.h"
#include "toy.h"

using namespace toy;

namespace {

sockaddr_storage address_of(const char* text) {
  sockaddr_storage storage{};
  if (inet_pton(AF_INET, text, &reinterpret_cast<sockaddr_in&>(storage).sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else {
    REQUIRE_EQ(inet_pton(AF_INET6, text, &reinterpret_cast<sockaddr_in6&>(storage).sin6_addr), 1);
    storage.ss_family = AF_INET6;
  }
  return storage;
}

Peers::Room enter(Peers& peers, const char* text, std::vector<Peers::Place>& places) {
  Peers::Place place;
  const Peers::Room room = peers.enter(address_of(text), place);
  if (place) places.push_back(std::move(place));
  return room;
}

constexpr Instant at(std::int64_t ms) { return {ms * 1000}; }

Handler ok() {
  return [](Input& input, Actions& actions) {
    if (std::holds_alternative<ClientEnd>(input)) answer(actions, 200, "ok");
    if (std::holds_alternative<ClientGone>(input)) actions.push_back(Finished{});
  };
}

bool has(const std::string& answer, std::string_view text) {
  return answer.find(text) != std::string::npos;
}

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace

TEST_CASE("peers: each address has its share") {
  Peers peers;
  peers.set_bounds({5, 2, false});
  std::vector<Peers::Place> places;
  using Room = Peers::Room;
  CHECK(enter(peers, "192.0.2.1", places) == Room::Given);
  CHECK(enter(peers, "::ffff:192.0.2.1", places) == Room::Given);
  CHECK(enter(peers, "192.0.2.1", places) == Room::NoneForPeer);
  CHECK(enter(peers, "192.0.2.2", places) == Room::Given);
  CHECK(enter(peers, "2001:db8::1", places) == Room::Given);
  CHECK(enter(peers, "2001:db8:0:1::1", places) == Room::Given);
  CHECK(enter(peers, "198.51.100.7", places) == Room::None);
  places.erase(places.begin());
  CHECK_EQ(peers.connections(), 4);
  CHECK(enter(peers, "192.0.2.1", places) == Room::Given);
}

TEST_CASE("peers: one IPv6 network is one peer") {
  Peers peers;
  peers.set_bounds({9, 1, false});
  std::vector<Peers::Place> places;
  CHECK(enter(peers, "2001:db8:1:2::1", places) == Peers::Room::Given);
  CHECK(enter(peers, "2001:db8:1:2:ffff::9", places) == Peers::Room::NoneForPeer);
  CHECK(enter(peers, "2001:db8:1:3::1", places) == Peers::Room::Given);
}

TEST_CASE("peers: a proxy on this machine is not bounded unless asked") {
  Peers peers;
  peers.set_bounds({4, 1, false});
  std::vector<Peers::Place> places;
  for (const char* text : {"127.0.0.1", "127.0.0.1", "::1", "::ffff:127.0.0.1"})
    CHECK(enter(peers, text, places) == Peers::Room::Given);
  CHECK(enter(peers, "127.0.0.1", places) == Peers::Room::None);
  places.clear();
  CHECK_EQ(peers.connections(), 0);
  peers.set_bounds({4, 1, true});
  CHECK(enter(peers, "127.0.0.1", places) == Peers::Room::Given);
  CHECK(enter(peers, "127.0.0.1", places) == Peers::Room::NoneForPeer);
}

TEST_CASE("flow gauge: judges a window at a time") {
  FlowGauge gauge;
  CHECK_FALSE(gauge.is_too_slow(at(99'000), {1000}, 100));
  gauge.start(at(1000));
  gauge.add(60, at(1500));
  CHECK_FALSE(gauge.is_too_slow(at(1999), {1000}, 100));
  CHECK(gauge.is_too_slow(at(2000), {1000}, 100));
  gauge.start(at(5000));
  gauge.add(100, at(5900));
  CHECK_FALSE(gauge.is_too_slow(at(6000), {1000}, 100));
  CHECK_FALSE(gauge.is_too_slow(at(6899), {1000}, 100));
  CHECK(gauge.is_too_slow(at(6900), {1000}, 100));  // nothing for a whole window
  gauge.stop();
  CHECK_FALSE(gauge.is_too_slow(at(99'000), {1000}, 100));
}

TEST_CASE("in flight: every share is given back") {
  const std::int64_t before = InFlight::bytes();
  {
    InFlight::Share share(100);
    InFlight::Share other(std::move(share));
    other.add(50);
    CHECK_EQ(InFlight::bytes() - before, 150);
    share = std::move(other);
    share.set(10);
    CHECK_EQ(InFlight::bytes() - before, 10);
    const BlobPtr blob = Blobs::make(std::string(1000, 'x'), "image/png");
    Outbox outbox;
    outbox.append(std::string(500, 'y'));
    outbox.append_part(BlobPart{blob, BlobRef::As::Base64});
    CHECK_EQ(InFlight::bytes() - before, 1510);
    std::array<iovec, 4> buffers;
    while (!outbox.is_empty()) {
      outbox.gather(buffers);
      outbox.consume(buffers[0].iov_len);
    }
    CHECK_EQ(InFlight::bytes() - before, 1010);
  }
  CHECK_EQ(InFlight::bytes(), before);
}

TEST_CASE("in flight: a request counts from its head to its end") {
  const std::int64_t before = InFlight::bytes();
  std::promise<Load> at_head;
  std::promise<Load> at_end;
  Setup setup;
  setup.exchange = [&] {
    return [&](Input& input, Actions& actions) {
      if (const auto* head = std::get_if<ClientHead>(&input)) at_head.set_value(head->load);
      if (const auto* end = std::get_if<ClientEnd>(&input)) {
        at_end.set_value(end->load);
        answer(actions, 200, "ok");
      }
    };
  };
  {
    ToyHost host(setup);
    Client client(host.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
    CHECK_EQ(at_head.get_future().get().bytes, before);
    while (InFlight::bytes() != before + 100'000) std::this_thread::yield();
    client.send(std::string(100'000, 'x'));
    CHECK_EQ(at_end.get_future().get().bytes, before + 100'000);
    CHECK_EQ(status_of(client.answer()), 200);
  }
  CHECK_EQ(InFlight::bytes(), before);
}

TEST_CASE("in flight: a body of unknown length is stopped when memory is out") {
  Setup setup;
  setup.exchange = ok;
  setup.session.bytes_in_flight = InFlight::bytes() + 100'000;
  ToyHost host(setup);
  Client client(host.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
  for (int i = 0; i < 4; ++i) client.send(chunk);
  const std::string all = client.rest();
  CHECK_EQ(status_of(all), 503);
  CHECK(has(all, "\r\nretry-after: 1\r\n"));
  CHECK(has(all, "\r\nconnection: close\r\n"));
}

TEST_CASE("in flight: a picture on its way counts by the room made for it") {
  Setup half;
  half.bounds.drain = Millis{1};  // its machine never ends
  half.exchange = [] {
    return [](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientGone>(input)) actions.push_back(Finished{});
      if (!std::holds_alternative<ClientEnd>(input)) return;
      actions.push_back(
          RespondHead{200, {{"content-type", "image/png"}, {"content-length", "3000000"}}});
      actions.push_back(RespondChunk{{std::string("x")}});
    };
  };
  ToyHost upstream(half);
  Setup setup;
  setup.upstream.is_provider = [](const std::string&, const std::string&) { return true; };
  setup.exchange = [&upstream] {
    return [&upstream](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) {
        Fetch fetch;
        fetch.op = {1};
        fetch.call.url = "http://127.0.0.1:" + std::to_string(upstream.port()) + "/";
        fetch.keep = Fetch::Keep::Picture;
        actions.push_back(std::move(fetch));
      } else if (std::holds_alternative<UpstreamHead>(input)) {
        actions.push_back(Cancel{{1}});
        answer(actions, 200, InFlight::bytes() >= 3'000'000 ? "counted" : "not counted");
      }
    };
  };
  const std::int64_t before = InFlight::bytes();
  {
    ToyHost host(std::move(setup));
    Client client(host.port());
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK_NE(client.answer().find("\r\n\r\ncounted"), std::string::npos);
  }
  CHECK_LT(InFlight::bytes(), before + 1'000'000);
}

TEST_CASE("session: a body that drips is cut off before its time is up") {
  Setup setup;
  setup.exchange = ok;
  setup.session.body_rate = 1 << 20;
  ToyHost host(setup);
  Client client(host.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n\r\nhi");
  CHECK_EQ(status_of(client.rest()), 408);
}

TEST_CASE("server: turns away what it has no room for") {
  Setup setup;
  setup.exchange = ok;
  setup.bounds.peers = {2, 9, false};
  ToyHost host(setup);
  Client first(host.port());
  first.send(kGet);
  CHECK_EQ(status_of(first.answer()), 200);
  {
    Client second(host.port());
    second.send(kGet);
    CHECK_EQ(status_of(second.answer()), 200);
    Client third(host.port());
    third.send(kGet);
    const std::string all = third.rest();
    CHECK_EQ(status_of(all), 503);
    CHECK(has(all, "\r\nretry-after: "));
    CHECK(has(all, R"("code":"unavailable")"));
    first.send(kGet);
    CHECK_EQ(status_of(first.answer()), 200);
  }
  // The second has left: there is room again, at once or in a moment.
  int status = 0;
  for (int i = 0; i < 200 && status != 200; ++i) {
    Client next(host.port());
    next.send(kGet);
    status = status_of(next.answer());
  }
  CHECK_EQ(status, 200);
}

TEST_CASE("server: an address that has its share gets 429") {
  Setup setup;
  setup.exchange = ok;
  setup.bounds.peers = {9, 1, true};
  ToyHost host(setup);
  Client first(host.port());
  first.send(kGet);
  CHECK_EQ(status_of(first.answer()), 200);
  Client second(host.port());
  const std::string all = second.rest();
  CHECK_EQ(status_of(all), 429);
  CHECK(has(all, R"("code":"rate_limited")"));
}

TEST_CASE("server: a flood of refused connections is let go of") {
  Setup setup;
  setup.exchange = ok;
  setup.bounds.peers = {1, 9, false};
  ToyHost host(setup);
  Client first(host.port());
  first.send(kGet);
  CHECK_EQ(status_of(first.answer()), 200);
  std::vector<std::unique_ptr<Client>> crowd;
  for (int i = 0; i < 400; ++i) crowd.push_back(std::make_unique<Client>(host.port()));
  int answered = 0;
  for (const auto& client : crowd) answered += status_of(client->rest()) == 503 ? 1 : 0;
  CHECK_EQ(answered, 400);
  first.send(kGet);
  CHECK_EQ(status_of(first.answer()), 200);
}

TEST_CASE("server: waits at its end for who would call it back") {
  Setup setup;
  setup.bounds.drain = Millis{1};
  std::promise<void> painting;
  std::atomic<bool>* ending = nullptr;
  std::atomic<bool> painted = false;
  setup.painter = [&](std::string_view, std::string_view) {
    painting.set_value();
    while (!ending->load()) std::this_thread::yield();
    painted = true;
    return PaintAnswer{200, "image/png", "PNG"};
  };
  setup.exchange = [] {
    return [](Input& input, Actions& actions) {
      if (!std::holds_alternative<ClientEnd>(input)) return;
      Fetch fetch{{1}, {}};
      fetch.call.url = "renderer:paint";
      actions.push_back(std::move(fetch));
      for (std::uint32_t op = 2; op < 2000; ++op) actions.push_back(Query{{op}, {{"nothing", {}}}});
    };
  };
  ToyHost host(setup);
  ending = host.host().ending.get();
  Client client(host.port());
  client.send(kGet);
  painting.get_future().wait();
  host.server().stop();
  CHECK(painted);
}

TEST_CASE("renderer: does not begin what nobody waits for any more") {
  std::promise<void> painting;
  std::promise<void> free;
  auto freed = free.get_future().share();
  int painted = 0;
  Renderer renderer(1, 8, [&](std::string_view json, std::string_view) {
    if (json == "first") painting.set_value();
    if (json == "first") freed.wait();
    ++painted;
    return PaintAnswer{200, "image/png", "PNG"};
  });
  const auto order = [](const char* json, std::int64_t timeout_ms) {
    Call call;
    call.timeout = Millis{timeout_ms};
    return FetchOrder{{1},
                      std::move(call),
                      {std::string(json)},
                      Fetch::Keep::Nothing,
                      0,
                      std::make_shared<std::atomic<bool>>(false)};
  };
  renderer.start(order("first", 60'000), [](FetchEvent) {});
  painting.get_future().wait();
  FetchOrder left = order("left", 60'000);
  const CancelFlag flag = left.cancelled;
  renderer.start(std::move(left), [](FetchEvent) { FAIL("it was cancelled"); });
  flag->store(true);
  std::promise<std::string> lost;
  renderer.start(order("late", 0), [&lost](FetchEvent event) {
    if (const auto* end = std::get_if<UpstreamLost>(&event))
      lost.set_value(end->reason + (end->sent == UpstreamLost::Sent::No ? " no" : " maybe"));
  });
  CHECK(renderer.oldest_wait(read_mono() + Millis{1000}).count >= 1000);
  free.set_value();
  CHECK_EQ(lost.get_future().get(), "timeout no");
  CHECK_EQ(renderer.oldest_wait(read_mono()).count, 0);
  CHECK_EQ(painted, 1);
}
