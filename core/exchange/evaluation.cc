#include "exchange/evaluation.h"

#include <algorithm>
#include <utility>

#include "base/fault_list.h"
#include "base/sha256.h"
#include "base/text.h"
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

// Tells one request from another that comes with the same key. A picture inside the request has
// left the body: it counts by its kind and its length.
void add_digest(const std::string& request, const Reference& reference, Outcome& outcome) {
  const std::uint64_t bytes = reference.blob ? reference.blob->bytes : 0;
  std::string& names = outcome.metadata;  // an object that is not empty
  names.pop_back();
  names += R"(,"request_digest":")" + to_base64url(sha256(request + whole_text(bytes))) + "\"}";
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
                           "This host does not decode pictures: set up quality.judge"));
  }
  Outcome& outcome = spec.outcome;
  outcome.owner = owner_of_evaluations(asker.owner);
  outcome.run = ask.idempotency_key.empty() ? make_uuid(now.wall, dice.ids)
                                            : id_of(outcome.owner, ask.idempotency_key);
  outcome.dialect = asker.dialect;
  outcome.prompt.text = ask.prompt;
  outcome.input = ask.input;
  outcome.metadata = ask.names;
  if (!ask.idempotency_key.empty()) add_digest(ask.request, *spec.request.reference, outcome);
  outcome.client_ref = ask.client_ref;
  outcome.created = now.wall;
  spec.evaluation = ask.task;
  spec.expires = now.wall + settings.retention;
  return spec;
}

}  // namespace fluxweir
