// Each folder of tests/fixtures/providers/<codec>/ is one case, typed from the provider's public
// documentation; source.txt says from where and when. Either a request of ours and the call that
// it must become, or a reply of the provider and what it must mean.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gateway.h"
#include "json/tree.h"
#include "providers/registry.h"

using namespace fluxweir;
using json::Tree;

namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = fs::path(FLUXWEIR_SOURCE_DIR) / "tests/fixtures/providers";

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

Tree read_tree(const fs::path& path) { return Tree::parse(read_text(path), nullptr, false); }

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
  constexpr const char* kNames[] = {"not_sent",  "full",   "refused", "busy",    "rejected",
                                    "moderated", "failed", "unknown", "unclear", "gone"};
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

std::vector<fs::path> cases_with(const char* file) {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::recursive_directory_iterator(kFixtures)) {
    if (entry.path().filename() == file) cases.push_back(entry.path().parent_path());
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
  const std::vector<fs::path> cases = cases_with("request.json");
  CHECK_GE(cases.size(), 4);
  for (const fs::path& path : cases) {
    CAPTURE(path.filename().string());
    CHECK_FALSE(read_text(path / "source.txt").empty());
    const auto plan = gateway.plan(head, read_text(path / "request.json"), {}, {});
    REQUIRE(plan.has_value());
    CHECK_EQ(call_tree(plan->call), read_tree(path / "call.json"));
    for (const Adjustment& change : plan->spec.outcome.adjustments) CHECK_EQ(change.path, "");
  }
}

TEST_CASE("conformance: replies mean what providers document") {
  const std::vector<fs::path> cases = cases_with("reply.json");
  CHECK_GE(cases.size(), 15);
  for (const fs::path& path : cases) {
    CAPTURE(path.filename().string());
    CHECK_FALSE(read_text(path / "source.txt").empty());
    const Codec* codec = find_codec(path.parent_path().filename().string());
    REQUIRE(codec != nullptr);
    const Tree said = read_tree(path / "reply.json");
    Reply reply;
    reply.status = said["status"];
    for (const auto& [name, value] : said["headers"].items())
      reply.headers.push_back({name, value});
    reply.body = json::dump_tree(said["body"]);
    const Asked asked = said["asked"] == "submit" ? Asked::Submit : Asked::Check;
    CHECK_EQ(progress_tree(codec->read(reply, asked)), read_tree(path / "progress.json"));
  }
}
