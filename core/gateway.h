// The front door of the core: settings in, machines out. Built once per thread; does not change
// afterwards.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "exchange/events.h"
#include "exchange/plan.h"
#include "settings/settings.h"

namespace fluxweir {

struct Context;

// One machine of the three. Move-only; see exchange/events.h for the contract. A run and a sweep
// begin with a Tick, an exchange with a ClientHead. A machine points into its Gateway, which must
// outlive it.
class Machine {
 public:
  enum class Kind : std::uint8_t { Exchange, Run, Sweep };
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;
  ~Machine();
  void handle(Input&& input, Now now);
  Action poll();

 private:
  friend class Gateway;
  struct State;
  explicit Machine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Gateway {
 public:
  // `settings` is the JSON of design 9, empty for the defaults; `models` the catalogue, empty for
  // the built-in one. Fails with InvalidParameter and a fault for everything wrong, each with its
  // JSON pointer.
  static Result<Gateway> load(std::string_view settings, std::string_view models = {},
                              const HostProfile& host = {});
  // The same with host.emulate's rehearsal. Apart, so that who never calls it need not carry that.
  static Result<Gateway> load_emulator(std::string_view settings, std::string_view models,
                                       const HostProfile& host);

  Gateway(Gateway&&) noexcept;
  Gateway& operator=(Gateway&&) noexcept;
  ~Gateway();

  Machine open(const Entropy& entropy) const;  // an Exchange
  Machine run(RunSpec spec) const;             // a RunMachine
  Machine sweep() const;                       // a Sweep

  // Validates, enhances, routes and prices one create request. Pure.
  Result<Plan> plan(const RequestHead& head, std::string_view body, Now now, const Entropy& entropy,
                    std::span<const Media> media = {}) const;

  // Takes over what `earlier`, on the same thread, has learnt of the offers that both have.
  void inherit(const Gateway& earlier) const;

  const Settings& settings() const;
  const Catalog& catalog() const;

 private:
  explicit Gateway(std::unique_ptr<Context> context);
  Entropy pinned(const Entropy& entropy) const;
  std::unique_ptr<Context> context_;
  mutable std::uint64_t opened_ = 0;  // machines so far, when the settings pin the randomness
};

}  // namespace fluxweir
