#include "metering/meter.h"

namespace fluxweir {

Quote quote(const Model& model, const Offer& offer, Size size, std::int32_t pictures) {
  return {price_of(model.price, size, pictures), charge(offer, size, pictures)};
}

MicroUsd cost_of_try(const Offer& offer, Size size) {
  if (offer.resubmit == Resubmit::Safe) return {};
  return charge(offer, size, 1);
}

MicroUsd charge(const Offer& offer, Size size, std::int32_t delivered) {
  if (offer.demo) return {};
  return price_of(offer.price, size, delivered);
}

}  // namespace fluxweir
