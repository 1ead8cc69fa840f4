#include "catalog/offer.h"

#include <doctest/doctest.h>

using namespace fluxweir;

TEST_CASE("offer: the key may go to its provider's own hosts only") {
  Offer offer;
  offer.origin = "https://api.bfl.ai";
  offer.allowed_hosts = {"*.bfl.ai", "eu.example.com", "gpu.example.com:8443"};
  for (const char* url :
       {"https://api.bfl.ai/v1/get_result?id=1", "https://api.eu.bfl.ai/x",
        "https://API.EU.BFL.AI/", "https://eu.example.com/", "https://gpu.example.com:8443/x"}) {
    CAPTURE(url);
    CHECK(may_call(offer, url));
  }
  for (const char* url :
       {"http://api.bfl.ai/", "http://api.eu.bfl.ai/", "https://bfl.ai/", "https://evilbfl.ai/",
        "https://api.bfl.ai.evil.com/", "https://api.bfl.ai@evil.com/",
        "https://evil.com#api.bfl.ai", "https://api.eu.bfl.ai:8443/",
        "https://eu.example.com:8443/", "//api.bfl.ai/", "", "api.bfl.ai"}) {
    CAPTURE(url);
    CHECK_FALSE(may_call(offer, url));
  }
  offer.origin = "http://127.0.0.1:9000";
  CHECK(may_call(offer, "http://127.0.0.1:9000/x"));
  CHECK_FALSE(may_call(offer, "http://127.0.0.1:9001/x"));
}
