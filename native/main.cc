// The command line of fluxweir.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>

#include "cli_bench.h"
#include "cli_calibrate.h"
#include "cli_emulate.h"
#include "cli_generate.h"
#include "cli_models.h"
#include "cli_score.h"
#include "serve.h"

namespace {

using fluxweir::native::ServeArguments;

constexpr const char* kAbout =
    "An open gateway in front of FLUX image models: one API in, any provider out.\n"
    "Without settings it needs no key: a painter of its own makes the pictures.";

constexpr const char* kExamples =
    "Examples:\n"
    "  fluxweir serve\n"
    "  fluxweir serve --config fluxweir.json --data /var/lib/fluxweir\n"
    "  curl localhost:8080/v1/images -H 'content-type: application/json' \\\n"
    "       -d '{\"model\":\"flux-pro-v1-1-ultra\",\"prompt\":\"a red fox at dawn\"}'\n"
    "  fluxweir emulate --latency card\n"
    "  fluxweir generate \"a lighthouse in fog\" -o fog.jpg\n"
    "  fluxweir models flux-pro-v1-1-ultra\n"
    "  fluxweir score fog.jpg --html report.html\n"
    "  fluxweir calibrate my-pictures --out calibration.json\n"
    "  fluxweir bench models --each 5\n"
    "  fluxweir check-config fluxweir.json\n"
    "\n"
    "fluxweir COMMAND --help tells more of each command.";

void add_serve(CLI::App& app, ServeArguments& arguments, int& code) {
  CLI::App* serve = app.add_subcommand("serve", "Serve the front APIs over HTTP");
  serve->add_option("--listen", arguments.listen,
                    "HOST:PORT; port 0 picks a free one (default: 127.0.0.1:8080)");
  serve->add_option("--data", arguments.data,
                    "Folder for runs, pictures and keys (default: all in memory)");
  serve->add_option("--config", arguments.config, "Settings, a JSON file")
      ->check(CLI::ExistingFile);
  serve->add_option("--models", arguments.models, "A model catalogue of your own, a JSON file")
      ->check(CLI::ExistingFile);
  serve->add_option("--public-url", arguments.public_url,
                    "What addresses in answers begin with (needed with --open)");
  serve->add_flag("--open", arguments.open, "Allow an address that other machines can reach");
  serve->add_flag("--renderer", arguments.renderer, "Let the painter serve other machines too");
  serve->add_option("--threads", arguments.threads, "Event loops (default: one per core)")
      ->check(CLI::Range(1, 256));
  serve->add_flag("--quiet", arguments.quiet, "No log on standard error");
  serve->callback([&] { code = fluxweir::native::run_serve(arguments); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(kAbout, "fluxweir");
  app.set_version_flag("--version", "fluxweir " FLUXWEIR_VERSION);
  app.footer(kExamples);
  app.require_subcommand(1);
  int code = EXIT_SUCCESS;
  ServeArguments serve_arguments;
  add_serve(app, serve_arguments, code);
  fluxweir::native::add_emulate(app, code);
  fluxweir::native::add_generate(app, code);
  fluxweir::native::add_models(app, code);
  fluxweir::native::add_score(app, code);
  fluxweir::native::add_calibrate(app, code);
  fluxweir::native::add_bench(app, code);
  std::string config;
  CLI::App* check = app.add_subcommand("check-config", "Name every fault of a settings file");
  check->add_option("file", config, "Settings, a JSON file")->required()->check(CLI::ExistingFile);
  std::string models;
  check->add_option("--models", models, "A model catalogue to check it against")
      ->check(CLI::ExistingFile);
  check->callback([&] { code = fluxweir::native::run_check_config(config, models); });
  CLI11_PARSE(app, argc, argv);
  return code;
}
