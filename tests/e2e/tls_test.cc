// A provider whose certificate nobody vouches for: OpenSSL's own test server with a certificate
// made for the occasion. The key must not leave the house.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "e2e/gateway_process.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

TEST_CASE("e2e tls: a provider that can't prove its name gets nothing") {
  std::string folder = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-tls-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string port = std::to_string(free_port());
  const std::string pair = " -keyout " + folder + "/key.pem -out " + folder + "/cert.pem";
  REQUIRE_EQ(run("openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
                 " -addext subjectAltName=IP:127.0.0.1" +
                 pair),
             0);
  // It says ACCEPT when it listens, and ends with its standard input, which is this shell's.
  const std::string server = "openssl s_server -accept 127.0.0.1:" + port + " -key " + folder +
                             "/key.pem -cert " + folder + "/cert.pem";
  const std::string start = "(sleep 60 | " + server + " > " + folder +
                            "/heard 2>&1 & echo $!) && " +
                            "for i in $(seq 100); do grep -q ACCEPT " + folder +
                            "/heard && exit 0; read -t 0.05 < <(:) || :; done; exit 1";
  REQUIRE_EQ(run("bash -c '" + start + "' > " + folder + "/pid"), 0);
  std::ofstream(folder + "/gateway.json")
      << R"({"providers":[{"name":"bfl","codec":"bfl","origin":"https://127.0.0.1:)" << port
      << R"(","credential":"${FLUXWEIR_TEST_BFL_KEY}"}],)"
      << R"("offers":[{"model":"flux-pro-v1-1-ultra","provider":"bfl"}],)"
      << R"("limits":{"run_timeout_s":2}})";
  {
    const GatewayProcess gateway("serve", {"--config", folder + "/gateway.json"},
                                 {{"FLUXWEIR_TEST_BFL_KEY", "canary-of-the-provider"}});
    const HttpAnswer made = gateway.post("/v1/images", R"({"prompt":"a fox"})");
    CHECK_EQ(made.status, 502);
    CHECK_EQ(made.json["error"]["code"], "upstream_failed");
    const HttpAnswer trace = gateway.get("/v1/runs/" + made.header("x-fluxweir-run") + "/trace");
    REQUIRE(trace.json.is_object());
    CHECK_EQ(trace.json["attempts"][0]["end"], "not_sent");
    CHECK_EQ(trace.json["attempts"][0]["reason"], "tls");
    CHECK_EQ(trace.json["possible_waste_micro_usd"], 0);
  }
  CHECK_NE(run("grep canary " + folder + "/heard"), 0);
  run("kill $(cat " + folder + "/pid); rm -r " + folder);
}
