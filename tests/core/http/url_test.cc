#include "http/url.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "json/reader.h"
#include "support/source_file.h"

using namespace fluxweir;

namespace {

std::string shown(std::string_view text) {
  const Result<Url> url = read_public_url(text);
  return url ? url->text() : "refused";
}

std::string operators(std::string_view text) {
  const Result<Url> url = read_url(text);
  return url ? url->text() : "refused";
}

}  // namespace

TEST_CASE("url: judges every URL of the list") {
  // Each line: the URL as it stands inside a JSON string, the verdict, the reason.
  int count = 0;
  for (const std::string& line : read_source_lines("tests/data/urls.tsv")) {
    const std::size_t verdict = line.find('\t');
    REQUIRE_NE(verdict, std::string::npos);
    CAPTURE(line);
    const std::string literal = "\"" + line.substr(0, verdict) + "\"";
    const Result<json::Document> document = json::Document::read(literal);
    REQUIRE(document.has_value());
    const Result<Url> url = read_public_url(*document->root().string());
    CHECK_EQ(url.has_value(), line.substr(verdict + 1, 5) == "allow");
    if (url) {
      CHECK_EQ(shown(url->text()), url->text());  // what we rebuilt means the same to us
    } else {
      CHECK(url.error().code == ErrorCode::InvalidParameter);
    }
    ++count;
  }
  CHECK_GE(count, 300);
}

TEST_CASE("url: rebuilds a canonical text") {
  CHECK_EQ(shown("HTTPS://Example.COM.:443?q#f"), "https://example.com/?q");
  CHECK_EQ(shown("http://example.com:0443/a/../b?x=%zz"), "http://example.com:443/a/../b?x=%zz");
  CHECK_EQ(shown("http://[2606:4700:0:0::0:1.2.3.4]/"), "http://[2606:4700::102:304]/");
  CHECK_EQ(shown("https://example.com/\xc3\xa9\"<>^`{|}?\xc3\xa9"),
           "https://example.com/%c3%a9%22%3c%3e%5e%60%7b%7c%7d?%c3%a9");
  CHECK_EQ(shown("https://example.com#/a?b"), "https://example.com/");
}

TEST_CASE("url: gives its parts") {
  const Url url = *read_public_url("https://Example.com:8443/a?b=c#d");
  CHECK_EQ(url.scheme, "https");
  CHECK_EQ(url.host, "example.com");
  CHECK_EQ(url.port, 8443);
  CHECK_EQ(url.target, "/a?b=c");
  CHECK_EQ(url.authority(), "example.com:8443");
  CHECK_EQ(url.origin(), "https://example.com:8443");
  CHECK_EQ(read_public_url("https://example.com/a")->origin(), "https://example.com");
  CHECK_EQ(read_public_url("https://example.com:80/")->authority(), "example.com:80");
}

TEST_CASE("url: follows the policy it is given") {
  UrlPolicy policy;
  policy.http = false;
  policy.ports = {443, 9000};
  CHECK(read_public_url("https://example.com:9000/", policy));
  CHECK_FALSE(read_public_url("http://example.com:9000/", policy));
  CHECK_FALSE(read_public_url("https://example.com:8443/", policy));
}

TEST_CASE("url: reaches inside only where allowed by name") {
  UrlPolicy policy;
  policy.allow = {"127.0.0.1:9000", "minio:9000", "[::1]:80"};
  CHECK(read_public_url("http://127.0.0.1:9000/x", policy));
  CHECK(read_public_url("http://MINIO:9000/x", policy));
  CHECK(read_public_url("http://[0::1]/", policy));
  CHECK_FALSE(read_public_url("http://127.0.0.1:9001/", policy));
  CHECK_FALSE(read_public_url("http://127.0.0.1/", policy));
  CHECK_FALSE(read_public_url("http://127.1:9000/", policy));
  CHECK_FALSE(read_public_url("http://minio/", policy));
}

