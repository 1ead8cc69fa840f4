#include "cli_bench.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench_quality.h"
#include "cli_bench_models.h"
#include "complain.h"
#include "quality/measure.h"
#include "scored_file.h"

namespace fluxweir::native {
namespace {

constexpr const char* kAbout =
    "How well the measures of `score` see known damage: AUC and rank correlation, as Markdown.\n"
    "The correlation is with the damage's level, which is no one's opinion. Takes minutes.";

int run_bench_quality(const std::vector<std::string>& files) {
  std::vector<Raster> pictures;
  for (const std::string& path : files) {
    auto picture = load_picture(path);
    if (picture) {
      if (auto refused = unmeasurable(*picture)) picture = fail(std::move(*refused));
    }
    if (!picture) {
      complain(path, picture.error());
      return 1;
    }
    pictures.push_back(std::move(*picture));
  }
  if (files.empty()) pictures = bench_pictures();
  std::printf("%zu %s\n\n%s", pictures.size(),
              files.empty() ? "pictures of the painter's, 1024 x 768" : "pictures",
              bench_quality(pictures).c_str());
  return 0;
}

}  // namespace

void add_bench(CLI::App& app, int& code) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("bench", "Measure offers, and the measures themselves");
  command->require_subcommand(1);
  CLI::App* quality = command->add_subcommand("quality", kAbout);
  quality->add_option("files", *files, "Undamaged pictures (default: twelve of the painter's)");
  quality->callback([files, &code] { code = run_bench_quality(*files); });
  add_bench_models(*command, code);
}

}  // namespace fluxweir::native
