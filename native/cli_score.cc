#include "cli_score.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "complain.h"
#include "json/writer.h"
#include "quality/write.h"
#include "score_report.h"
#include "scored_file.h"

namespace fluxweir::native {
namespace {

struct ScoreArguments {
  std::vector<std::string> files;
  std::string vertical = "general";
  std::string html;
  std::string calibration;
  bool json = false;
  bool measures = false;
  bool film_grain = false;
};

constexpr const char* kAbout =
    "Measure pictures (JPEG, PNG, WebP) and judge their signal quality.\n"
    "Exit code: 0 when all pass or warn, 2 when one fails, 1 when one can't be read; with\n"
    "--calibration 2 when one is rejected, whatever its verdict.";

void show_measures(const Measures& measures) {
  for (const MeasureRow& row : measure_rows()) {
    const auto value = measures.find(row.measure);
    if (!value) continue;
    const std::string_view unit = row.unit == "share" ? "" : row.unit;
    std::printf("    %-21s %12s %-14s %s\n", std::string(row.name).c_str(),
                value_text(row.measure, *value).c_str(), std::string(unit).c_str(),
                std::string(row.meaning).c_str());
  }
}

void show_file(const ScoredFile& file, int width, bool with_measures) {
  if (!file.measures) {
    std::printf("%-*s  %11s  %5s  %-7s  %s\n", width, file.path.c_str(), "-", "-", "error",
                file.measures.error().message.c_str());
    return;
  }
  const Size size = file.measures->size;
  const std::string pixels = std::to_string(size.width) + "x" + std::to_string(size.height);
  std::vector<std::string> reasons = file.score.reasons;
  if (!file.rejected.empty()) reasons.insert(reasons.begin(), "rejected: " + file.rejected);
  std::printf("%-*s  %11s  %5.1f  %-7s  %s\n", width, file.path.c_str(), pixels.c_str(),
              file.score.thousandths / 1000.0, verdict_name(file.score.verdict).data(),
              reasons.empty() ? "" : reasons[0].c_str());
  for (std::size_t i = 1; i < reasons.size(); ++i) {
    std::printf("%-*s  %s\n", width + 29, "", reasons[i].c_str());
  }
  if (with_measures) show_measures(*file.measures);
}

void show_table(const std::vector<ScoredFile>& files, bool with_measures) {
  std::size_t width = 4;
  for (const ScoredFile& file : files) width = std::max(width, file.path.size());
  const int columns = static_cast<int>(width);
  std::printf("%-*s  %11s  %5s  %-7s  %s\n", columns, "FILE", "SIZE", "SCORE", "VERDICT", "WHY");
  for (const ScoredFile& file : files) show_file(file, columns, with_measures);
  for (const auto& [a, b] : near_duplicates(files)) {
    std::printf("near-duplicates: %s and %s\n", files[a].path.c_str(), files[b].path.c_str());
  }
}

void write_file_entry(json::Writer& writer, const ScoredFile& file, Vertical vertical,
                      bool calibrated) {
  writer.begin_object().member("file", file.path);
  if (file.measures) {
    if (calibrated && file.rejected.empty()) writer.key("rejected").null();
    if (!file.rejected.empty()) writer.member("rejected", file.rejected);
    write_score(writer, *file.measures, file.score, vertical);
  } else {
    const Error& error = file.measures.error();
    writer.key("error").begin_object().member("code", wire_name(error.code));
    writer.member("message", error.message).end_object();
  }
  writer.end_object();
}

void show_json(const std::vector<ScoredFile>& files, Vertical vertical, bool calibrated) {
  json::Writer writer;
  writer.begin_object().key("pictures").begin_array();
  for (const ScoredFile& file : files) write_file_entry(writer, file, vertical, calibrated);
  writer.end_array().key("near_duplicates").begin_array();
  for (const auto& [a, b] : near_duplicates(files)) {
    writer.begin_array().string(files[a].path).string(files[b].path).end_array();
  }
  writer.end_array().end_object();
  std::printf("%s\n", writer.take().c_str());
}

int exit_code(const std::vector<ScoredFile>& files, bool calibrated) {
  int code = 0;
  for (const ScoredFile& file : files) {
    if (!file.measures) return 1;
    if (calibrated ? !file.rejected.empty() : file.score.verdict == Verdict::Fail) code = 2;
  }
  return code;
}

bool save_report(const std::string& path, const std::string& page) {
  std::ofstream file(path, std::ios::binary);
  file << page;
  file.close();
  if (!file.good()) complain(path + ": can't be written");
  return file.good();
}

int run_score(const ScoreArguments& arguments) {
  const Vertical vertical = find_vertical(arguments.vertical).value_or(Vertical::General);
  std::optional<Calibration> calibration;
  if (!arguments.calibration.empty()) {
    const auto text = read_settings(arguments.calibration);
    if (!text) return 1;
    auto read = read_calibration(*text);
    if (!read) {
      complain(arguments.calibration, read.error());
      return 1;
    }
    calibration = std::move(*read);
  }
  const Calibration* limits = calibration ? &*calibration : nullptr;
  const ScoreOptions options = {.vertical = vertical, .film_grain = arguments.film_grain};
  std::vector<ScoredFile> files;
  for (const std::string& path : arguments.files)
    files.push_back(score_file(path, options, limits));
  if (arguments.json) {
    show_json(files, vertical, calibration.has_value());
  } else {
    show_table(files, arguments.measures);
  }
  if (!arguments.html.empty() && !save_report(arguments.html, score_report(files, vertical))) {
    return 1;
  }
  return exit_code(files, calibration.has_value());
}

}  // namespace

void add_score(CLI::App& app, int& code) {
  auto arguments = std::make_shared<ScoreArguments>();
  CLI::App* command = app.add_subcommand("score", kAbout);
  command->add_option("files", arguments->files, "Pictures, at most 50 MB and 64 megapixels each")
      ->required();
  std::vector<std::string> verticals;
  for (std::size_t i = 0; i < kVerticalCount; ++i) {
    verticals.emplace_back(vertical_name(static_cast<Vertical>(i)));
  }
  command
      ->add_option("--vertical", arguments->vertical,
                   "What the pictures are for: it weighs the checks (default: general)")
      ->check(CLI::IsMember(verticals));
  command->add_flag("--film-grain", arguments->film_grain, "Grain is wanted: allow more noise");
  command->add_flag("--measures", arguments->measures, "Show every measure of each picture");
  command->add_flag("--json", arguments->json, "Print all of it as JSON");
  command
      ->add_option("--calibration", arguments->calibration,
                   "Tell which the guard would reject by this file of `fluxweir calibrate`")
      ->check(CLI::ExistingFile);
  command->add_option("--html", arguments->html,
                      "Write a page with thumbnails and maps of where each defect is");
  command->callback([arguments, &code] { code = run_score(*arguments); });
}

}  // namespace fluxweir::native
