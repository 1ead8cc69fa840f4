#include "cli_calibrate.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calibrate.h"
#include "complain.h"

namespace fluxweir::native {
namespace {

struct CalibrateArguments {
  std::vector<std::string> folders;
  std::vector<std::string> bad;
  std::string out;
  bool json = false;
};

constexpr const char* kAbout =
    "Fit what the guard rejects by to your own good pictures (JPEG, PNG, WebP).\n"
    "Exit code: 0 when all were read, 2 when a check had to be left out, 1 when a file can't be\n"
    "read (it is skipped) or there are too few to fit.";

bool save(const std::string& path, const Calibration& calibration) {
  json::Writer writer;
  write_calibration(writer, calibration);
  std::ofstream file(path, std::ios::binary);
  file << writer.take() << "\n";
  file.close();
  if (!file.good()) complain(path + ": can't be written");
  return file.good();
}

int run_calibrate(const CalibrateArguments& arguments) {
  SampledFolders good = sample_folders(arguments.folders);
  SampledFolders bad = sample_folders(arguments.bad);
  std::vector<SkippedFile> skipped = good.skipped;
  skipped.insert(skipped.end(), bad.skipped.begin(), bad.skipped.end());
  for (const SkippedFile& file : skipped) complain(file.path + " is skipped: " + file.why);
  const Result<Fit> fitted = fit(std::move(good.samples));
  if (!fitted) {
    complain(fitted.error().message);
    return 1;
  }
  std::optional<BadPictures> tried;
  if (!arguments.bad.empty()) tried = try_bad(bad.samples, fitted->calibration);
  const BadPictures* told = tried ? &*tried : nullptr;
  if (arguments.json) {
    std::printf("%s\n", calibration_json(*fitted, told, skipped).c_str());
  } else {
    std::printf("%s", calibration_table(*fitted, told).c_str());
  }
  if (!arguments.out.empty() && !save(arguments.out, fitted->calibration)) return 1;
  if (!skipped.empty()) return 1;
  return fitted->calibration.limits.size() < fitted->rules.size() ? 2 : 0;
}

}  // namespace

void add_calibrate(CLI::App& app, int& code) {
  auto arguments = std::make_shared<CalibrateArguments>();
  CLI::App* command = app.add_subcommand("calibrate", kAbout);
  command->add_option("folders", arguments->folders, "Folders of good pictures, 40 or more in all")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--bad", arguments->bad, "Folders of known-bad pictures to try it on")
      ->check(CLI::ExistingDirectory);
  command->add_flag("--json", arguments->json, "Print all of it as JSON");
  command->add_option("--out", arguments->out,
                      "Write what the settings take as quality.calibration");
  command->callback([arguments, &code] { code = run_calibrate(*arguments); });
}

}  // namespace fluxweir::native