TEST_CASE("url: refuses denied hosts first") {
  UrlPolicy policy;
  policy.deny = {"gateway.example.com", "93.184.216.34"};
  policy.allow = {"gateway.example.com:443"};
  CHECK_FALSE(read_public_url("https://Gateway.Example.com./", policy));
  CHECK_FALSE(read_public_url("http://93.184.216.34/", policy));
  CHECK(read_public_url("https://www.gateway.example.com/", policy));
}

TEST_CASE("url: lets operators name any host") {
  CHECK_EQ(operators("http://127.0.0.1:9000/x"), "http://127.0.0.1:9000/x");
  CHECK_EQ(operators("http://localhost:3000"), "http://localhost:3000/");
  CHECK_EQ(operators("http://gpu-box:8188/"), "http://gpu-box:8188/");
  CHECK_EQ(operators("http://[::1]:1/"), "http://[::1]:1/");
  CHECK_EQ(operators("https://api.bfl.ai"), "https://api.bfl.ai/");
  for (const char* text :
       {"", "api.bfl.ai", "ftp://x/", "http://u:p@x/", "http://127.1/", "http://x:0/",
        "http://x y/", "http://x\\y/", "http://\xc3\xa9/", "http://x:65536/"}) {
    CAPTURE(text);
    CHECK_EQ(operators(text), "refused");
  }
}

TEST_CASE("url: tells nothing of the URL in an error") {
  for (const char* text : {"https://secret:secret@example.com/", "http://secret/", "secret",
                           "http://[secret]/", "http://secret.local/", "http://a.com:secret/"}) {
    const Result<Url> url = read_public_url(text);
    REQUIRE_FALSE(url);
    CHECK_EQ(url.error().message.find("secret"), std::string::npos);
  }
}

TEST_CASE("url: a redirect leads where RFC 3986 says") {
  struct Row {
    const char* location;
    const char* to;
  };
  constexpr Row kRows[] = {
      {"g", "http://a.com/b/c/g"},
      {"./g", "http://a.com/b/c/g"},
      {"g/", "http://a.com/b/c/g/"},
      {"/g", "http://a.com/g"},
      {"//g.com", "http://g.com/"},
      {"?y", "http://a.com/b/c/d?y"},
      {"g?y", "http://a.com/b/c/g?y"},
      {"#s", "http://a.com/b/c/d"},
      {".", "http://a.com/b/c/"},
      {"..", "http://a.com/b/"},
      {"../g", "http://a.com/b/g"},
      {"../../g", "http://a.com/g"},
      {"../../../../g", "http://a.com/g"},
      {"/./g", "http://a.com/g"},
      {"/../g", "http://a.com/g"},
      {"g.", "http://a.com/b/c/g."},
      {"..g", "http://a.com/b/c/..g"},
      {"g?y/../x", "http://a.com/b/c/g?y/../x"},
      {"http://b.com/../x", "http://b.com/../x"},
      {"a:b", "refused"},
      {"", "refused"},
      {"http:g", "refused"},
      {"http://10.0.0.1/", "refused"},
      {"//[::1]/", "refused"},
  };
  const Result<Url> from = read_public_url("http://a.com/b/c/d?q");
  for (const Row& row : kRows) {
    CAPTURE(row.location);
    const Result<Url> to = read_redirect(*from, row.location);
    CHECK_EQ(to ? to->text() : "refused", row.to);
  }
  CHECK_FALSE(read_redirect(*read_public_url("https://a.com/"), "http://a.com/").has_value());
}

TEST_CASE("url: means the same when read again") {
  Random random(4);
  static constexpr std::string_view kAlphabet = "ab01.:/?#@[]%-_x\\ \xc3\xa9Z";
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = round % 2 == 0 ? "http://" : "http://a1.b";
    for (std::uint64_t left = random.below(12); left > 0; --left) {
      text += kAlphabet[random.below(kAlphabet.size())];
    }
    const Result<Url> url = read_url(text);
    if (!url) continue;
    ++read;
    CAPTURE(text);
    const Result<Url> again = read_url(url->text());
    REQUIRE(again.has_value());
    REQUIRE(*again == *url);
  }
  CHECK_GT(read, 1'000);
}
