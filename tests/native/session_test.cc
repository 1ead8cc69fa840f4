#include "session.h"

#include <doctest/doctest.h>

#include <future>
#include <string>

#include "base/text.h"
#include "toy.h"

using namespace toy;

namespace {

// Answers with what it was told: method, path, body, pictures.
Handler echo() {
  auto seen = std::make_shared<std::string>();
  return [seen](Input& input, Actions& actions) {
    if (std::holds_alternative<ClientGone>(input)) {
      actions.push_back(Finished{});
    } else if (auto* head = std::get_if<ClientHead>(&input)) {
      *seen = head->head.method + " " + head->head.path + " ";
    } else if (auto* chunk = std::get_if<ClientChunk>(&input)) {
      *seen += chunk->bytes;
    } else if (auto* end = std::get_if<ClientEnd>(&input)) {
      for (const Media& media : end->media)
        *seen += "[" + std::to_string(media.blob.bytes) + (media.whole ? "]" : "!]");
      answer(actions, 200, *seen);
    }
  };
}

std::string body_of(const std::string& answer) {
  return answer.substr(std::min(answer.find("\r\n\r\n") + 4, answer.size()));
}

bool has(const std::string& answer, std::string_view text) {
  return answer.find(text) != std::string::npos;
}

Setup echoing() {
  Setup setup;
  setup.exchange = echo;
  return setup;
}

}  // namespace

TEST_CASE("session: answers one request after the other") {
  ToyHost host(echoing());
  Client client(host.port());
  for (int i = 0; i < 3; ++i) {
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
    const std::string answer = client.answer();
    CHECK_EQ(status_of(answer), 200);
    CHECK_EQ(body_of(answer), "POST /a hi");
    CHECK(has(answer, "\r\ndate: "));
    CHECK_FALSE(has(answer, "connection:"));
  }
}

TEST_CASE("session: answers pipelined requests in order") {
  ToyHost host(echoing());
  Client client(host.port());
  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }
  client.send(all);
  for (int i = 0; i < 200; ++i) {
    CHECK_EQ(body_of(client.answer()), "GET /" + std::to_string(i) + " ");
  }
}

TEST_CASE("session: answers all that came before the client's end") {
  for (const char* tail : {"", "GET /cut HTT"}) {
    CAPTURE(tail);
    ToyHost host(echoing());
    Client client(host.port());
    std::string all;
    for (int i = 0; i < 20; ++i)
      all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";
    client.send(all + tail);
    client.end_input();
    for (int i = 0; i < 20; ++i)
      CHECK_EQ(body_of(client.answer()), "POST /" + std::to_string(i) + " hi");
    CHECK_EQ(client.rest(), "");
  }
}

