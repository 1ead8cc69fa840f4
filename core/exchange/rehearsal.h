// What makes a gateway an emulator: the rules in force and what they have met so far, the pace of
// runs and whether the imagined GPU is warm. One for each gateway, so one thread; everything it
// knows is handed in, time included. An interface, so that modules that never emulate go without
// the code behind it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/units.h"
#include "dialects/dialect.h"
#include "dialects/routes.h"
#include "exchange/mishap.h"
#include "settings/settings.h"

namespace fluxweir {

class Rehearsal {
 public:
  virtual ~Rehearsal() = default;

  // The routes of the rules. Fails with what is wrong with `body`; the rules then stay.
  virtual Result<Answer> edit(EditRules::Do what, std::string_view body) = 0;

  // What befalls this request: the first rule that matches it counts it and decides. Without a
  // `route` of its own a rule is for creates, reads and media, and never for what it can't befall.
  virtual std::optional<Mishap> meet(const Route& route, std::string_view method,
                                     const Ask& ask) = 0;

  // A run that is about to begin is made by a request that met `mishap`.
  virtual void announce(const std::string& run, const Mishap& mishap) = 0;

  struct Part {
    Millis hold{0};                // the run does not end before so much time has passed
    std::optional<Error> refusal;  // nothing is made and every picture ends with this
  };
  // The part that a run plays that begins now. `seed` decides within the bounds of the pace.
  virtual Part begin_run(const std::string& run, std::uint64_t seed, Now now) = 0;

  // The answer that a mishap gives in place of ours: its error page, or an error for the dialect to
  // shape; nothing when the request is served.
  virtual std::optional<Answer> error_page(const Mishap& mishap) const = 0;
  virtual std::optional<Error> staged_error(const Mishap& mishap, const Ask& ask) const = 0;

  // Keeps what a mishap leaves of the body on the wire and returns how many bytes that is; base64
  // of a blob is cut between its groups of four.
  virtual std::uint64_t cut(const Mishap& mishap, Body& body) const = 0;
};

// Fails as read_mishap_rules does.
Result<std::unique_ptr<Rehearsal>> make_rehearsal(const EmulateProfile& profile);

}  // namespace fluxweir
