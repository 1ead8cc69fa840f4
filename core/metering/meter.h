// What a run costs its caller: exactly what was delivered, at the offer's price. A failed, refused
// or rejected picture costs nothing, and so does everything that the renderer makes.
#pragma once

#include "catalog/offer.h"
#include "image/outcome.h"

namespace fluxweir {

struct Quote {
  MicroUsd list;  // the model's public price for all pictures asked for
  MicroUsd cost;  // what the caller would pay if all are delivered
};
Quote quote(const Model& model, const Offer& offer, Size size, std::int32_t pictures);

// What one try there may cost the operator if its picture is delivered to nobody.
MicroUsd cost_of_try(const Offer& offer, Size size);

// What `delivered` pictures cost at `offer`.
MicroUsd charge(const Offer& offer, Size size, std::int32_t delivered);

}  // namespace fluxweir
