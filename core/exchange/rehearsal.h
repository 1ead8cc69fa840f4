// What makes a gateway an emulator: the rules in force and what they have met so far, the pace of
// runs and whether the imagined GPU is warm. One for each gateway, so one thread; everything it
// knows is handed in, time included.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "dialects/dialect.h"
#include "dialects/routes.h"
#include "exchange/mishap.h"
#include "settings/settings.h"

namespace fluxweir {

class Rehearsal {
 public:
  // Null when the host does not emulate. Fails as read_mishap_rules does.
  static Result<std::unique_ptr<Rehearsal>> load(const HostProfile& host);

  // The routes of the rules. Fails with what is wrong with `body`; the rules then stay.
  Result<Answer> edit(EditRules::Do what, std::string_view body);

  // What befalls this request: the first rule that matches it counts it and decides. Without a
  // `route` of its own a rule is for creates, reads and media, and never for what it can't befall.
  std::optional<Mishap> meet(const Route& route, std::string_view method, const Ask& ask);

  // A run that is about to begin is made by a request that met `mishap`.
  void announce(const std::string& run, const Mishap& mishap);

  struct Part {
    Millis hold{0};                // the run does not end before so much time has passed
    std::optional<Error> refusal;  // nothing is made and every picture ends with this
  };
  // The part that a run plays that begins now. `seed` decides within the bounds of the pace.
  Part begin_run(const std::string& run, std::uint64_t seed, Now now);

 private:
  explicit Rehearsal(EmulateProfile profile) : profile_(std::move(profile)) {}
  std::string show() const;
  bool is_cold(Now now) const;

  EmulateProfile profile_;
  std::vector<MishapRule> rules_;
  std::map<std::string, Mishap> announced_;  // by run, until it begins
  std::optional<Instant> busy_until_;        // the last run that is known of
};

// The answer that a mishap gives in place of ours: its error page, or an error for the dialect to
// shape; nothing when the request is served.
std::optional<Answer> error_page(const Mishap& mishap);
std::optional<Error> staged_error(const Mishap& mishap, const Ask& ask);

// How many of the body's bytes are sent.
std::uint64_t bytes_sent(const Mishap& mishap, std::uint64_t all);

// Keeps at most the first `bytes` on the wire; base64 of a blob is cut between its groups of four.
void cut_body(Body& body, std::uint64_t bytes);

}  // namespace fluxweir
