#include "bench_quality.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "quality/damage.h"
#include "quality/measure.h"
#include "quality/rank.h"
#include "quality/score.h"
#include "render/paint.h"

namespace fluxweir::native {
namespace {

using quality::DamageRow;
using quality::kDamageLevels;

using Values = std::vector<std::int64_t>;

// levels[0] is undamaged; levels[k][i] is the value of picture i, greater meaning worse.
using Levels = std::vector<Values>;

struct Seen {
  Levels measure;
  Levels score;
};

void add(Seen& seen, int level, const DamageRow& row, const Measures& measures) {
  const std::size_t at = static_cast<std::size_t>(level);
  seen.measure[at].push_back(measures.find(row.measure).value_or(0) * row.direction);
  seen.score[at].push_back(-score(measures, {}).thousandths);
}

Seen look(const std::vector<Raster>& pictures, const DamageRow& row) {
  Seen seen{Levels(kDamageLevels + 1), Levels(kDamageLevels + 1)};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (const auto clean = measure(pictures[i])) add(seen, 0, row, *clean);
    for (int level = 1; level <= kDamageLevels; ++level) {
      const auto worse = measure(quality::damaged(pictures[i], row.kind, level, i + 1));
      if (worse) add(seen, level, row, *worse);
    }
  }
  return seen;
}

std::int64_t median(Values values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// The median over pictures of each one's own correlation.
double median_correlation(const Levels& levels) {
  std::vector<double> all;
  for (std::size_t i = 0; i < levels[0].size(); ++i) {
    Values severity, values;
    for (std::size_t level = 0; level < levels.size(); ++level) {
      severity.push_back(static_cast<std::int64_t>(level));
      values.push_back(levels[level][i]);
    }
    all.push_back(quality::spearman(severity, values));
  }
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

double pooled_correlation(const Levels& levels) {
  Values severity, values;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    severity.insert(severity.end(), levels[level].size(), static_cast<std::int64_t>(level));
    values.insert(values.end(), levels[level].begin(), levels[level].end());
  }
  return quality::spearman(severity, values);
}

std::string decimals(double value, int places) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", places, value);
  return text;
}

std::string correlations(const Levels& levels) {
  return decimals(median_correlation(levels), 2) + " / " + decimals(pooled_correlation(levels), 2);
}

std::string measure_line(const DamageRow& row, const Seen& seen) {
  std::string line = "| " + std::string(row.name) + ": " + std::string(row.levels) + " | `" +
                     std::string(measure_rows()[static_cast<std::size_t>(row.measure)].name) +
                     "` |";
  for (std::size_t level = 1; level <= kDamageLevels; ++level) {
    line += " " + decimals(quality::auc(seen.measure[0], seen.measure[level]), 2);
  }
  return line + " | " + correlations(seen.measure) + " |\n";
}

std::string score_line(std::string_view name, const Seen& seen) {
  std::string medians, low;
  for (std::size_t level = 1; level <= kDamageLevels; ++level) {
    const Values& values = seen.score[level];
    medians += " " + decimals(static_cast<double>(-median(values)) / 1000, 0);
    const auto below = std::count_if(values.begin(), values.end(),
                                     [](std::int64_t value) { return -value < 60'000; });
    low += " " + decimals(100 * static_cast<double>(below) / static_cast<double>(values.size()), 0);
  }
  return "| " + std::string(name) + " |" + medians + " |" + low + " % | " +
         correlations(seen.score) + " |\n";
}

std::string undamaged_line(const std::vector<Raster>& pictures) {
  Values scores;
  for (const Raster& picture : pictures) {
    if (const auto clean = measure(picture)) scores.push_back(score(*clean, {}).thousandths);
  }
  const auto text = [](std::int64_t value) {
    return decimals(static_cast<double>(value) / 1000, 0);
  };
  return "Undamaged: median score " + text(median(scores)) + ", least " +
         text(*std::min_element(scores.begin(), scores.end())) + ".\n\n";
}

}  // namespace

std::vector<Raster> bench_pictures() {
  std::vector<Raster> out;
  for (const char* prompt :
       {"mountains with a lake at dawn", "a red lighthouse in fog", "a sailboat at sunset",
        "city skyline at night", "autumn forest", "desert dunes at golden hour",
        "purple flowers in a meadow", "a spiral galaxy", "portrait of a woman", "a bottle of wine",
        "a cup of coffee and a bowl of fruit", "teal and orange abstract"}) {
    PaintRequest request;
    request.prompt = prompt;
    request.seed = out.size() + 1;
    request.size = {1024, 768};
    request.mark = false;
    if (auto picture = paint(request, nullptr)) out.push_back(std::move(*picture));
  }
  return out;
}

std::string bench_quality(const std::vector<Raster>& pictures) {
  std::string measures =
      "| damage | measure | AUC at levels 1 to 5 | rank correlation: a picture's (median) / all |\n"
      "| --- | --- | --- | --- |\n";
  std::string scores =
      "| damage | median score at levels 1 to 5 | share below 60 | rank correlation: a picture's "
      "(median) / all |\n| --- | --- | --- | --- |\n";
  for (const DamageRow& row : quality::damage_rows()) {
    const Seen seen = look(pictures, row);
    measures += measure_line(row, seen);
    scores += score_line(row.name, seen);
  }
  return undamaged_line(pictures) + measures + "\n" + scores;
}

}  // namespace fluxweir::native
