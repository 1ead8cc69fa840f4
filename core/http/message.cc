#include "http/message.h"

#include "base/text.h"

namespace fluxweir {

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (equals_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

Headers headers_of(std::initializer_list<HeaderView> views) {
  Headers headers;
  headers.reserve(views.size());
  for (const HeaderView& view : views) add_header(headers, view.name, view.value);
  return headers;
}

Headers json_headers() { return headers_of({{"content-type", "application/json"}}); }

void add_header(Headers& headers, std::string_view name, std::string_view value) {
  headers.push_back({std::string(name), std::string(value)});
}

void set_header(Headers& headers, std::string_view name, std::string value) {
  for (Header& header : headers) {
    if (equals_ignoring_case(header.name, name)) {
      header.value = std::move(value);
      return;
    }
  }
  headers.push_back({std::string(name), std::move(value)});
}

std::uint64_t body_length(const Body& body) {
  std::uint64_t total = 0;
  for (const BodyPart& part : body) {
    if (const auto* text = std::get_if<std::string>(&part)) {
      total += text->size();
    } else if (const auto* blob = std::get_if<BlobRef>(&part)) {
      total += blob->as == BlobRef::As::Base64
                   ? base64_length(static_cast<std::size_t>(blob->bytes))
                   : blob->bytes;
    }
  }
  return total;
}

std::optional<std::string> find_query(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals)) != name) continue;
    return equals == std::string_view::npos ? std::string{}
                                            : percent_decode(pair.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace fluxweir
