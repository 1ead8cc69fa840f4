// Judges raw requests for compare_node.mjs: reads byte strings on stdin, each after its length
// (four bytes, little-endian), and writes what the reader makes of each as a line of JSON. Bytes
// stand there as the character of that number.
#include <cstdio>
#include <iostream>
#include <iterator>

#include "request_reader.h"

using namespace fluxweir;
using native::RequestReader;

namespace {

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7E || c == '"' || c == '\\') {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_request(std::string& out, const native::RequestStart& start, std::string_view body,
                    std::size_t end) {
  out += "{\"end\":" + std::to_string(end) + ",\"minor\":" + (start.http10 ? "0" : "1");
  out += start.keep_alive ? ",\"keep\":true" : ",\"keep\":false";
  const std::pair<const char*, std::string_view> texts[] = {{"method", start.head.method},
                                                            {"host", start.head.host},
                                                            {"path", start.head.path},
                                                            {"query", start.head.query},
                                                            {"body", body}};
  for (const auto& [name, text] : texts) {
    out += std::string(",\"") + name + "\":";
    append_text(out, text);
  }
  out += ",\"headers\":[";
  for (const Header& header : start.head.headers) {
    if (out.back() != '[') out += ',';
    append_text(out, header.name);
    out += ',';
    append_text(out, header.value);
  }
  out += "]}";
}

std::string judge(std::string_view bytes) {
  RequestReader reader;
  std::string out = "{\"requests\":[";
  std::string body;
  std::size_t at = 0;
  std::size_t used = 1;
  bool goes_on = true;
  while (used > 0 && at < bytes.size() && goes_on) {
    used = reader.take(bytes.substr(at));
    at += used;
    body += reader.take_body();
    if (reader.state() == RequestReader::State::Refused) break;
    if (reader.state() != RequestReader::State::Done) continue;
    if (out.back() == '}') out += ',';
    append_request(out, reader.start(), body, at);
    goes_on = reader.start().keep_alive;
    body.clear();
    reader.reset();
  }
  return out + "],\"refusal\":" + std::to_string(reader.refusal().status) + "}\n";
}

}  // namespace

int main() {
  const std::string all{std::istreambuf_iterator<char>(std::cin), {}};
  std::size_t at = 0;
  while (at + 4 <= all.size()) {
    std::size_t length = 0;
    for (int i = 3; i >= 0; --i)
      length = length << 8 | static_cast<unsigned char>(all[at + static_cast<std::size_t>(i)]);
    std::cout << judge(std::string_view(all).substr(at + 4, length));
    at += 4 + length;
  }
  return 0;
}
