#include "gateway.h"

#include <utility>
#include <variant>

#include "exchange/context.h"
#include "exchange/exchange.h"
#include "exchange/run.h"
#include "exchange/sweep.h"

namespace fluxweir {

namespace embedded {
extern const std::string_view models;  // NOLINT(readability-identifier-naming): after its file
}

struct Machine::State {
  std::variant<std::monostate, Exchange, RunMachine, Sweep> machine;
};

Machine::Machine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;
Machine::~Machine() = default;

void Machine::handle(Input&& input, Now now) {
  if (auto* exchange = std::get_if<Exchange>(&state_->machine)) {
    exchange->handle(std::move(input), now);
  } else if (auto* run = std::get_if<RunMachine>(&state_->machine)) {
    run->handle(std::move(input), now);
  } else if (auto* sweep = std::get_if<Sweep>(&state_->machine)) {
    sweep->handle(std::move(input), now);
  }
}

Action Machine::poll() {
  if (auto* exchange = std::get_if<Exchange>(&state_->machine)) return exchange->poll();
  if (auto* run = std::get_if<RunMachine>(&state_->machine)) return run->poll();
  if (auto* sweep = std::get_if<Sweep>(&state_->machine)) return sweep->poll();
  return Finished{};
}

Gateway::Gateway(std::unique_ptr<Context> context) : context_(std::move(context)) {}
Gateway::Gateway(Gateway&&) noexcept = default;
Gateway& Gateway::operator=(Gateway&&) noexcept = default;
Gateway::~Gateway() = default;

Result<Gateway> Gateway::load(std::string_view settings, std::string_view models,
                              const HostProfile& host) {
  Result<Catalog> catalog = Catalog::load(models.empty() ? embedded::models : models);
  if (!catalog) return fail(std::move(catalog.error()));
  Result<Settings> loaded = load_settings(settings, *catalog, host);
  if (!loaded) return fail(std::move(loaded.error()));
  // NOLINTNEXTLINE(modernize-make-unique): not for aggregates in Emscripten's library
  return Gateway(std::unique_ptr<Context>(new Context{std::move(*catalog), std::move(*loaded)}));
}

Result<Gateway> Gateway::load_emulator(std::string_view settings, std::string_view models,
                                       const HostProfile& host) {
  Result<Gateway> gateway = load(settings, models, host);
  if (!gateway) return gateway;
  Result<std::unique_ptr<Rehearsal>> rehearsal = make_rehearsal(*host.emulate);
  if (!rehearsal) return fail(std::move(rehearsal.error()));
  gateway->context_->rehearsal = std::move(*rehearsal);
  return gateway;
}

// With test.seed the n-th machine of a gateway has the same ids and seeds in every process.
Entropy Gateway::pinned(const Entropy& entropy) const {
  if (!context_->settings.test_seed) return entropy;
  Random random(*context_->settings.test_seed + ++opened_);
  Entropy fixed;
  for (std::uint8_t& byte : fixed) byte = static_cast<std::uint8_t>(random.below(256));
  return fixed;
}

Machine Gateway::open(const Entropy& entropy) const {
  Machine machine(std::make_unique<Machine::State>());
  machine.state_->machine.emplace<Exchange>(*context_, pinned(entropy));
  return machine;
}

Machine Gateway::run(RunSpec spec) const {
  Machine machine(std::make_unique<Machine::State>());
  machine.state_->machine.emplace<RunMachine>(*context_, std::move(spec));
  return machine;
}

Machine Gateway::sweep() const {
  Machine machine(std::make_unique<Machine::State>());
  machine.state_->machine.emplace<Sweep>();
  return machine;
}

Result<Plan> Gateway::plan(const RequestHead& head, std::string_view body, Now now,
                           const Entropy& entropy, std::span<const Media> media) const {
  if (context_->settings.test_wall) now.wall = *context_->settings.test_wall;
  Routed routed = find_route(head.method, head.path);
  if (routed.error) return fail(std::move(*routed.error));
  Result<json::Document> document = json::Document::read(body);
  if (!document) return fail(std::move(document.error()));
  Result<Ask> ask = routed.dialect->read(head, routed.match, &*document);
  if (!ask) return fail(std::move(ask.error()));
  const Create* create = std::get_if<Create>(&*ask);
  if (create == nullptr)
    return fail(make_error(ErrorCode::InvalidRequest, "Only a create request can be planned"));
  Dice dice(entropy);
  return make_plan(*context_, *create, {routed.dialect->name(), "keyless", {}}, media, now, dice);
}

void Gateway::inherit(const Gateway& earlier) const {
  for (const Offer& offer : context_->settings.offers)
    context_->health.inherit(earlier.context_->health, offer.id);
  opened_ = earlier.opened_;  // or pinned ids would come again
}

const Settings& Gateway::settings() const { return context_->settings; }
const Catalog& Gateway::catalog() const { return context_->catalog; }

}  // namespace fluxweir
