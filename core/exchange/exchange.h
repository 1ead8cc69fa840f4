// Exchange: one client request, first byte to last. The phase table is at the top of exchange.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "dialects/dialect.h"
#include "dialects/routes.h"
#include "exchange/admission.h"
#include "exchange/context.h"
#include "exchange/front_door.h"
#include "exchange/host_fit.h"
#include "exchange/media_link.h"
#include "exchange/outbox.h"
#include "exchange/plan.h"
#include "exchange/reference_fetch.h"

namespace fluxweir {

class Exchange {
 public:
  Exchange(const Context& context, const Entropy& entropy) : context_(context), dice_(entropy) {}

  void handle(Input&& input, Now now);
  Action poll();

 private:
  enum class Phase : std::uint8_t {
    Receiving,
    Gathering,
    Admitting,
    Watching,
    Reading,
    Signing,
    Verifying,
    Opening,
    Holding,
    Stalled,
    Done
  };
  enum class Keyed : std::uint8_t { No, First, Stored, Replayed };
  void enter(Phase phase) { phase_ = phase; }

  void on(ClientHead& input, Now now);
  void on(ClientChunk& input, Now now);
  void on(ClientEnd& input, Now now);
  FLUXWEIR_APART void on(QueryDone& input, Now now);
  FLUXWEIR_APART void on(RunChanged& input, Now now);
  FLUXWEIR_APART void on(SignDone& input, Now now);
  FLUXWEIR_APART void on(BlobDone& input, Now now);
  FLUXWEIR_APART void on(ClientGone& input, Now now);
  void on_tick(Now now);
  void abandon_run();
  void forget_run();
  void run_unwatched();

  FLUXWEIR_APART void serve_rules(const EditRules& ask, Now now);
  bool rehearse(const Ask& ask, Now now);
  void serve(const Ask& ask, const std::vector<Media>& media, Now now);
  FLUXWEIR_APART void serve_create(const Create& create, const std::vector<Media>& media, Now now);
  FLUXWEIR_APART void serve_evaluation(const Evaluate& ask, const std::vector<Media>& media,
                                       Now now);
  void find_reference(Now now);
  FLUXWEIR_APART void gather(const Input& input, Now now);
  void admit(Now now);
  FLUXWEIR_APART void start(Now now);
  bool is_fleeting() const;
  void on_stored(bool stored, Now now);
  void serve_run(const std::string& run, const std::string& owner);
  void serve_keyed(Keyed keyed);
  FLUXWEIR_APART void serve_list(const ListRuns& list);
  FLUXWEIR_APART void serve_hook(const Hook& hook);
  FLUXWEIR_APART void serve_media(const ReadMedia& ask, Now now);
  void open_blob(std::string key);
  void watch(const std::string& run, Millis at_most, Now now);
  void show_row(const std::string& text, Now now);
  FLUXWEIR_APART void present(Outcome outcome, Now now);
  void write_outcome();

  FLUXWEIR_APART void refuse(Error error, Now now);
  void respond(Answer answer, Now now);
  void report(const Answer& answer, std::uint64_t bytes, Now now);
  std::string owner() const;
  std::string base_url() const;
  std::string own_media() const;

  const Context& context_;
  Dice dice_;
  Outbox out_;
  Phase phase_ = Phase::Receiving;
  Instant started_;
  std::optional<Instant> deadline_;
  RequestHead head_;
  Routed routed_;
  Trace trace_;
  std::string request_id_;
  std::optional<Error> early_;  // known before the body has ended; answered after it, so that the
                                // connection can live on
  std::string body_;
  std::uint64_t bytes_in_ = 0;
  bool body_ended_ = false;
  bool gone_ = false;               // the client has left while the run was being stored
  std::optional<Storing> storing_;  // while Admitting
  Load load_;                       // when the body had ended
  std::optional<json::Document> document_;
  Plan plan_;
  std::optional<ReferenceFetch> reference_;  // while Gathering
  Presentation how_;
  std::string asked_run_;     // that is read
  bool asked_trace_ = false;  // its trace is
  // By an idempotency key, whose row is looked for: First before anything is done, Stored when one
  // is there by now.
  Keyed keyed_ = Keyed::No;
  std::optional<ListRuns> listing_;
  std::optional<Millis> wait_;  // how long the client said that it waits
  std::string preferred_;       // what is obeyed of the client's Prefer
  bool shows_run_ = false;      // a failed run is answered as a run, not as an error
  std::optional<Nudge> hook_;   // waits for its signature to be verified
  Outcome outcome_;
  std::vector<MediaLink> links_;  // of outcome_.pictures
  std::size_t unsigned_ = 0;      // links that wait for their signature
  std::vector<OpId> signing_;
  std::string asked_sig_;
  std::string media_key_;
  OpId asked_;  // the one question that the phase waits for
  std::optional<ErrorCode> failed_with_;
  std::optional<Mishap> mishap_;  // what befalls this request, when it is rehearsed
  Answer held_;                   // while Holding
  Now now_;
};

}  // namespace fluxweir
