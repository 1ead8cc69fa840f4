// Judges a flat JSON body against a model, the way every dialect's create does.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "dialects/read_fields.h"
#include "params/validate.h"

namespace fluxweir {

const Catalog& default_catalog();

struct JudgedCase {
  std::unique_ptr<json::Document> document;  // what `params` points into
  RawParams params;
  Result<Judged> result = fail({});

  const GenerateRequest& request() const { return result->request; }
  // "rule /path nearest; ..." of every fault, or "" when it was accepted.
  std::string faults() const;
  // "action /path from -> to reason; ..." of every adjustment.
  std::string adjustments() const;
};

JudgedCase judged(std::string_view model, std::string_view body, const JudgeOptions& options = {},
                  std::span<const Media> media = {});

}  // namespace fluxweir
