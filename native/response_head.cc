#include "response_head.h"

#include <time.h>

#include <cstdio>

#include "base/error.h"
#include "base/text.h"

namespace fluxweir::native {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

constexpr Phrase kPhrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out += (byte < 0x20 && c != '\t') || byte == 0x7F ? ' ' : c;
  }
  out += "\r\n";
}

std::string_view refusal_code(int status) {
  if (status == 413) return wire_name(ErrorCode::BodyTooLarge);
  if (status == 414 || status == 431) return wire_name(ErrorCode::HeadTooLarge);
  if (status == 429) return wire_name(ErrorCode::RateLimited);
  if (status == 503) return wire_name(ErrorCode::Unavailable);
  return wire_name(status == 500 ? ErrorCode::Bug : ErrorCode::InvalidRequest);
}

}  // namespace

std::string_view reason_phrase(int status) {
  for (const Phrase& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return "";
}

std::string http_date(UnixMillis wall) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const time_t seconds = wall.count / 1000;
  tm at{};
  gmtime_r(&seconds, &at);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[at.tm_wday],
                at.tm_mday, kMonths[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min,
                at.tm_sec);
  return text;
}

Framing choose_framing(const RespondHead& head, bool http10) {
  if (head.status == 204 || head.status == 304 || head.status < 200) return Framing::None;
  if (find_header(head.headers, "content-length")) return Framing::Length;
  return http10 ? Framing::UntilClose : Framing::Chunked;
}

std::string format_head(const RespondHead& head, Framing framing, std::string_view connection,
                        UnixMillis wall) {
  // The date changes once a second; each thread keeps the last one.
  thread_local std::int64_t dated = -1;
  thread_local std::string date;
  if (dated != wall.count / 1000) {
    dated = wall.count / 1000;
    date = http_date(wall);
  }
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ").append(std::to_string(head.status)).append(" ");
  out.append(reason_phrase(head.status)).append("\r\n");
  bool has_date = false;
  for (const Header& header : head.headers) {
    if (equals_ignoring_case(header.name, "connection") ||
        equals_ignoring_case(header.name, "transfer-encoding")) {
      continue;
    }
    has_date = has_date || equals_ignoring_case(header.name, "date");
    append_field(out, header.name, header.value);
  }
  if (!has_date) append_field(out, "date", date);
  if (framing == Framing::Chunked) append_field(out, "transfer-encoding", "chunked");
  if (!connection.empty()) append_field(out, "connection", connection);
  out += "\r\n";
  return out;
}

std::string format_refusal(int status, std::string_view message, UnixMillis wall,
                           int retry_after_s) {
  std::string json = "{\"error\":{\"code\":\"";
  json.append(refusal_code(status)).append("\",\"message\":\"");
  json.append(message).append("\"}}");
  RespondHead head{status, {}};
  head.headers.push_back({"content-type", "application/json"});
  head.headers.push_back({"content-length", std::to_string(json.size())});
  if (retry_after_s > 0) head.headers.push_back({"retry-after", std::to_string(retry_after_s)});
  if (status == 405) head.headers.push_back({"allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"});
  return format_head(head, Framing::Length, "close", wall) + json;
}

}  // namespace fluxweir::native
