// Judges a raw request against one model: every value in range, every default filled in, or every
// fault at once. Nothing changes in silence: what was mapped, rounded or dropped is in the list of
// adjustments.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "image/outcome.h"
#include "image/request.h"
#include "params/reference.h"

namespace fluxweir {

struct JudgeOptions {
  ReceiptDetail detail = ReceiptDetail::Changed;
  bool strict = false;             // any adjustment is a refusal
  std::string default_ratio;       // of the dialect; empty: the model's own
  std::int64_t min_tolerance = 1;  // 0 in the bfl dialect
  ReferencePolicy reference = {};  // for image_url
};

struct Judged {
  GenerateRequest request;
  std::vector<Adjustment> adjustments;
};

// `media` are the pictures that came inside the request, by index. Fails with InvalidParameter.
// A JSON null counts as not given. 1.0 is accepted for a whole number.
Result<Judged> judge(const RawParams& raw, const Model& model, std::span<const Media> media,
                     const JudgeOptions& options);

}  // namespace fluxweir
