#include "routing/route.h"

#include <algorithm>

namespace fluxweir {

std::vector<std::string> rank_offers(std::span<const Offer> offers, std::string_view model) {
  const auto before = [](const Offer* a, const Offer* b) {
    if (a->priority != b->priority) return a->priority > b->priority;
    return a->price.amount.count < b->price.amount.count;
  };
  std::vector<const Offer*> ranked;
  for (const Offer& offer : offers) {
    if (offer.model != model) continue;
    ranked.insert(std::upper_bound(ranked.begin(), ranked.end(), &offer, before), &offer);
  }
  std::vector<std::string> ids;
  ids.reserve(ranked.size());
  for (const Offer* offer : ranked) ids.push_back(offer->id);
  return ids;
}

const Offer* find_offer(std::span<const Offer> offers, std::string_view id,
                        std::string_view model) {
  for (const Offer& offer : offers) {
    if (offer.id == id && offer.model == model) return &offer;
  }
  return nullptr;
}

}  // namespace fluxweir
