#include "exchange/plan.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/context.h"
#include "exchange/host_fit.h"
#include "json/writer.h"
#include "metering/meter.h"
#include "params/validate.h"
#include "providers/registry.h"
#include "routing/retry.h"
#include "routing/route.h"

namespace fluxweir {
namespace {

constexpr std::uint64_t kSeedSpace = std::uint64_t{1} << 53;

Error no_such_model(const Create& create) {
  Error error = make_error(ErrorCode::ModelNotFound,
                           "There is no such model here: GET /v1/models lists them");
  if (!create.params.model_path.empty()) {
    error.faults.push_back({create.params.model_path,
                            "one_of",
                            "string",
                            "the name of a model of GET /v1/models",
                            {}});
  }
  return error;
}

// Seeds of all pictures: the caller's own first, then one up each.
std::vector<std::uint64_t> make_seeds(const GenerateRequest& request, Random& random) {
  const std::uint64_t first = request.seed ? *request.seed : random.below(kChosenSeedSpace);
  std::vector<std::uint64_t> seeds;
  seeds.reserve(static_cast<std::size_t>(request.num_images));
  for (std::int32_t i = 0; i < request.num_images; ++i) {
    seeds.push_back((first + static_cast<std::uint64_t>(i)) % kSeedSpace);
  }
  return seeds;
}

FinalPrompt make_prompt(const Context& context, const GenerateRequest& request,
                        std::uint64_t seed) {
  if (!request.enhance_prompt) return {request.prompt, {}, {}, {}, {}};
  const double ratio = static_cast<double>(request.size.width) / request.size.height;
  if (!context.enhancer) context.enhancer = Enhancer::embedded();
  return context.enhancer->enhance(request.prompt,
                                   {request.raw, ratio, seed, request.reference.has_value()});
}

// Fails unless the model may be served: its licence accepted, an offer there.
Result<std::vector<std::string>> find_offers(const Context& context, const Model& model) {
  const Settings& settings = context.settings;
  std::vector<std::string> offers = rank_offers(settings.offers, model.id);
  if (offers.empty()) {
    return fail(make_error(ErrorCode::NoProvider, "No provider is configured for " + model.id +
                                                      ": add an offer for it to the settings"));
  }
  const Offer* best = find_offer(settings.offers, offers.front(), model.id);
  if (model.licence_must_be_accepted && !best->demo && !settings.accepts_licence_of(model.id)) {
    return fail(make_error(
        ErrorCode::LicenceNotAccepted,
        "The licence of " + model.id + " (" + model.licence +
            ") must be accepted first: list the model under licences.accepted in the settings"));
  }
  return offers;
}

std::string input_of(const GenerateRequest& request) {
  json::Writer out;
  out.begin_object().member("prompt", request.prompt).end_object();
  return out.take();
}

// Brings the request within the limits of the offer's wire; a fault for each change in strict mode.
std::optional<Error> fit(const Codec& codec, const Create& create, Judged& judged) {
  std::vector<Adjustment> changes;
  codec.fit(judged.request, changes);
  // By the caller's own name for it; what the caller did not ask for is not taken away.
  std::erase_if(changes, [&](Adjustment& change) {
    const auto id = find_param(change.path);
    for (const RawField& field : create.params.fields) {
      if (field.id != id) continue;
      change.path = field.path();
      return false;
    }
    return true;
  });
  if (create.strict && !changes.empty()) {
    Error error = make_error(ErrorCode::InvalidParameter, "The request is not valid: ");
    for (const Adjustment& change : changes) {
      error.message += (error.faults.empty() ? "" : ", ") + change.path + " is not taken as it is";
      error.faults.push_back({change.path,
                              "adjusted",
                              {},
                              (change.to.empty() ? "left out" : change.to) + " in strict mode",
                              change.to});
    }
    return error;
  }
  for (Adjustment& change : changes) judged.adjustments.push_back(std::move(change));
  return std::nullopt;
}

// What a caller wants of the guard must be within what the operator lets it cost.
std::optional<Error> fit_quality(const Settings& settings, const Create& create, RunSpec& spec) {
  spec.quality = create.quality.value_or(settings.quality);
  spec.max_extra = settings.max_extra;
  if (create.quality == QualityMode::Guard && settings.quality != QualityMode::Guard &&
      !settings.max_extra)
    return make_error(ErrorCode::InvalidRequest,
                      "quality_check may be off or score here: guard needs "
                      "quality.max_extra_micro_usd in the settings");
  if (!create.max_extra) return std::nullopt;
  const MicroUsd most = settings.max_extra.value_or(MicroUsd{});
  if (*create.max_extra > most)
    return make_error(ErrorCode::InvalidRequest,
                      "max_extra_micro_usd may be at most " + whole_text(most.count) + " here");
  spec.max_extra = create.max_extra;
  return std::nullopt;
}

// Every picture made as often as it may be, where it costs most.
MicroUsd worst_case(const Settings& settings, const RunSpec& spec) {
  MicroUsd most;
  for (const std::string& id : spec.offers) {
    const Offer* offer = find_offer(settings.offers, id, spec.outcome.model);
    if (offer != nullptr) most = std::max(most, cost_of_try(*offer, spec.request.size));
  }
  const std::int64_t once = most.count * spec.request.num_images;
  const std::int64_t again = once * (kMaxAttempts - 1);
  const MicroUsd made{once + (spec.max_extra ? std::min(again, spec.max_extra->count) : again)};
  const bool guarded = spec.quality == QualityMode::Guard;
  const bool kept = !spec.request.sync_mode && !settings.host.stateless;
  if (!settings.judge || spec.quality == QualityMode::Off || (!guarded && !kept)) return made;
  const std::int64_t looks = guarded ? kMaxAttempts : 1;
  const std::int64_t judged = settings.judge->price.count * looks * spec.request.num_images;
  return made + MicroUsd{std::min(judged, settings.judge->most.value_or(MicroUsd{judged}).count)};
}

}  // namespace

ReferencePolicy reference_policy(const Settings& settings, const Asker& asker) {
  return {settings.host.fetches_urls ? &settings.fetch : nullptr, std::string(asker.own_media)};
}

Result<Plan> make_plan(const Context& context, const Create& create, const Asker& asker,
                       std::span<const Media> media, Now now, Dice& dice) {
  const std::span<const Model> models = context.catalog.models();
  const Model* model =
      create.params.model.empty() ? &models.front() : context.catalog.find(create.params.model);
  if (model == nullptr) return fail(no_such_model(create));
  const Settings& settings = context.settings;
  const JudgeOptions options{create.detail, create.strict, create.default_ratio,
                             create.min_tolerance, reference_policy(settings, asker)};
  Result<Judged> judged = judge(create.params, *model, media, options);
  if (!judged) return fail(std::move(judged.error()));
  Result<std::vector<std::string>> offers = find_offers(context, *model);
  if (!offers) return fail(std::move(offers.error()));

  const Offer& offer = *find_offer(context.settings.offers, offers->front(), model->id);
  const Codec& codec = *find_codec(offer.codec);
  if (auto wrong = fit(codec, create, *judged)) return fail(std::move(*wrong));
  if (auto wrong = fit_media(create, settings.host, *judged)) return fail(std::move(*wrong));
  if (auto wrong = check_bounds(judged->request, create, codec, settings.host))
    return fail(std::move(*wrong));

  Plan plan;
  RunSpec& spec = plan.spec;
  spec.request = std::move(judged->request);
  Outcome& outcome = spec.outcome;
  outcome.adjustments = std::move(judged->adjustments);
  outcome.seeds = make_seeds(spec.request, dice.seeds);
  outcome.enhanced = spec.request.enhance_prompt;
  outcome.prompt = make_prompt(context, spec.request, outcome.seeds.front());
  if (!context.screen) context.screen = Screen::embedded();
  if (auto refused = context.screen->judge(outcome.prompt.text)) return fail(std::move(*refused));

  const Quote price = quote(*model, offer, spec.request.size, spec.request.num_images);
  outcome.run = make_uuid(now.wall, dice.ids);
  outcome.owner = asker.owner;
  outcome.dialect = asker.dialect;
  outcome.model = model->id;
  outcome.offer = offer.id;
  outcome.demo = offer.demo;
  outcome.list = price.list;
  outcome.size = spec.request.size;
  outcome.format = spec.request.format;
  outcome.sync_mode = spec.request.sync_mode;
  outcome.client_ref = create.client_ref;
  outcome.metadata = create.metadata;
  outcome.input = create.input.empty() ? input_of(spec.request) : create.input;
  outcome.created = now.wall;
  spec.offers = std::move(*offers);
  spec.expires = now.wall + context.settings.retention;
  if (auto wrong = fit_quality(settings, create, spec)) return fail(std::move(*wrong));
  plan.quote = price.cost;
  plan.worst = worst_case(settings, spec);
  const Job job{0, outcome.seeds.front(), outcome.prompt.text, spec.request};
  plan.call = codec.submit(job, offer, {});
  return plan;
}

}  // namespace fluxweir
