// fluxweir-command.wasm, a WASI 0.1 command: what a create request would do, without doing it; or
// how good a finished picture is.
//
//   fluxweir-command.wasm [--json] [SETTINGS]
//   fluxweir-command.wasm --score
//
// Standard input is an HTTP/1.1 request, or with --json only the body of POST /v1/images. SETTINGS
// is a file; without it the settings are in the environment variable FLUXWEIR_SETTINGS, a catalogue
// in FLUXWEIR_MODELS. Standard output is one JSON document and the end is 0: `plan` is what a dry
// run answers (receipt, quote, the upstream call with its body), `call` has the call's headers and
// the name of its credential. What can't be planned ends with 1 and the error's document, bad usage
// with 2.
//
// With --score standard input is a JPEG or PNG file, and the document is its report, as pictures
// are scored before they are delivered. A picture that has no score ends with 1, and `unscored`
// says why.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "gateway.h"
#include "inspecting.h"
#include "json/writer.h"
#include "scratch.h"

namespace fluxweir::wasi {
namespace {

struct Options {
  bool json = false;
  bool score = false;
  std::string settings_file;
};

struct Request {
  RequestHead head;
  std::string body;
};

struct Shown {
  int status = 0;
  std::string text;
};

std::string read_all(std::FILE* file) {
  std::string all;
  char piece[16 << 10];
  while (const std::size_t size = std::fread(piece, 1, sizeof(piece), file))
    all.append(piece, size);
  return all;
}

std::optional<std::string> read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  std::string text = read_all(file);
  std::fclose(file);
  return text;
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

Now read_clocks() {
  timespec mono{};
  timespec wall{};
  clock_gettime(CLOCK_MONOTONIC, &mono);
  clock_gettime(CLOCK_REALTIME, &wall);
  return {{static_cast<std::int64_t>(mono.tv_sec) * 1'000'000 + mono.tv_nsec / 1'000},
          {static_cast<std::int64_t>(wall.tv_sec) * 1'000 + wall.tv_nsec / 1'000'000}};
}

// The next line of `text`, which loses it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::optional<Request> read_request(std::string_view text) {
  Request request;
  RequestHead& head = request.head;
  const std::string_view first = take_line(text);
  const std::size_t one = first.find(' ');
  const std::size_t two = first.rfind(' ');
  if (one == std::string_view::npos || two <= one ||
      first.substr(two + 1).substr(0, 7) != "HTTP/1.")
    return std::nullopt;
  head.method = first.substr(0, one);
  const std::string_view target = first.substr(one + 1, two - one - 1);
  const std::size_t mark = std::min(target.find('?'), target.size());
  head.path = target.substr(0, mark);
  head.query = target.substr(std::min(target.size(), mark + 1));
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    head.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  }
  request.body = text;
  return request;
}

Request wrap_json(std::string body) {
  Request request;
  request.head.method = "POST";
  request.head.path = "/v1/images";
  request.head.headers = {{"content-type", "application/json"}};
  request.body = std::move(body);
  return request;
}

// Plays `request` as a dry run: an exchange that only answers.
Shown play(const Gateway& gateway, const Request& request, const std::vector<Media>& media,
           const Entropy& entropy) {
  Machine machine = gateway.open(entropy);
  std::vector<Input> inputs = {ClientHead{request.head, {}}, ClientChunk{request.body},
                               ClientEnd{media}};
  Shown shown;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    machine.handle(std::move(inputs[i]), read_clocks());
    while (true) {
      Action action = machine.poll();
      if (std::holds_alternative<Wait>(action) || std::holds_alternative<Finished>(action)) break;
      if (const auto* head = std::get_if<RespondHead>(&action)) shown.status = head->status;
      if (const auto* query = std::get_if<Query>(&action))
        inputs.push_back(QueryDone{query->op, false, {}});
      const auto* chunk = std::get_if<RespondChunk>(&action);
      if (chunk == nullptr) continue;
      for (const BodyPart& part : chunk->parts) {
        if (const auto* text = std::get_if<std::string>(&part)) shown.text += *text;
      }
    }
  }
  return shown;
}

std::string error_document(const Error& error) {
  json::Writer out;
  out.begin_object().key("error").begin_object();
  out.member("code", wire_name(error.code)).member("message", error.message);
  out.key("faults").begin_array();
  for (const Fault& fault : error.faults) {
    out.begin_object().member("path", fault.path).member("allowed", fault.allowed).end_object();
  }
  out.end_array().end_object().end_object();
  return out.take();
}

std::string plan_document(std::string_view plan, const Call& call) {
  json::Writer out;
  out.begin_object().key("plan").raw(plan).key("call").begin_object();
  out.member("method", call.method).member("url", call.url).key("headers").begin_object();
  for (const auto& [name, value] : call.headers) out.member(name, value);
  out.end_object().key("credential");
  const auto& [name, header, prefix] = call.credential;
  if (name.empty()) {
    out.null();
  } else {
    out.begin_object().member("name", name).member("header", header).member("prefix", prefix);
    out.end_object();
  }
  out.end_object().end_object();
  return out.take();
}

int finish(int code, const std::string& document) {
  std::fwrite(document.data(), 1, document.size(), stdout);
  std::fputc('\n', stdout);
  return code;
}

int complain(const char* text) {
  std::fputs(text, stderr);
  return 2;
}

int score(std::string_view picture) {
  const Inspection seen = look_at(picture, false, {});
  if (seen.scored()) return finish(0, seen.report);
  return finish(
      1, json::Writer().begin_object().member("unscored", seen.unscored).end_object().take());
}

int run(const Options& options) {
  if (options.score) return score(read_all(stdin));
  std::string settings(variable("FLUXWEIR_SETTINGS"));
  if (!options.settings_file.empty()) {
    auto text = read_file(options.settings_file);
    if (!text) return complain("fluxweir-command: the settings can't be read\n");
    settings = std::move(*text);
  }
  const Result<Gateway> gateway = Gateway::load(settings, variable("FLUXWEIR_MODELS"));
  if (!gateway) return finish(1, error_document(gateway.error()));

  std::optional<Request> request =
      options.json ? wrap_json(read_all(stdin)) : read_request(read_all(stdin));
  if (!request) return complain("fluxweir-command: standard input is no HTTP/1.1 request\n");
  set_header(request->head.headers, "x-fluxweir-dry-run", "1");
  // Nothing is served here, so it does not matter which server the request was meant for.
  request->head.host = "localhost";
  request->head.peer_is_loopback = true;

  // Pictures leave the body before the machine sees it.
  Scratch scratch;
  MediaIntake intake(find_header(request->head.headers, "content-type").value_or(""));
  request->body = intake.take(std::move(request->body), scratch);
  request->body += intake.finish(scratch);
  const std::vector<Media> media = scratch.taken();

  Entropy entropy;
  getentropy(entropy.data(), entropy.size());
  const Shown shown = play(*gateway, *request, media, entropy);
  if (shown.status != 200) return finish(1, shown.text);
  // The dry run says all but what the head of the call is.
  const Result<Plan> plan =
      gateway->plan(request->head, request->body, read_clocks(), entropy, media);
  if (!plan) return finish(1, error_document(plan.error()));
  return finish(0, plan_document(shown.text, plan->call));
}

}  // namespace
}  // namespace fluxweir::wasi

int main(int argc, char** argv) {
  fluxweir::wasi::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--json") {
      options.json = true;
    } else if (argument == "--score" && argc == 2) {
      options.score = true;
    } else if (!argument.empty() && argument.front() != '-' && options.settings_file.empty()) {
      options.settings_file = argument;
    } else {
      return fluxweir::wasi::complain("usage: fluxweir-command [--json] [SETTINGS], or --score\n");
    }
  }
  return fluxweir::wasi::run(options);
}
