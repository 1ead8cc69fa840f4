// The connect stage of the guard against requests to inside addresses, with a DNS that is played.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <set>

#include "toy.h"
#include "trust.h"

using namespace fluxweir;
using namespace fluxweir::native;
using namespace toy;

namespace {

SocketAddress address_of(const std::string& text) {
  SocketAddress address;
  if (text.find(':') == std::string::npos) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    v4.sin_family = AF_INET;
    REQUIRE_EQ(inet_pton(AF_INET, text.c_str(), &v4.sin_addr), 1);
    address.length = sizeof v4;
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    v6.sin6_family = AF_INET6;
    REQUIRE_EQ(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr), 1);
    address.length = sizeof v6;
  }
  return address;
}

// Every name leads where the test says, each time it is asked; every connection ends at one port of
// this machine, and is noted by the address it was meant for.
class PlayedNetwork final : public Network {
 public:
  explicit PlayedNetwork(std::uint16_t port) : port_(port) {}

  // What the name leads to: the first answer, then the next; the last one stays.
  std::map<std::string, std::vector<std::vector<std::string>>> names;

  void resolve(const std::string& host, Found found) override {
    std::vector<SocketAddress> addresses;
    {
      const std::lock_guard guard(lock_);
      auto& answers = names[host];
      if (!answers.empty()) {
        for (const std::string& text : answers.front()) addresses.push_back(address_of(text));
        if (answers.size() > 1) answers.erase(answers.begin());
      }
      ++asked_;
    }
    found(std::move(addresses));
  }

  int open(SocketAddress& address, int type, int protocol) override {
    {
      const std::lock_guard guard(lock_);
      connected_.push_back(address_text(address.base()));
    }
    address = address_of("127.0.0.1");
    reinterpret_cast<sockaddr_in&>(address.storage).sin_port = htons(port_);
    return ::socket(AF_INET, type | SOCK_CLOEXEC, protocol);
  }

  std::string connected() const {
    const std::lock_guard guard(lock_);
    std::string all;
    for (const std::string& one : connected_) all += (all.empty() ? "" : " ") + one;
    return all;
  }
  int asked() const { return asked_; }

 private:
  mutable std::mutex lock_;
  std::vector<std::string> connected_;
  std::uint16_t port_;
  int asked_ = 0;
};

// Answers 200 with who was asked for.
Setup naming_server() {
  Setup setup;
  setup.exchange = [] {
    auto host = std::make_shared<std::string>();
    return [host](Input& input, Actions& actions) {
      if (auto* head = std::get_if<ClientHead>(&input)) *host = head->head.host;
      if (std::holds_alternative<ClientEnd>(input)) answer(actions, 200, "hello " + *host);
    };
  };
  return setup;
}

Setup asking_for(std::vector<std::string> urls, Network& network) {
  Setup setup;
  setup.exchange = [urls] {
    auto left = std::make_shared<std::vector<std::string>>(urls.rbegin(), urls.rend());
    auto told = std::make_shared<std::string>();
    return [left, told](Input& input, Actions& actions) {
      const auto next = [&] {
        if (left->empty()) return answer(actions, 200, *told);
        Fetch fetch;
        fetch.op = {static_cast<std::uint32_t>(left->size())};
        fetch.call.url = left->back();
        left->pop_back();
        actions.push_back(std::move(fetch));
      };
      if (std::holds_alternative<ClientEnd>(input)) next();
      if (auto* chunk = std::get_if<UpstreamChunk>(&input)) *told += chunk->bytes + "; ";
      if (std::holds_alternative<UpstreamEnd>(input)) next();
      if (auto* lost = std::get_if<UpstreamLost>(&input)) {
        CHECK(lost->sent == UpstreamLost::Sent::No);
        *told += lost->reason + "; ";
        next();
      }
    };
  };
  setup.network = &network;
  setup.upstream = *upstream_options(Settings{});
  return setup;
}

