// Each folder of tests/fixtures/providers/<codec>/ is one case, typed from the provider's public
// documentation; source.txt says from where and when. Either a request of ours and the call that
// it must become, or a reply of the provider and what it must mean.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gateway.h"
#include "json/tree.h"
#include "providers/registry.h"
#include "support/source_file.h"

using namespace fluxweir;
using json::Tree;

namespace {

struct Case {
  std::string provider;
  std::string name;
  std::string read(const std::string& file) const {
    return read_source("tests/fixtures/providers/" + provider + "/" + name + "/" + file);
  }
  Tree tree(const std::string& file) const { return Tree::parse(read(file), nullptr, false); }
};

Gateway gateway_before_bfl() {
  Result<Gateway> gateway = Gateway::load(R"({
    "licences":{"accepted":["flux-1-dev"]},
    "providers":[{"name":"bfl","codec":"bfl","origin":"https://api.bfl.ai","credential":"${BFL_KEY}"}],
    "offers":[{"model":"flux-pro-v1-1-ultra","provider":"bfl"},
              {"model":"flux-pro-v1-1","provider":"bfl"},{"model":"flux-1-dev","provider":"bfl"}]})");
  REQUIRE(gateway.has_value());
  return std::move(*gateway);
}

Tree call_tree(const Call& call) {
  Tree headers = Tree::object();
  for (const Header& header : call.headers) headers[header.name] = header.value;
  std::string body;
  for (const BodyPart& part : call.body) {
    const auto* text = std::get_if<std::string>(&part);
    body += text ? *text : "<blob>";
  }
  return {{"method", call.method},
          {"url", call.url},
          {"credential", call.credential.name},
          {"header", call.credential.header},
          {"headers", headers},
          {"body", Tree::parse(body, nullptr, false)}};
}

std::string kind_name(Setback::Kind kind) {
  constexpr const char* kNames[] = {"not_sent",  "full",    "refused", "busy",   "rejected",
                                    "moderated", "failed",  "unfit",   "spoilt", "poor",
                                    "empty",     "unknown", "unclear", "gone"};
  return kNames[static_cast<std::size_t>(kind)];
}

Tree progress_tree(const Result<Progress, Setback>& progress) {
  if (!progress) {
    const Setback& setback = progress.error();
    Tree tree = {{"kind", kind_name(setback.kind)},
                 {"reason", setback.reason},
                 {"code", std::string(wire_name(setback.error.code))}};
    if (setback.error.retry_after) tree["retry_after_ms"] = setback.error.retry_after->count;
    return {{"setback", tree}};
  }
  if (const auto* ready = std::get_if<Ready>(&*progress)) {
    return {{"ready", {{"url", ready->url}, {"took_ms", ready->took.value_or(Millis{}).count}}}};
  }
  const Pending& pending = std::get<Pending>(*progress);
  return {{"pending",
           {{"id", pending.ticket.id},
            {"url", pending.ticket.url},
            {"cost_micro_usd", pending.cost.count}}}};
}

std::vector<Case> cases_with(const std::string& file) {
  std::vector<Case> cases;
  for (const std::string& provider : list_sources("tests/fixtures/providers")) {
    for (const std::string& name : list_sources("tests/fixtures/providers/" + provider)) {
      const Case one{provider, name};
      if (!one.read(file).empty()) cases.push_back(one);
    }
  }
  return cases;
}

}  // namespace

TEST_CASE("conformance: requests become the calls that providers document") {
  const Gateway gateway = gateway_before_bfl();
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  head.host = "127.0.0.1";
  head.headers = {{"content-type", "application/json"}};
  head.peer_is_loopback = true;
  const std::vector<Case> cases = cases_with("request.json");
  CHECK_GE(cases.size(), 4);
  for (const Case& one : cases) {
    CAPTURE(one.name);
    CHECK_FALSE(one.read("source.txt").empty());
    const auto plan = gateway.plan(head, one.read("request.json"), {}, {});
    REQUIRE(plan.has_value());
    CHECK_EQ(call_tree(plan->call), one.tree("call.json"));
    for (const Adjustment& change : plan->spec.outcome.adjustments) CHECK_EQ(change.path, "");
  }
}

TEST_CASE("conformance: replies mean what providers document") {
  const std::vector<Case> cases = cases_with("reply.json");
  CHECK_GE(cases.size(), 15);
  for (const Case& one : cases) {
    CAPTURE(one.name);
    CHECK_FALSE(one.read("source.txt").empty());
    const Codec* codec = find_codec(one.provider);
    REQUIRE(codec != nullptr);
    const Tree said = one.tree("reply.json");
    Reply reply;
    reply.status = said["status"];
    for (const auto& [name, value] : said["headers"].items())
      reply.headers.push_back({name, value});
    reply.body = json::dump_tree(said["body"]);
    const Asked asked = said["asked"] == "submit" ? Asked::Submit : Asked::Check;
    CHECK_EQ(progress_tree(codec->read(reply, asked)), one.tree("progress.json"));
  }
}
