// From a judged ask to a decision, without doing anything: receipt, quote, chosen offer and the
// first upstream call. Creates, dry runs, the command line and other hosts all decide here.
#pragma once

#include <span>
#include <string>

#include "base/apart.h"
#include "base/random.h"
#include "dialects/dialect.h"
#include "exchange/events.h"
#include "params/reference.h"
#include "settings/settings.h"

namespace fluxweir {

struct Context;

struct Plan {
  RunSpec spec;
  MicroUsd quote;  // what the caller would pay if every picture is delivered
  MicroUsd worst;  // what the run may cost the operator when pictures have to be made again
  Call call;       // the first picture's upstream call, without its secret
};

// Randomness of one machine, apart by purpose.
struct Dice {
  explicit Dice(const Entropy& entropy)
      : ids(entropy, Random::Stream::Ids), seeds(entropy, Random::Stream::Seeds) {}
  Random ids;
  Random seeds;
};

// Who asks, by which API, and by what address.
struct Asker {
  std::string_view dialect;
  std::string_view owner;
  std::string_view own_media;  // what addresses of our pictures begin with; empty: not known
};

// Where addresses that the asker hands over may lead.
ReferencePolicy reference_policy(const Settings& settings, const Asker& asker);

// Fails with InvalidParameter, ModelNotFound, LicenceNotAccepted, PromptRefused or NoProvider.
FLUXWEIR_APART Result<Plan> make_plan(const Context& context, const Create& create,
                                      const Asker& asker, std::span<const Media> media, Now now,
                                      Dice& dice);

}  // namespace fluxweir