std::string told(Setup setup) {
  ToyHost host(std::move(setup));
  Client client(host.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string all = client.answer();
  return all.substr(all.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE("guard: a name is connected to at its public addresses only") {
  ToyHost server(naming_server());
  struct Row {
    std::vector<std::string> addresses;
    const char* told;
    const char* connected;
  };
  const Row rows[] = {
      {{"93.184.216.34"}, "hello a.example.com; ", "93.184.216.34"},
      {{"2606:2800:220:1::1"}, "hello a.example.com; ", "[2606:2800:220:1::1]"},
      {{}, "connect; ", ""},
      {{"127.0.0.1"}, "refused_by_guard; ", ""},
      {{"10.1.2.3", "192.168.0.1", "169.254.169.254"}, "refused_by_guard; ", ""},
      {{"100.64.0.1"}, "refused_by_guard; ", ""},
      {{"100.100.100.200"}, "refused_by_guard; ", ""},
      {{"168.63.129.16"}, "refused_by_guard; ", ""},
      {{"0.0.0.0"}, "refused_by_guard; ", ""},
      {{"::1"}, "refused_by_guard; ", ""},
      {{"::"}, "refused_by_guard; ", ""},
      {{"::ffff:93.184.216.34"}, "refused_by_guard; ", ""},
      {{"::ffff:127.0.0.1"}, "refused_by_guard; ", ""},
      {{"64:ff9b::7f00:1"}, "refused_by_guard; ", ""},
      {{"2002:7f00:1::"}, "refused_by_guard; ", ""},
      {{"fd00:ec2::254"}, "refused_by_guard; ", ""},
      {{"fe80::1"}, "refused_by_guard; ", ""},
      // Of a mixed answer the public part is used.
      {{"10.0.0.1", "93.184.216.34"}, "hello a.example.com; ", "93.184.216.34"},
      {{"::1", "93.184.216.34", "127.0.0.1"}, "hello a.example.com; ", "93.184.216.34"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.addresses.empty() ? "" : row.addresses.front());
    PlayedNetwork network(server.port());
    network.names["a.example.com"] = {row.addresses};
    CHECK_EQ(told(asking_for({"http://a.example.com/x"}, network)), row.told);
    CHECK_EQ(network.connected(), row.connected);
  }
}

TEST_CASE("guard: of many records none that is private is connected to") {
  ToyHost server(naming_server());
  PlayedNetwork network(server.port());
  std::vector<std::string> many;
  for (int i = 0; i < 60; ++i) {
    many.push_back("10.0.0." + std::to_string(i));
    many.push_back("93.184.216." + std::to_string(i));
  }
  network.names["many.example.com"] = {many};
  CHECK_EQ(told(asking_for({"http://many.example.com/"}, network)), "hello many.example.com; ");
  CHECK_EQ(network.connected(), "93.184.216.0");
}

TEST_CASE("guard: a name that is rebound between two requests leads nowhere inside") {
  ToyHost server(naming_server());
  PlayedNetwork network(server.port());
  network.names["a.example.com"] = {{"93.184.216.34"}, {"127.0.0.1"}};
  network.names["b.example.com"] = {{"127.0.0.1"}, {"93.184.216.34"}};
  CHECK_EQ(told(asking_for({"http://a.example.com/", "http://a.example.com/",
                            "http://b.example.com/", "http://b.example.com/"},
                           network)),
           "hello a.example.com; refused_by_guard; refused_by_guard; hello b.example.com; ");
  CHECK_EQ(network.connected(), "93.184.216.34 93.184.216.34");
  CHECK_EQ(network.asked(), 4);
}

TEST_CASE("guard: an address as a host is judged without a lookup") {
  ToyHost server(naming_server());
  PlayedNetwork network(server.port());
  CHECK_EQ(told(asking_for({"http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/",
                            "http://[::ffff:7f00:1]/", "http://93.184.216.34/"},
                           network)),
           "refused_by_guard; refused_by_guard; refused_by_guard; refused_by_guard; "
           "hello 93.184.216.34; ");
  CHECK_EQ(network.connected(), "93.184.216.34");
  CHECK_EQ(network.asked(), 0);
}

TEST_CASE("guard: what parsers read in two ways is not connected to") {
  ToyHost server(naming_server());
  PlayedNetwork network(server.port());
  for (const char* url :
       {"http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0/",
        "http://a.example.com\\@b.example.com/", "http://u@a.example.com/",
        "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa2.example.com/", "file:///etc/passwd",
        "gopher://a.example.com/", "http://a.example.com:0/"}) {
    CAPTURE(url);
    CHECK_EQ(told(asking_for({url}, network)), "refused_by_guard; ");
  }
  CHECK_EQ(network.connected(), "");
  CHECK_EQ(network.asked(), 0);
}

TEST_CASE("guard: the operator's own hosts may be private") {
  ToyHost server(naming_server());
  PlayedNetwork network(server.port());
  network.names["files.internal"] = {{"10.0.0.7"}};
  Setup setup = asking_for({"http://files.internal:9000/", "http://files.internal:9001/"}, network);
  Settings settings;
  settings.fetch.allow = {"files.internal:9000"};
  setup.upstream = *upstream_options(settings);
  CHECK_EQ(told(std::move(setup)), "hello files.internal:9000; refused_by_guard; ");
  CHECK_EQ(network.connected(), "10.0.0.7");
}

TEST_CASE("guard: this machine's own addresses are not public") {
  const auto options = upstream_options(Settings{});
  REQUIRE_FALSE(own_addresses().empty());
  for (const std::string& own : own_addresses()) {
    CAPTURE(own);
    const bool v6 = own.front() == '[';
    CHECK_FALSE(options->may_connect(address_of(v6 ? own.substr(1, own.size() - 2) : own).base()));
  }
}

TEST_CASE("guard: a redirect is told and not followed") {
  Setup moved;
  moved.exchange = [] {
    return [](Input& input, Actions& actions) {
      if (!std::holds_alternative<ClientEnd>(input)) return;
      actions.push_back(
          RespondHead{302, {{"location", "http://127.0.0.1/"}, {"content-length", "5"}}});
      actions.push_back(RespondChunk{{std::string("moved")}});
      actions.push_back(RespondEnd{});
      actions.push_back(Finished{});
    };
  };
  ToyHost server(moved);
  PlayedNetwork network(server.port());
  network.names["a.example.com"] = {{"93.184.216.34"}};
  CHECK_EQ(told(asking_for({"http://a.example.com/"}, network)), "moved; ");
  CHECK_EQ(network.connected(), "93.184.216.34");
}

TEST_CASE("guard: the system's own lookups are judged too") {
  ToyHost server(naming_server());
  const std::string authority = "localhost:" + std::to_string(server.port());
  for (const bool allowed : {false, true}) {
    SystemNetwork network;
    Setup setup = asking_for({"http://" + authority + "/"}, network);
    if (allowed) setup.upstream.is_allowed = [](const std::string&) { return true; };
    CHECK_EQ(told(setup), allowed ? "hello " + authority + "; " : "refused_by_guard; ");
  }
}
