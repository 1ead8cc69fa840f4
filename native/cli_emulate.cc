#include "cli_emulate.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/text.h"
#include "complain.h"
#include "serve.h"

namespace fluxweir::native {
namespace {

constexpr std::int64_t kMaxMillis = 600'000;

constexpr const char* kAbout = "Rehearse offline: the front APIs with a vendor's pace and failures";

constexpr const char* kExamples =
    "Failures are rules, replaced while it runs. The third create answers 429:\n"
    "  curl -X PUT localhost:8090/emulate/rules \\\n"
    "       -d '[{\"match\":{\"route\":\"create\",\"nth\":3},\n"
    "             \"do\":{\"status\":429,\"retry_after_s\":2}}]'\n"
    "match: route (create, read, media or a path of /openapi.json), method, prompt_contains,\n"
    "       nth, times\n"
    "do:    status, retry_after_s, html, delay_ms, truncate, stall, drop, expire, moderate,\n"
    "       latency_ms\n"
    "GET shows the rules and how often each has matched, DELETE takes them away.";

struct EmulateArguments {
  std::string listen = "127.0.0.1:8090";
  std::string latency = "0";
  std::string cold_start = "0";
  std::string rules;
  bool quiet = false;
};

std::optional<Pace> read_pace(const std::string& text, const Pace& card) {
  if (text == "card") return card;
  const auto millis = to_integer(text);
  if (!millis || *millis < 0 || *millis > kMaxMillis) return std::nullopt;
  return Pace{{*millis}, {*millis}};
}

int run_emulate(const EmulateArguments& arguments) {
  const auto latency = read_pace(arguments.latency, kCardLatency);
  const auto cold_start = read_pace(arguments.cold_start, kCardColdStart);
  if (!latency || !cold_start) {
    complain(std::string(latency ? "--cold-start" : "--latency") +
             " wants card or milliseconds up to " + std::to_string(kMaxMillis));
    return 2;
  }
  const auto rules = read_settings(arguments.rules);
  if (!rules) return 1;
  ServeArguments serve;
  serve.listen = arguments.listen;
  serve.quiet = arguments.quiet;
  serve.rules = arguments.rules;
  serve.emulate = EmulateProfile{*latency, *cold_start, *rules};
  return run_serve(serve);
}

}  // namespace

void add_emulate(CLI::App& app, int& code) {
  auto arguments = std::make_shared<EmulateArguments>();
  CLI::App* command = app.add_subcommand("emulate", kAbout);
  command->add_option("--listen", arguments->listen,
                      "HOST:PORT on this machine; port 0 picks a free one (default: "
                      "127.0.0.1:8090)");
  command->add_option(
      "--latency", arguments->latency,
      "How long a run takes: card (about 10 s) or milliseconds (default: as long as "
      "painting)");
  command->add_option("--cold-start", arguments->cold_start,
                      "How much longer the first run takes, and one after a minute without any: "
                      "card (5 to 10 s) or milliseconds (default: 0)");
  command
      ->add_option("--rules", arguments->rules,
                   "Rules to begin with, a JSON file: what PUT /emulate/rules takes")
      ->check(CLI::ExistingFile);
  command->add_flag("--quiet", arguments->quiet, "No log on standard error");
  command->footer(kExamples);
  command->callback([arguments, &code] { code = run_emulate(*arguments); });
}

}  // namespace fluxweir::native