TEST_CASE("session: a client that reads nothing is let go of though the kernel holds it all") {
  for (const std::size_t bytes : {20'000U, 200'000U, 20'000'000U}) {
    CAPTURE(bytes);
    Setup setup;
    setup.session.write = Millis{1000};
    setup.bounds.peers.all = 1;
    setup.exchange = [bytes] {
      return [bytes](Input& input, Actions& actions) {
        if (std::holds_alternative<ClientEnd>(input)) answer(actions, 200, std::string(bytes, 'x'));
        if (std::holds_alternative<ClientGone>(input)) actions.push_back(Finished{});
      };
    };
    ToyHost host(std::move(setup));
    Client idle(host.port(), 4096);
    idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    // There is room for another one only when it is gone.
    int status = 503;
    for (const Instant until = read_mono() + Millis{10'000};
         status == 503 && read_mono() < until;) {
      Client next(host.port());
      next.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      status = status_of(next.answer());
    }
    CHECK_EQ(status, 200);
  }
}

TEST_CASE("session: takes a request byte by byte") {
  ToyHost host(echoing());
  Client client(host.port());
  for (const char c : std::string("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                                  "chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")) {
    client.send(std::string_view(&c, 1));
  }
  CHECK_EQ(body_of(client.answer()), "POST / hi");
}

TEST_CASE("session: a bad request gets one answer and the end") {
  ToyHost host(echoing());
  for (const char* request :
       {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    Client client(host.port());
    client.send(request);
    const std::string all = client.rest();
    CHECK_EQ(status_of(all), 400);
    CHECK(has(all, "\r\nconnection: close\r\n"));
    CHECK(has(all, "{\"error\":{\"code\":\"invalid_request\",\"message\":\""));
    CHECK_EQ(all.find("HTTP/1.1", 1), std::string::npos);
  }
}

TEST_CASE("session: HEAD gets the head alone") {
  ToyHost host(echoing());
  Client client(host.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(has(client.answer(true), "content-length: 8\r\n"));
  CHECK_EQ(body_of(client.answer()), "GET /b ");
}

TEST_CASE("session: closes when asked to") {
  ToyHost host(echoing());
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string all = client.rest();
  CHECK(has(all, "\r\nconnection: close\r\n"));
  CHECK_EQ(body_of(all), "GET / ");
}

TEST_CASE("session: HTTP/1.0 closes unless kept alive") {
  ToyHost host(echoing());
  Client once(host.port());
  once.send("GET / HTTP/1.0\r\n\r\n");
  CHECK_EQ(status_of(once.rest()), 200);
  Client kept(host.port());
  kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(has(kept.answer(), "\r\nconnection: keep-alive\r\n"));
  kept.send("GET /2 HTTP/1.0\r\n\r\n");
  CHECK_EQ(body_of(kept.answer()), "GET /2 ");
}

TEST_CASE("session: says continue before the body") {
  ToyHost host(echoing());
  Client client(host.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK_EQ(client.answer(true), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  CHECK_EQ(body_of(client.answer()), "POST / hi");
}

TEST_CASE("session: an early answer spares the body") {
  Setup setup;
  setup.exchange = [] {
    return [](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientHead>(input)) answer(actions, 401, "no");
    };
  };
  ToyHost host(setup);
  Client client(host.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
  const std::string all = client.rest();
  CHECK_EQ(status_of(all), 401);
  CHECK(has(all, "\r\nconnection: close\r\n"));
}

TEST_CASE("session: a client that only stops sending is answered") {
  ToyHost host(echoing());
  Client client(host.port());
  client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  client.end_input();
  CHECK_EQ(body_of(client.rest()), "GET /a ");
}

TEST_CASE("session: half a request and the end is no request") {
  ToyHost host(echoing());
  Client client(host.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhi");
  client.end_input();
  CHECK_EQ(client.rest(), "");
}

TEST_CASE("session: slow heads and bodies are cut off") {
  Setup setup = echoing();
  setup.session.head = setup.session.body = Millis{1};
  ToyHost host(setup);
  for (const char* part :
       {"GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhi"}) {
    Client client(host.port());
    client.send(part);
    CHECK_EQ(status_of(client.rest()), 408);
  }
}

TEST_CASE("session: an idle connection is closed without a word") {
  Setup setup = echoing();
  setup.session.idle = Millis{1};
  ToyHost host(setup);
  CHECK_EQ(Client(host.port()).rest(), "");
}

TEST_CASE("session: a client that reads nothing is dropped") {
  std::promise<void> gone;
  Setup setup;
  setup.session.write = Millis{1};
  setup.exchange = [&gone] {
    return [&gone](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) {
        actions.push_back(RespondHead{200, {}});
        for (int i = 0; i < 100; ++i) {
          actions.push_back(RespondChunk{{std::string(1 << 20, 'x')}});
        }
      } else if (std::holds_alternative<ClientGone>(input)) {
        gone.set_value();
        actions.push_back(Finished{});
      }
    };
  };
  ToyHost host(setup);
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_EQ(gone.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST_CASE("session: the machine learns that its client left") {
  std::promise<void> begun;
  std::promise<void> gone;
  Setup setup;
  setup.exchange = [&] {
    return [&](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) begun.set_value();
      if (std::holds_alternative<ClientGone>(input)) {
        gone.set_value();
        actions.push_back(Finished{});
      }
    };
  };
  ToyHost host(setup);
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  begun.get_future().wait();
  client.leave();
  CHECK_EQ(gone.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST_CASE("session: streams chunks and pictures") {
  Setup setup;
  setup.exchange = [] {
    return [](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientEnd>(input)) {
        Blob put;
        put.op = {1};
        put.what = Blob::Do::Put;
        put.bytes = "picture";
        actions.push_back(put);
      } else if (auto* done = std::get_if<BlobDone>(&input)) {
        BlobRef coded = *done->blob;
        coded.as = BlobRef::As::Base64;
        actions.push_back(RespondHead{200, {}});
        actions.push_back(RespondChunk{{std::string("a"), *done->blob, coded}});
        actions.push_back(RespondEnd{});
        actions.push_back(Finished{});
      }
    };
  };
  ToyHost host(setup);
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = client.answer();
  CHECK(has(answer, "transfer-encoding: chunked\r\n"));
  CHECK_EQ(body_of(answer), "14\r\napicture" + to_base64("picture") + "\r\n0\r\n\r\n");
}

TEST_CASE("session: takes pictures out of JSON") {
  ToyHost host(echoing());
  Client client(host.port());
  const std::string json = R"({"image_url":"data:image/png;base64,)" + to_base64("pixels") + "\"}";
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(json.size()) + "\r\n\r\n" + json);
  CHECK_EQ(body_of(client.answer()), "POST / {\"image_url\":\"fluxweir-media:0;image/png\"}[6]");
}

TEST_CASE("session: secrets stay with the host") {
  std::promise<ClientHead> seen;
  Setup setup;
  setup.exchange = [&seen] {
    return [&seen](Input& input, Actions& actions) {
      if (auto* head = std::get_if<ClientHead>(&input)) {
        seen.set_value(*head);
        answer(actions, 200, "");
      }
    };
  };
  ToyHost host(setup);
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer canary-123456789\r\n\r\n");
  client.answer();
  const ClientHead head = seen.get_future().get();
  CHECK_FALSE(find_header(head.head.headers, "authorization"));
  CHECK_EQ(head.caller.key_id, "canary-12345");
  CHECK(head.head.peer_is_loopback);
}

TEST_CASE("session: a machine that ends without an answer gives 500") {
  Setup setup;
  setup.exchange = [] { return [](Input&, Actions& actions) { actions.push_back(Finished{}); }; };
  ToyHost host(setup);
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_EQ(status_of(client.rest()), 500);
}

TEST_CASE("server: lets a request in work end before it stops") {
  std::promise<void> begun;
  Setup setup;
  setup.session.linger = Millis{1};
  setup.exchange = [&begun] {
    return [&begun](Input& input, Actions& actions) {
      if (std::holds_alternative<ClientHead>(input)) begun.set_value();
      if (std::holds_alternative<ClientEnd>(input)) answer(actions, 200, "done");
    };
  };
  ToyHost host(setup);
  Client client(host.port());
  Client idle(host.port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n");
  begun.get_future().wait();
  auto stopped = std::async(std::launch::async, [&host] { host.server().stop(); });
  while (!host.host().ending->load()) std::this_thread::yield();
  client.send("hi");
  const std::string all = client.rest();
  CHECK_EQ(status_of(all), 200);
  CHECK(has(all, "\r\nconnection: close\r\n"));
  stopped.get();
  CHECK_EQ(idle.rest(), "");
}
