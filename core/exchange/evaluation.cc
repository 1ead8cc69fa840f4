#include "exchange/evaluation.h"

#include <algorithm>
#include <utility>

#include "base/fault_list.h"
#include "base/sha256.h"
#include "params/reference.h"
#include "storage/run_row.h"

namespace fluxweir {
namespace {

std::string id_of(const std::string& owner, const std::string& key) {
  const std::string digest = sha256(owner + "/" + key);
  Entropy entropy{};
  std::copy_n(digest.begin(), entropy.size(), entropy.begin());
  Random random(entropy, Random::Stream::Ids);
  return make_uuid({}, random);
}

}  // namespace

Result<RunSpec> make_evaluation(const Context& context, const Evaluate& ask, const Asker& asker,
                                std::span<const Media> media, Now now, Dice& dice) {
  const Settings& settings = context.settings;
  FaultList faults;
  for (const Fault& fault : ask.faults) faults.add(fault);
  RunSpec spec;
  if (ask.picture && ask.picture->is(json::Kind::String)) {
    auto picture = judge_reference(*ask.picture, json::pointer("", ask.picture->key()), media,
                                   reference_policy(settings, asker));
    if (!picture) faults.add(std::move(picture.error()));
    if (picture) spec.request.reference = std::move(*picture);
  }
  if (!faults.empty()) return fail(faults.take("The request is not valid"));
  if (!settings.host.decodes && !settings.judge) {
    return fail(make_error(ErrorCode::NoProvider,
                           "This host does not decode pictures: name a judge under quality.judge "
                           "in the settings"));
  }
  Outcome& outcome = spec.outcome;
  outcome.owner = owner_of_evaluations(asker.owner);
  outcome.run = ask.idempotency_key.empty() ? make_uuid(now.wall, dice.ids)
                                            : id_of(outcome.owner, ask.idempotency_key);
  outcome.dialect = asker.dialect;
  outcome.prompt.text = ask.prompt;
  outcome.input = ask.input;
  outcome.metadata = ask.names;
  outcome.client_ref = ask.client_ref;
  outcome.created = now.wall;
  spec.evaluation = ask.task;
  spec.expires = now.wall + settings.retention;
  return spec;
}

}  // namespace fluxweir
