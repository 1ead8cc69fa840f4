#include "score_report.h"

#include <algorithm>
#include <cstdio>

#include "quality/heat.h"
#include "thumbnail.h"

namespace fluxweir::native {
namespace {

constexpr std::int32_t kThumbnailWidth = 480;
constexpr std::size_t kMostMaps = 3;

constexpr const char* kHead = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>fluxweir score</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8882;
  --fail: #c62828; --warn: #b26a00; --pass: #2e7d32; }
@media (prefers-color-scheme: dark) {
  :root { --fail: #ef7b73; --warn: #e5a84b; --pass: #7cc47f; }
}
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 110rem;
  padding: 0 1.5rem; }
h1 { font-size: 1.4rem; margin: 0; } .about { margin: .2rem 0 1.5rem; opacity: .75; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(26rem, 1fr));
  gap: 1.25rem; align-items: start; }
article { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; display: flex;
  flex-direction: column; gap: .8rem; }
header { display: flex; align-items: baseline; gap: .8rem; }
h2 { font-size: 1rem; margin: 0; flex: 1; overflow-wrap: anywhere; font-weight: 600; }
.number { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.fail { color: var(--fail); } .warn { color: var(--warn); } .pass { color: var(--pass); }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; }
figure { margin: 0; } figcaption { font-size: .85rem; opacity: .8; }
.frame { position: relative; display: block; background: var(--soft); }
.frame img, .frame svg { display: block; width: 100%; height: auto; border-radius: .25rem; }
.frame.heat img { filter: grayscale(1) brightness(.8); }
.frame svg { position: absolute; left: 0; top: 0; fill: #ff2a00; }
.pictures figure:only-child { grid-column: 1 / -1; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td, th { text-align: left; padding: .12rem .5rem .12rem 0; border-top: 1px solid var(--line);
  font-weight: normal; }
td.value { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
meter { width: 100%; } td.bar { width: 30%; }
ul { margin: 0; padding-left: 1.1rem; }
</style>
)html";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

// "87.3" of 87'251.
std::string points(std::int32_t thousandths) {
  const std::int32_t tenths = (thousandths + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string verdict_span(Verdict verdict, const std::string& text) {
  return "<span class=\"" + std::string(verdict_name(verdict)) + "\">" + text + "</span>";
}

std::string rectangle(std::int32_t x, std::int32_t y, std::int32_t width, int steps) {
  return "<rect x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
         std::to_string(width) + "\" height=\"1\" opacity=\"0." + std::to_string(steps) + "\"/>";
}

// One row of tiles; neighbours of one heat share a rectangle. The last step lets the picture show.
std::string heat_row(const HeatMap& map, const Part& part, std::int32_t row) {
  constexpr int kSteps = 6;
  std::string out;
  const auto steps_at = [&](std::int32_t column) {
    return map.heat(part, column, row) * kSteps / 255;
  };
  for (std::int32_t begin = 0; begin < map.columns();) {
    std::int32_t end = begin + 1;
    while (end < map.columns() && steps_at(end) == steps_at(begin)) ++end;
    if (steps_at(begin) > 0) out += rectangle(begin, row, end - begin, steps_at(begin));
    begin = end;
  }
  return out;
}

std::string heat_figure(const std::string& image, const Size& size, const HeatMap& map,
                        const Part& part) {
  // The tiles' own unit, so that a picture's rest at the right and below stays uncovered.
  const auto tiles = [](std::int32_t side) {
    char text[16];
    std::snprintf(text, sizeof text, "%.4f", static_cast<double>(side) / kHeatTile);
    return std::string(text);
  };
  std::string out = "<figure><span class=\"frame heat\">" + image + "<svg viewBox=\"0 0 " +
                    tiles(size.width) + " " + tiles(size.height) + "\" role=\"img\" aria-label=\"" +
                    std::string(check_name(part.check)) + "\">";
  for (std::int32_t row = 0; row < map.rows(); ++row) out += heat_row(map, part, row);
  out += "</svg></span><figcaption>where: " + std::string(check_name(part.check));
  return out + "</figcaption></figure>\n";
}

// Of the parts that do not pass the worst ones. A blank picture is so everywhere, and the spectrum
// wants more than a tile.
std::vector<Part> mapped_parts(const Score& score) {
  std::vector<Part> parts;
  for (const Part& part : score.parts) {
    const bool nowhere = part.check == Check::Blank || part.check == Check::Resolution;
    if (part.verdict != Verdict::Pass && !nowhere) parts.push_back(part);
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return a.goodness_thousandths < b.goodness_thousandths;
  });
  parts.resize(std::min(parts.size(), kMostMaps));
  return parts;
}

std::string figures(const ScoredFile& file) {
  const auto picture = load_picture(file.path);
  if (!picture) return {};
  const std::string image =
      "<img alt=\"\" src=\"" + data_uri(shrink(*picture, kThumbnailWidth)) + "\">";
  std::string out = "<div class=\"pictures\">\n<figure><span class=\"frame\">" + image +
                    "</span><figcaption>" + std::to_string(picture->size.width) + " x " +
                    std::to_string(picture->size.height) + "</figcaption></figure>\n";
  const std::vector<Part> parts = mapped_parts(file.score);
  if (!parts.empty()) {
    const auto map = HeatMap::make(*picture);
    for (const Part& part : parts) {
      if (map) out += heat_figure(image, picture->size, *map, part);
    }
  }
  return out + "</div>\n";
}

std::string part_row(const Part& part) {
  std::string out = "<tr><th>" + std::string(check_name(part.check)) + "<td class=\"value\">" +
                    value_text(part.measure, part.value) +
                    "<td class=\"bar\"><meter max=\"1000\" " +
                    "low=\"1\" high=\"999\" optimum=\"1000\" value=\"" +
                    std::to_string(part.goodness_thousandths) + "\"></meter><td>";
  return out + verdict_span(part.verdict, std::string(verdict_name(part.verdict))) + "</tr>\n";
}

std::string card(const ScoredFile& file) {
  std::string out = "<article>\n<header><h2>" + escaped(file.path) + "</h2>";
  if (!file.measures) {
    return out + "<span class=\"fail\">unreadable</span></header>\n<p>" +
           escaped(file.measures.error().message) + "</p>\n</article>\n";
  }
  const Score& score = file.score;
  out += "<span class=\"number\">" + points(score.thousandths) + "</span>";
  out += verdict_span(score.verdict, std::string(verdict_name(score.verdict))) + "</header>\n";
  out += figures(file);
  if (!score.reasons.empty()) {
    out += "<ul>";
    for (const std::string& reason : score.reasons) out += "<li>" + escaped(reason);
    out += "</ul>\n";
  }
  out += "<details" + std::string(score.verdict == Verdict::Pass ? "" : " open") +
         "><summary>Checks</summary><table>\n";
  for (const Part& part : score.parts) out += part_row(part);
  return out + "</table></details>\n</article>\n";
}

std::string unseen() {
  std::string out;
  for (const std::string_view name : not_evaluated()) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

}  // namespace

std::string score_report(const std::vector<ScoredFile>& files, Vertical vertical) {
  std::string out = kHead;
  out += "<h1>Signal quality of " + std::to_string(files.size()) +
         (files.size() == 1 ? " picture" : " pictures") +
         "</h1>\n<p class=\"about\">Vertical: " + std::string(vertical_name(vertical)) +
         ". Rules: " + std::string(kRulesVersion) + ". Not evaluated: " + unseen() +
         ".</p>\n<main class=\"cards\">\n";
  for (const ScoredFile& file : files) out += card(file);
  return out + "</main>\n</html>\n";
}

}  // namespace fluxweir::native
