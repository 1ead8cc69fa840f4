// From a request for an evaluation to what a RunMachine needs for it.
#pragma once

#include <span>

#include "base/apart.h"
#include "exchange/context.h"
#include "exchange/plan.h"

namespace fluxweir {

// Fails with InvalidParameter, or NoProvider where nothing could tell anything of a picture. With
// an idempotency key the id is made of it: asking twice is asking for the same.
FLUXWEIR_APART Result<RunSpec> make_evaluation(const Context& context, const Evaluate& ask,
                                               const Asker& asker, std::span<const Media> media,
                                               Now now, Dice& dice);

}  // namespace fluxweir
