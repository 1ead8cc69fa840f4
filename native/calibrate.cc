#include "calibrate.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/sha256.h"
#include "base/text.h"
#include "decode.h"
#include "files.h"
#include "json/writer.h"
#include "quality/write.h"
#include "scored_file.h"

namespace fluxweir::native {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_below(const std::string& folder, std::error_code& failed) {
  std::vector<std::string> paths;
  fs::recursive_directory_iterator at(folder, failed), end;
  while (!failed && at != end) {
    std::error_code ignored;
    if (at->is_regular_file(ignored)) paths.push_back(at->path().string());
    at.increment(failed);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string share(std::size_t part, std::size_t whole) {
  if (whole == 0) return "0 of 0";
  char text[32];
  std::snprintf(text, sizeof text, " (%.1f %%)",
                100 * static_cast<double>(part) / static_cast<double>(whole));
  return whole_text(part) + " of " + whole_text(whole) + text;
}

std::string rule_line(const FittedRule& rule, std::size_t held_out) {
  const auto value = [&](std::int64_t millionths) {
    return padded(value_text(rule.fitted.measure, millionths), 9);
  };
  const auto& row = measure_rows()[static_cast<std::size_t>(rule.fitted.measure)];
  return padded(std::string(check_name(rule.fitted.check)), 16) +
         padded(std::string(row.name), 18) + value(rule.ok) + value(rule.fitted.limit) +
         value(rule.fail) + padded(share(rule.held_out_rejects, held_out), 20) +
         (rule.left_out.empty() ? "gates" : "left out: " + rule.left_out) + "\n";
}

}  // namespace

SampledFolders sample_folders(const std::vector<std::string>& folders) {
  SampledFolders out;
  for (const std::string& folder : folders) {
    std::error_code failed;
    for (const std::string& path : files_below(folder, failed)) {
      const auto measures = load_picture(path).and_then(measure);
      const auto bytes = measures ? read_file(path) : std::nullopt;
      if (bytes) {
        out.samples.push_back({sha256(*bytes), *measures});
      } else {
        out.skipped.push_back(
            {path, measures ? "the file can't be read" : measures.error().message});
      }
    }
    if (failed) out.skipped.push_back({folder, "the folder can't be listed"});
  }
  return out;
}

BadPictures try_bad(const std::vector<CalibrationSample>& samples, const Calibration& calibration) {
  BadPictures out{samples.size(), 0};
  for (const CalibrationSample& sample : samples) {
    if (!rejection(sample.measures, calibration, false).empty()) ++out.rejected;
  }
  return out;
}

std::string calibration_table(const Fit& fit, const BadPictures* bad) {
  std::string out = "rules " + std::string(kRulesVersion) + ", " +
                    whole_text(fit.calibration.pictures) +
                    " good pictures: " + whole_text(fit.fitted) + " to fit, " +
                    whole_text(fit.held_out) + " held out\n";
  if (fit.repeated > 0) out += whole_text(fit.repeated) + " more are copies of these\n";
  out += "\n" + padded("CHECK", 16) + padded("MEASURE", 18) + padded("OK", 9) + padded("LIMIT", 9) +
         padded("FAIL", 9) + padded("GOOD REJECTED", 20) + "\n";
  for (const FittedRule& rule : fit.rules) out += rule_line(rule, fit.held_out);
  out += "\nheld-out good pictures rejected: " + share(fit.held_out_rejects, fit.held_out) + "\n";
  if (bad != nullptr)
    out += "known-bad pictures rejected: " + share(bad->rejected, bad->pictures) + "\n";
  if (fit.held_out < 100)
    out += "one picture held out is more than 1 %: 200 good pictures would tell more\n";
  return out;
}

std::string calibration_json(const Fit& fit, const BadPictures* bad,
                             const std::vector<SkippedFile>& skipped) {
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  json::Writer writer;
  write_calibration(writer.begin_object().key("calibration"), fit.calibration);
  writer.key("checks").begin_array();
  for (const FittedRule& rule : fit.rules) {
    const auto& row = measure_rows()[static_cast<std::size_t>(rule.fitted.measure)];
    writer.begin_object().member("check", check_name(rule.fitted.check));
    writer.member("measure", row.name).key("ok").raw(number_text(rule.ok));
    writer.key("limit").raw(number_text(rule.fitted.limit));
    writer.key("fail").raw(number_text(rule.fail));
    writer.member("held_out_rejected", count(rule.held_out_rejects));
    writer.member("gates", rule.left_out.empty());
    if (!rule.left_out.empty()) writer.member("why", rule.left_out);
    writer.end_object();
  }
  writer.end_array().member("fitted", count(fit.fitted)).member("held_out", count(fit.held_out));
  writer.member("held_out_rejected", count(fit.held_out_rejects));
  writer.member("repeated", count(fit.repeated)).key("skipped").begin_array();
  for (const SkippedFile& file : skipped)
    writer.begin_object().member("file", file.path).member("why", file.why).end_object();
  writer.end_array();
  if (bad != nullptr) {
    writer.key("bad").begin_object().member("pictures", count(bad->pictures));
    writer.member("rejected", count(bad->rejected)).end_object();
  }
  return writer.end_object().take();
}

}  // namespace fluxweir::native
