// The phases of one client request, what ends each and where it leads:
// - Receiving: the client's body has ended -> Gathering, Admitting, Reading, Verifying, Opening, or
//   answers
// - Gathering: the picture that the caller pointed to has come -> Admitting, or answers
// - Admitting: the run's row is stored -> Watching, Reading (its key had made one), or answers
// - Watching: the run has ended or its time is up -> Signing, Reading, or answers
// - Reading: the run's row has come -> Watching, Signing, or answers; there is none of that key ->
//   Gathering, Admitting
// - Signing: every picture's URL is signed -> answers
// - Verifying: the signature of a media URL or a hook has come -> Opening, or answers
// - Opening: the blob is open -> answers
// - Holding: an emulated delay has passed -> answers
// - Stalled: the client has left (an emulated answer that never goes on)
#include "exchange/exchange.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/receipt.h"
#include "exchange/cors.h"
#include "exchange/hook_link.h"
#include "exchange/judging.h"
#include "exchange/rows.h"
#include "exchange/run_list.h"
#include "exchange/service.h"
#include "storage/run_row.h"
#include "storage/statements.h"

namespace fluxweir {
namespace {

constexpr std::size_t kMaxBody = 1 << 20;  // data URIs not counted: the host takes them out

constexpr std::string_view kKeyless = "keyless";  // owner of what comes without a key

Error not_stored() {
  return make_error(ErrorCode::Unavailable, "The run could not be stored: try again");
}

}  // namespace

void Exchange::handle(Input&& input, Now now) {
  if (phase_ == Phase::Done) return;
  if (context_.settings.test_wall) now.wall = *context_.settings.test_wall;
  now_ = now;
  if (phase_ == Phase::Gathering && !std::holds_alternative<ClientGone>(input))
    return gather(input, now);
  if (auto* head = std::get_if<ClientHead>(&input)) return on(*head, now);
  if (auto* chunk = std::get_if<ClientChunk>(&input)) return on(*chunk, now);
  if (auto* end = std::get_if<ClientEnd>(&input)) return on(*end, now);
  if (auto* done = std::get_if<QueryDone>(&input)) return on(*done, now);
  if (auto* changed = std::get_if<RunChanged>(&input)) return on(*changed, now);
  if (auto* done = std::get_if<SignDone>(&input)) return on(*done, now);
  if (auto* done = std::get_if<BlobDone>(&input)) return on(*done, now);
  if (auto* gone = std::get_if<ClientGone>(&input)) return on(*gone, now);
  if (std::holds_alternative<Tick>(input)) on_tick(now);
}

Action Exchange::poll() {
  return out_.take(phase_ == Phase::Done ? Action{Finished{}} : Action{Wait{deadline_}});
}

void Exchange::on(ClientHead& input, Now now) {
  started_ = now.mono;
  head_ = std::move(input.head);
  routed_ = find_route(head_.method, head_.path, context_.rehearsal != nullptr);
  trace_ = read_trace(head_.headers, dice_.ids);
  request_id_ = make_uuid(now.wall, dice_.ids);
  // A picture's URL carries its own permission, and pages show pictures without an Origin.
  const bool is_media = routed_.match.route != nullptr && routed_.match.route->id == RouteId::Media;
  const bool listed = comes_from_listed_origin(head_, context_.settings);
  if (context_.settings.host.loopback && !is_media && !listed)
    early_ = check_origin(head_, context_.settings.public_url);
  if (!early_) early_ = routed_.error;
  if (!early_) early_ = check_state(*routed_.match.route, context_.settings.host);
  if (!early_ && routed_.match.route->creates) early_ = check_media_type(head_);
  bool overloaded = false;
  if (!early_) {
    early_ = check_load(input.load, context_.settings.limits, *routed_.match.route,
                        declared_length(head_), dice_.ids);
    overloaded = early_.has_value();
  }
  // A client that asks before it sends is told at once, and so is one that would send much to a
  // host that has no room.
  const auto expect = find_header(head_.headers, "expect");
  const bool asks = expect && equals_ignoring_case(*expect, "100-continue");
  if (early_ && (asks || (overloaded && has_large_body(head_)))) refuse(std::move(*early_), now);
}

void Exchange::on(ClientChunk& input, Now now) {
  bytes_in_ += input.bytes.size();
  if (body_.size() + input.bytes.size() > kMaxBody) {
    return refuse(
        make_error(ErrorCode::BodyTooLarge,
                   "The body is over 1 MiB: only data URIs in image_url may make it larger"),
        now);
  }
  if (!early_) body_ += input.bytes;
}

void Exchange::on(ClientEnd& input, Now now) {
  body_ended_ = true;
  if (auto answer = answer_preflight(head_, routed_, context_.settings))
    return respond(std::move(*answer), now);
  if (early_) return refuse(std::move(*early_), now);
  load_ = input.load;
  load_.runs += context_.storing;
  // Much may have come while the body did; from here on it is only the database that is asked.
  if (auto full = check_load(load_, context_.settings.limits, *routed_.match.route, 0, dice_.ids))
    return refuse(std::move(*full), now);
  const bool is_hook = routed_.match.route->id == RouteId::Hook;
  if (routed_.match.route->creates || is_hook) {
    Result<json::Document> document = json::Document::read(body_);
    if (document) {
      document_.emplace(std::move(*document));
    } else if (!is_hook) {  // a hook is a nudge, whatever it says
      return refuse(std::move(document.error()), now);
    }
  }
  Result<Ask> ask = routed_.dialect->read(head_, routed_.match, document_ ? &*document_ : nullptr);
  if (!ask) return refuse(std::move(ask.error()), now);
  if (const auto* rules = std::get_if<EditRules>(&*ask)) return serve_rules(*rules, now);
  if (context_.rehearsal && rehearse(*ask, now)) return;
  serve(*ask, input.media, now);
}

void Exchange::serve_rules(const EditRules& ask, Now now) {
  if (!head_.peer_is_loopback)
    return refuse(make_error(ErrorCode::Forbidden, "Rules are for programs on this machine"), now);
  Result<Answer> answer = context_.rehearsal->edit(ask.what, body_);
  if (!answer) return refuse(std::move(answer.error()), now);
  respond(std::move(*answer), now);
}

// True when a mishap has answered in place of us.
bool Exchange::rehearse(const Ask& ask, Now now) {
  mishap_ = context_.rehearsal->meet(*routed_.match.route, head_.method, ask);
  if (!mishap_) return false;
  std::optional<Answer> page = context_.rehearsal->error_page(*mishap_);
  std::optional<Error> error;
  if (!page) error = context_.rehearsal->staged_error(*mishap_, ask);
  if (page) respond(std::move(*page), now);
  if (error) refuse(std::move(*error), now);
  return page || error;
}

void Exchange::serve(const Ask& ask, const std::vector<Media>& media, Now now) {
  if (const auto* create = std::get_if<Create>(&ask)) return serve_create(*create, media, now);
  if (const auto* evaluate = std::get_if<Evaluate>(&ask))
    return serve_evaluation(*evaluate, media, now);
  if (const auto* run = std::get_if<ReadRun>(&ask)) {
    wait_ = run->wait;
    preferred_ = run->preferred;
    return serve_run(run->run, run->evaluation ? owner_of_evaluations(owner()) : owner());
  }
  if (const auto* trace = std::get_if<ReadTrace>(&ask)) {
    asked_trace_ = true;
    return serve_run(trace->run, owner());
  }
  if (const auto* list = std::get_if<ListRuns>(&ask)) return serve_list(*list);
  if (const auto* hook = std::get_if<Hook>(&ask)) return serve_hook(*hook);
  if (const auto* picture = std::get_if<ReadMedia>(&ask)) return serve_media(*picture, now);
  if (std::holds_alternative<ReadMetrics>(ask)) return open_blob("host:metrics");
  if (std::holds_alternative<ListModels>(ask)) return respond(list_models(context_), now);
  if (std::holds_alternative<ReadOpenApi>(ask)) return respond(show_openapi(context_), now);
  if (std::holds_alternative<ReadHealth>(ask)) return respond(show_health(), now);
  if (std::holds_alternative<ReadReady>(ask)) return respond(show_readiness(context_, load_), now);
  if (const auto* model = std::get_if<ReadModel>(&ask)) {
    Result<Answer> answer = show_model(context_, model->name);
    if (!answer) return refuse(std::move(answer.error()), now);
    respond(std::move(*answer), now);
  }
}

void Exchange::serve_create(const Create& create, const std::vector<Media>& media, Now now) {
  const std::string own = own_media();
  const std::string whose = owner();
  Result<Plan> plan =
      make_plan(context_, create, {routed_.dialect->name(), whose, own}, media, now, dice_);
  if (!plan) return refuse(std::move(plan.error()), now);
  if (create.dry_run) return respond(show_plan(*plan), now);
  if (auto without = check_wait(create.wait, context_.settings.host))
    return refuse(std::move(*without), now);
  plan_ = std::move(*plan);
  plan_.spec.traceparent = trace_.text();
  how_ = {create.media, create.detail, false, base_url()};
  if (plan_.spec.request.sync_mode && how_.media == MediaStyle::Url)
    how_.media = MediaStyle::DataUri;
  wait_ = create.wait;
  preferred_ = create.preferred;
  shows_run_ = create.shows_run;
  find_reference(now);
}

void Exchange::admit(Now now) {
  if (context_.settings.host.stateless) return start(now);
  const Outcome row = stored_form(plan_.spec.outcome, context_.settings.keep_prompts);
  asked_ = out_.ask(Query{{}, {insert_row(row, plan_.spec.expires, now)}});
  storing_.emplace(context_.storing);
  enter(Phase::Admitting);
}

void Exchange::start(Now now) {
  outcome_ = Outcome(plan_.spec.outcome);
  if (mishap_) context_.rehearsal->announce(outcome_.run, *mishap_);
  out_.push(Start{std::move(plan_.spec)});
  watch(outcome_.run, wait_.value_or(context_.settings.limits.request_time), now);
}

// Of a run that nothing keeps there is nothing to be read later.
bool Exchange::is_fleeting() const {
  return outcome_.sync_mode || context_.settings.host.stateless;
}

void Exchange::serve_run(const std::string& run, const std::string& owner) {
  how_ = {MediaStyle::Url, ReceiptDetail::Changed, true, base_url()};
  shows_run_ = true;
  asked_run_ = run;
  asked_ = out_.ask(Query{{}, {{kRunRead, {run, owner}}}});
  enter(Phase::Reading);
}

void Exchange::serve_list(const ListRuns& list) {
  listing_ = list;
  asked_ = out_.ask(Query{{}, {list_statement(context_, list, owner())}});
  enter(Phase::Reading);
}

void Exchange::serve_hook(const Hook& hook) {
  const auto link = read_hook_token(hook.provider, hook.run, hook.token);
  if (!link) return refuse(make_error(ErrorCode::RouteNotFound, "There is no such hook"), now_);
  hook_ = Nudge{hook.run, Nudge::Why::Hook, link->image, link->attempt, hook.id};
  asked_sig_ = link->sig;
  asked_ = out_.ask(Sign{{}, std::string(kHookKey), link->signed_text()});
  enter(Phase::Verifying);
}

void Exchange::serve_media(const ReadMedia& ask, Now now) {
  Result<MediaLink> link = read_media_link(ask.path, head_.query, now.wall);
  if (!link) return refuse(std::move(link.error()), now);
  asked_sig_ = link->sig;
  media_key_ = ask.key;
  asked_ = out_.ask(Sign{{}, "media", link->signed_text()});
  enter(Phase::Verifying);
}

void Exchange::open_blob(std::string key) {
  Blob open;
  open.what = Blob::Do::Get;
  open.key = std::move(key);
  asked_ = out_.ask(std::move(open));
  enter(Phase::Opening);
}

void Exchange::on(QueryDone& input, Now now) {
  if (input.op != asked_) return;
  if (phase_ == Phase::Admitting) return on_stored(input.ok, now);
  if (phase_ != Phase::Reading) return;
  if (!input.ok)
    return refuse(make_error(ErrorCode::Unavailable, "The run could not be read: try again"), now);
  if (listing_) {
    Result<Answer> page =
        show_run_list(context_, *listing_,
                      input.rows.empty() ? decltype(input.rows)::value_type{} : input.rows.front(),
                      base_url(), now);
    return page ? respond(std::move(*page), now) : refuse(std::move(page.error()), now);
  }
  if (input.rows.empty() || input.rows.front().empty()) {
    if (keyed_ == Keyed::First) return find_reference(now);
    if (keyed_ == Keyed::Stored) return refuse(not_stored(), now);
    const bool run = routed_.match.route->id != RouteId::EvaluationRead;
    return refuse({ErrorCode::RunNotFound,
                   std::string("There is no such ") + (run ? "run" : "evaluation") +
                       ", or it is not yours, or its time has passed",
                   {{"", "run", "", asked_run_, ""}},
                   {}},
                  now);
  }
  const auto* text = std::get_if<std::string>(&input.rows.front().front().front());
  show_row(text ? *text : "", now);
}

// Where a row with the id of an idempotency key is there by now, it is the answer; others may have
// been told of the one that is stored here, whoever has left.
void Exchange::on_stored(bool stored, Now now) {
  storing_.reset();
  if (stored && gone_) return keyed_ == Keyed::No ? forget_run() : run_unwatched();
  if (stored) return start(now);
  if (gone_) return enter(Phase::Done);
  if (keyed_ == Keyed::No) return refuse(not_stored(), now);
  serve_keyed(Keyed::Stored);
}

void Exchange::show_row(const std::string& text, Now now) {
  Result<Outcome> outcome = read_outcome(text);
  if (!outcome) return refuse(std::move(outcome.error()), now);
  give_up_pending(*outcome, context_.settings.judge, now);
  if (asked_trace_) return respond(show_trace(*outcome), now);
  if (keyed_ != Keyed::No && outcome->metadata != plan_.spec.outcome.metadata) {
    return refuse(make_error(ErrorCode::InvalidParameter,
                             "This idempotency-key came with another request: take a new one"),
                  now);
  }
  if (keyed_ != Keyed::No) keyed_ = Keyed::Replayed;
  if (is_final(outcome->state) || wait_.value_or(Millis{}).count <= 0)
    return present(std::move(*outcome), now);
  outcome_ = std::move(*outcome);
  const Millis at_most = *wait_;
  wait_ = Millis{};
  watch(asked_run_, at_most, now);
}

// A client that does not wait is told the run's state as it is now.
void Exchange::watch(const std::string& run, Millis at_most, Now now) {
  if (at_most.count <= 0) return present(outcome_, now);
  out_.push(Watch{run});
  deadline_ = now.mono + std::min(at_most, context_.settings.limits.request_time);
  enter(Phase::Watching);
}

void Exchange::on(RunChanged& input, Now now) {
  if (phase_ != Phase::Watching) return;
  outcome_ = std::move(input.outcome);
  if (!is_final(outcome_.state)) return;
  deadline_.reset();
  const bool none = outcome_.state == RunState::Failed || outcome_.state == RunState::Cancelled;
  if (none && !shows_run_) {
    return refuse(outcome_.failures.empty() ? Error{} : outcome_.failures.front().error, now);
  }
  present(std::move(outcome_), now);
}

// What nobody waits for and nobody can have later need not be made.
void Exchange::abandon_run() { out_.push(Nudge{outcome_.run, Nudge::Why::Abandoned, 0, 0, {}}); }

// The client has left, and may come again with its key.
void Exchange::run_unwatched() {
  out_.push(Start{std::move(plan_.spec)});
  enter(Phase::Done);
}

// Nobody has been told of the run and nothing of it has begun.
void Exchange::forget_run() {
  out_.ask(Query{{}, {delete_row(plan_.spec.outcome.run)}});
  enter(Phase::Done);
}

void Exchange::on(ClientGone&, Now) {
  if (phase_ == Phase::Admitting) {
    gone_ = true;
    return;
  }
  if (phase_ == Phase::Watching && is_fleeting()) abandon_run();
  enter(Phase::Done);
}

void Exchange::on_tick(Now now) {
  if (!deadline_ || now.mono < *deadline_) return;
  deadline_.reset();
  if (phase_ == Phase::Holding) return respond(std::move(held_), now);
  if (phase_ != Phase::Watching) return;
  // The row is the truth: news may have passed this process by.
  if (how_.run_read) return serve_run(asked_run_, outcome_.owner);
  if ((shows_run_ || wait_) && !is_fleeting()) return present(outcome_, now);
  const std::string later = outcome_.sync_mode ? "sync_mode keeps nothing to be read later"
                            : is_fleeting()    ? "this host keeps nothing to be read later"
                                               : "GET /v1/runs/" + outcome_.run + " will have them";
  if (is_fleeting()) abandon_run();
  refuse(make_error(ErrorCode::UpstreamTimeout, "The pictures are not ready yet: " + later), now);
}

void Exchange::present(Outcome outcome, Now now) {
  outcome_ = std::move(outcome);
  const auto lifetime = context_.settings.media_url_lifetime;
  for (const Picture& picture : outcome_.pictures) {
    if (how_.media != MediaStyle::Url) break;
    if (picture.key.empty() && how_.run_read) {  // was not kept and has left with its answer
      links_.emplace_back();
      continue;
    }
    if (picture.key.empty()) {  // not kept: it can only travel in the answer
      how_.media = MediaStyle::DataUri;
      links_.clear();
      break;
    }
    links_.push_back({std::string(kMediaPath) + picture.key,
                      (now.wall.count + lifetime.count) / 1000,
                      "k1",
                      {}});
  }
  for (const MediaLink& link : links_) {
    const bool there = !link.path.empty();
    signing_.push_back(there ? out_.ask(Sign{{}, "media", link.signed_text()}) : OpId{});
    unsigned_ += there ? 1 : 0;
  }
  if (unsigned_ == 0) return write_outcome();
  enter(Phase::Signing);
}

void Exchange::on(SignDone& input, Now now) {
  if (phase_ == Phase::Verifying) {
    if (input.op != asked_) return;
    if (!equal_constant_time(to_base64url(input.mac), asked_sig_)) {
      return refuse(make_error(ErrorCode::MediaNotFound, "There is nothing at this address"), now);
    }
    if (!hook_) return open_blob(media_key_);
    out_.push(std::move(*hook_));
    return respond({200, json_headers(), {R"({"status":"ok"})"}}, now);
  }
  if (phase_ != Phase::Signing) return;
  for (std::size_t i = 0; i < signing_.size(); ++i) {
    if (signing_[i] != input.op || !links_[i].sig.empty()) continue;
    links_[i].sig = to_base64url(input.mac);
    --unsigned_;
  }
  if (unsigned_ == 0) write_outcome();
}

void Exchange::on(BlobDone& input, Now now) {
  if (phase_ != Phase::Opening || input.op != asked_) return;
  if (!input.blob)
    return refuse(make_error(ErrorCode::MediaNotFound, "There is no picture at this address"), now);
  Answer answer;
  add_header(answer.headers, "content-type", input.content_type);
  if (!media_key_.empty()) {
    const bool png = input.content_type == content_type(Format::Png);
    add_header(answer.headers, "cache-control", "private");
    add_header(answer.headers, "content-security-policy", "default-src 'none'; sandbox");
    add_header(answer.headers, "content-disposition",
               png ? "inline; filename=\"image.png\"" : "inline; filename=\"image.jpg\"");
  }
  answer.body.emplace_back(std::move(*input.blob));
  respond(std::move(answer), now);
}

// Without keys everything belongs to whoever can reach the loopback address.
std::string Exchange::owner() const { return std::string(kKeyless); }

// What addresses of our pictures begin with; empty: not known.
std::string Exchange::own_media() const {
  const std::string base = base_url();
  return base.empty() ? std::string() : base + std::string(kMediaPath);
}

std::string Exchange::base_url() const {
  if (!context_.settings.public_url.empty()) return context_.settings.public_url;
  if (head_.host.empty()) return {};  // HTTP/1.0 may leave it out: addresses are relative then
  return head_.scheme + "://" + head_.host;
}

}  // namespace fluxweir
