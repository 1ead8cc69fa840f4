// Whole answers, and what the faults make of them.
#include "e2e/bfl_wire.h"

namespace fluxweir::e2e {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 410:
      return "Gone";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Status";
  }
}

std::string line(std::string_view name, std::string_view value) {
  return std::string(name) + ": " + std::string(value) + "\r\n";
}

// The status line of `head`, and its other lines without those named `name`.
std::string without(const std::string& head, std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = head.find("\r\n", at) + 2;
    if (head.compare(at, name.size(), name) != 0) out += head.substr(at, end - at);
    at = end;
  }
  return out;
}

void set_body(WireReply& reply, std::string body, std::string_view type) {
  reply.head = without(without(reply.head, "Content-Length"), "Content-Type");
  reply.head.resize(reply.head.size() - 2);
  reply.head +=
      line("Content-Type", type) + line("Content-Length", std::to_string(body.size())) + "\r\n";
  reply.body_bytes = body.size();
  reply.body = std::make_shared<const std::string>(std::move(body));
}

std::string type_of(const WireReply& reply) {
  const std::size_t at = reply.head.find("Content-Type: ") + 14;
  return reply.head.substr(at, reply.head.find("\r\n", at) - at);
}

void say_nothing(WireReply& reply, WireReply::After after) {
  reply.head.clear();
  reply.body_bytes = 0;
  reply.after = after;
}

constexpr const char* kPage =
    "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head>"
    "<body><h1>Checking your browser</h1></body></html>\n";

}  // namespace

std::string WireRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

WireReply make_reply(int status, std::string_view type, std::shared_ptr<const std::string> body,
                     const HeaderLines& headers) {
  WireReply reply;
  reply.head = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason(status)) + "\r\n" +
               line("Content-Type", type);
  for (const auto& [name, value] : headers) reply.head += line(name, value);
  reply.head += line("Content-Length", std::to_string(body->size()));
  reply.body_bytes = body->size();
  reply.body = std::move(body);
  return reply;
}

WireReply make_reply(int status, std::string_view type, std::string body,
                     const HeaderLines& headers) {
  return make_reply(status, type, std::make_shared<const std::string>(std::move(body)), headers);
}

WireReply broken(WireReply whole, const Fault& fault) {
  using After = WireReply::After;
  WireReply reply = std::move(whole);
  reply.delay_ms += fault.delay_ms;
  const std::size_t half = reply.body_bytes / 2;
  if (fault.how != Break::None && fault.how != Break::WrongType && fault.how != Break::Drip)
    reply.sent = {};
  switch (fault.how) {
    case Break::None:
      break;
    case Break::ResetBeforeBody:
    case Break::Reset:
      say_nothing(reply, After::Reset);
      break;
    case Break::Close:
      say_nothing(reply, After::Close);
      break;
    case Break::Stall:
      say_nothing(reply, After::Stall);
      break;
    case Break::HalfHead:
      say_nothing(reply, After::Close);
      reply.head = "HTTP/1.1 200 OK\r\nContent-Ty";
      break;
    case Break::HalfBody:
      reply.body_bytes = half;
      reply.after = After::Close;
      break;
    case Break::ShortBody:
      set_body(reply, reply.body->substr(0, half), type_of(reply));
      break;
    case Break::NoLength:
      reply.head = without(reply.head, "Content-Length");
      reply.head.insert(reply.head.size() - 2, line("Connection", "close"));
      reply.body_bytes = half;
      reply.after = After::Close;
      break;
    case Break::Html:
      set_body(reply, kPage, "text/html; charset=utf-8");
      break;
    case Break::Empty:
      set_body(reply, "", type_of(reply));
      break;
    case Break::WrongType:
      set_body(reply, *reply.body, "application/octet-stream");
      break;
    case Break::Drip:
      reply.pieces = 16;
      reply.pause_ms = fault.pause_ms;
      break;
    case Break::NotAPicture:
      set_body(reply, std::string(reply.body_bytes, '\x5a'), type_of(reply));
      break;
  }
  return reply;
}

}  // namespace fluxweir::e2e
