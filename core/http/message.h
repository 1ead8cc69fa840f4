// HTTP messages as plain values: what a client sent, what we answer, what we ask of a provider.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/units.h"

namespace fluxweir {

struct Header {
  std::string name;  // as sent; compared without case
  std::string value;
  bool operator==(const Header&) const = default;
};

using Headers = std::vector<Header>;

// A header before its texts have a place of their own.
struct HeaderView {
  std::string_view name;
  std::string_view value;
};
// What is written at many places is made at one: a list of strings is much code.
Headers headers_of(std::initializer_list<HeaderView> views);
Headers json_headers();  // content-type: application/json
void add_header(Headers& headers, std::string_view name, std::string_view value);

// The first value of `name`; nothing when it is absent.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);
void set_header(Headers& headers, std::string_view name, std::string value);

// Bytes that the host keeps: a scratch handle (dies with the run) or the handle of an opened kept
// blob.
struct BlobRef {
  enum class As : std::uint8_t { Raw, Base64 };
  std::string handle;
  std::uint64_t bytes = 0;  // raw length; in a body less than the blob's means its beginning only
  As as = As::Raw;
  bool operator==(const BlobRef&) const = default;
};

using BodyPart = std::variant<std::string, BlobRef>;
using Body = std::vector<BodyPart>;

// Length on the wire, base64 included.
std::uint64_t body_length(const Body& body);

// One client request without its body. The host has removed authorization, x-key, x-api-key and
// cookie.
struct RequestHead {
  std::string method;  // "POST"
  std::string path;    // as sent, without the query: "/v1/images"
  std::string query;   // without '?'
  std::string scheme = "http";
  std::string host;  // the Host header
  Headers headers;
  bool peer_is_loopback = false;
};

// The decoded value of query parameter `name`; nothing when absent or badly encoded.
std::optional<std::string> find_query(std::string_view query, std::string_view name);

// Names a secret that the host holds; `header` and `prefix` say where it puts it. Never the secret
// itself.
struct Credential {
  std::string name;    // the provider's credential in the settings; empty: none
  std::string header;  // "authorization"
  std::string prefix;  // "Bearer "
  bool operator==(const Credential&) const = default;
};

// One request to a provider. `url` may have a host's own scheme: "renderer:" is the built-in
// painter.
struct Call {
  std::string method = "GET";
  std::string url;
  Headers headers;
  Credential credential;
  Body body;
  Millis timeout{60'000};
  bool operator==(const Call&) const = default;
};

}  // namespace fluxweir
