// URLs and addresses: a URL that is let through has one spelling, one meaning, and no address of
// the inside; addresses are read as the system's own functions read them.
#include "http/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "http/address.h"
#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

void check_host(const std::string& host) {
  for (const char c : host) {
    law(c > 0x20 && c < 0x7F && c != '\\' && c != '@' && c != '/' && c != '?' && c != '#',
        "a host holds nothing odd", host);
    law(c < 'A' || c > 'Z', "a host is lower case", host);
  }
  law(!host.empty(), "there is a host");
}

// Says it in its own way: not by the tables that are judged here.
bool is_inside(std::uint32_t four) {
  const std::uint32_t top = four >> 24;
  return top == 0 || top == 10 || top == 127 || top >= 224 || four >> 20 == 0xAC1 ||
         four >> 16 == 0xC0A8 || four >> 16 == 0xA9FE || four >> 22 == 0x191;
}

bool is_inside(const Ipv6& bytes) {
  in6_addr six{};
  std::copy(bytes.begin(), bytes.end(), six.s6_addr);
  return IN6_IS_ADDR_UNSPECIFIED(&six) || IN6_IS_ADDR_LOOPBACK(&six) ||
         IN6_IS_ADDR_V4MAPPED(&six) || IN6_IS_ADDR_V4COMPAT(&six) || IN6_IS_ADDR_LINKLOCAL(&six) ||
         IN6_IS_ADDR_SITELOCAL(&six) || IN6_IS_ADDR_MULTICAST(&six) || (bytes[0] & 0xFEU) == 0xFC;
}

void check_public(const std::string& host) {
  if (host.front() == '[') {
    const auto six = parse_ipv6(std::string_view(host).substr(1, host.size() - 2));
    law(six.has_value(), "what is in brackets is an IPv6 address", host);
    law(classify_ipv6(*six) == AddressClass::Public, "a literal address is public", host);
    law(!is_inside(*six), "and not one of the inside", host);
  } else if (const auto four = parse_ipv4(host)) {
    law(classify_ipv4(*four) == AddressClass::Public, "a literal address is public", host);
  }
  in_addr loose{};  // one number, octal, hex: as a lenient client would read the host
  if (inet_aton(host.c_str(), &loose) != 0)
    law(!is_inside(ntohl(loose.s_addr)), "nor in any other spelling", host);
}

void check_url(const Url& url) {
  check_host(url.host);
  law(url.scheme == "http" || url.scheme == "https", "the scheme is one of two");
  law(url.port != 0, "the port is known");
  law(!url.target.empty() && url.target.front() == '/', "a target begins with /");
  for (const char c : url.text()) {
    const auto byte = static_cast<unsigned char>(c);
    law(byte > 0x20 && byte < 0x7F, "the text holds no blank, control or other script", url.text());
  }
  law(url.text().find('#') == std::string::npos, "a fragment is dropped");
  law(url.text() == url.origin() + url.target, "the text is origin and target");
}

void check_addresses(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || text.size() > 100) return;
  const std::string c_text(text);
  in_addr four{};
  const bool is_four = inet_pton(AF_INET, c_text.c_str(), &four) == 1;
  const auto ours = parse_ipv4(text);
  law(ours.has_value() == is_four, "IPv4 is what the system says it is", text);
  if (ours) {
    law(*ours == ntohl(four.s_addr), "and the same number", text);
    law(parse_ipv4(ipv4_text(*ours)) == ours, "and its text leads back");
  }
  in6_addr six{};
  const bool is_six = inet_pton(AF_INET6, c_text.c_str(), &six) == 1;
  const auto ours6 = parse_ipv6(text);
  law(ours6.has_value() == is_six, "IPv6 is what the system says it is", text);
  if (!ours6) return;
  law(std::memcmp(ours6->data(), six.s6_addr, 16) == 0, "and the same number", text);
  law(parse_ipv6(ipv6_text(*ours6)) == ours6, "and its text leads back", text);
}

// Any sixteen bytes are an address.
void check_bytes(std::string_view bytes) {
  Ipv6 six{};
  std::copy_n(bytes.begin(), std::min<std::size_t>(16, bytes.size()), six.begin());
  law(parse_ipv6(ipv6_text(six)) == six, "any IPv6 address has a text that leads back");
  char text[INET6_ADDRSTRLEN];
  inet_ntop(AF_INET6, six.data(), text, sizeof text);
  law(parse_ipv6(text) == six, "and the system's text of it is understood", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_addresses(text);
  check_bytes(text);
  const UrlPolicy policy;
  const Result<Url> url = read_public_url(text, policy);
  if (!url) law(url.error().code == ErrorCode::InvalidParameter, "a bad URL is the caller's fault");
  if (url) {
    check_url(*url);
    check_public(url->host);
    law(std::find(policy.ports.begin(), policy.ports.end(), url->port) != policy.ports.end(),
        "the port is a usual one");
    const Result<Url> again = read_public_url(url->text());
    law(again.has_value() && *again == *url, "what is written is the same URL", url->text());
    law(read_url(text).has_value(), "the stricter reader accepts no more");
  }
  if (const Result<Url> own = read_url(text)) {
    check_url(*own);
    const Result<Url> again = read_url(own->text());
    law(again.has_value() && *again == *own, "an operator's URL stays the same", own->text());
  }
  const Url from{"https", "a.example", 443, "/b/c?d"};
  if (const Result<Url> next = read_redirect(from, text)) {
    check_url(*next);
    check_public(next->host);
    law(next->scheme == "https", "no redirect leads back to http");
    law(read_public_url(next->text()) == next, "a redirect leads where a URL may lead",
        next->text());
  }
  return 0;
}
