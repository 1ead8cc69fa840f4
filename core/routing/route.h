// Ranks a model's offers for one request: highest priority first, then the cheaper one, then the
// order of the settings.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/offer.h"

namespace fluxweir {

// Ids of the offers that serve `model`, best first; empty when none does.
std::vector<std::string> rank_offers(std::span<const Offer> offers, std::string_view model);

// The offer `id` of `model`; null when there is none.
const Offer* find_offer(std::span<const Offer> offers, std::string_view id, std::string_view model);

}  // namespace fluxweir
