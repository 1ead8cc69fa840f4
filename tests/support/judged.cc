#include "support/judged.h"

#include <doctest/doctest.h>

namespace fluxweir::embedded {
extern const std::string_view models;
}

namespace fluxweir {

const Catalog& default_catalog() {
  static const Result<Catalog> kCatalog = Catalog::load(embedded::models);
  REQUIRE(kCatalog.has_value());
  return *kCatalog;
}

std::string JudgedCase::faults() const {
  std::string text;
  if (result) return text;
  for (const Fault& fault : result.error().faults) {
    text += (text.empty() ? "" : "; ") + fault.rule + " " + fault.path;
    if (!fault.nearest.empty()) text += " " + fault.nearest;
  }
  return text;
}

std::string JudgedCase::adjustments() const {
  std::string text;
  if (!result) return "refused";
  for (const Adjustment& line : result->adjustments) {
    text += (text.empty() ? "" : "; ") + std::string(action_name(line.action)) + " " + line.path;
    if (!line.from.empty()) text += " " + line.from;
    if (!line.to.empty()) text += " -> " + line.to;
    text += " " + line.reason;
  }
  return text;
}

JudgedCase judged(std::string_view model, std::string_view body, const JudgeOptions& options,
                  std::span<const Media> media) {
  JudgedCase judged;
  Result<json::Document> document = json::Document::read(body);
  REQUIRE(document.has_value());
  judged.document = std::make_unique<json::Document>(std::move(*document));
  constexpr std::string_view kSkip[] = {"model"};
  read_fields(judged.document->root(), "", {}, kSkip, judged.params);
  const Model* row = default_catalog().find(model);
  REQUIRE(row != nullptr);
  judged.result = judge(judged.params, *row, media, options);
  return judged;
}

}  // namespace fluxweir
