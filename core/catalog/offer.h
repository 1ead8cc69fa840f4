// An offer: one model at one provider, with the provider's address, limits and price. Built by
// settings, ranked by routing, spoken to by a codec.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "catalog/catalog.h"

namespace fluxweir {

// Whether a submit whose answer was lost may be sent again. Never, unless a repeat costs nothing.
enum class Resubmit : std::uint8_t { Never, Safe };

struct Offer {
  std::string id;                          // unique; named in answers
  std::string model;                       // canonical id
  std::string provider;                    // name in the settings
  std::string codec;                       // key of providers/registry
  std::string wire_model;                  // the model's name there
  std::string origin;                      // "https://api.bfl.ai", no trailing slash
  std::vector<std::string> allowed_hosts;  // hosts that answers may point to, beside the origin's
  std::string credential;                  // name of the secret; empty: none
  Resubmit resubmit = Resubmit::Never;
  std::int32_t priority = 0;  // higher first
  Price price;  // what the caller pays; the model's price unless the settings say otherwise
  Millis typical{10'000};  // from submit to picture, until its own latency has been learnt
  bool demo = false;       // the built-in renderer: costs nothing, makes no FLUX pictures
  bool mark = true;        // it signs its pictures with a small mark in the corner
};

// True for a URL of the offer's origin, or of a host that the operator allows ("eu.example.com",
// "host:port", or "*.example.com" for every name below it), by https there. The provider's key may
// go along.
bool may_call(const Offer& offer, std::string_view url);

// Whether `authority` ("host" or "host:port", as in Url) is one that `pattern` allows.
bool host_matches(std::string_view pattern, std::string_view authority);

}  // namespace fluxweir
