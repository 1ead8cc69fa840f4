// The parameter table in the forms that others read: JSON Schema, and rows for --help and docs.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "json/writer.h"

namespace fluxweir {

// JSON Schema (2020-12) of the flat request body for `model`; among the schemas of other models the
// body names its model too.
enum class Among { Nothing, Models };
void write_schema(json::Writer& out, const Model& model, Among among = Among::Nothing);

// One parameter as people read it: "1..4", "16:9".
struct SpecLine {
  const ParamRow* row = nullptr;
  std::string accepts;
  std::string fallback;
};
// The parameters that `model` takes, in the table's order.
std::vector<SpecLine> spec_lines(const Model& model);

// The same as a Markdown table, for the README.
std::string markdown_table(const Model& model);

}  // namespace fluxweir
