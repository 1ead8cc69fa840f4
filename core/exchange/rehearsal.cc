#include "exchange/rehearsal.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "image/parameter.h"

namespace fluxweir {
namespace {

constexpr Millis kCoolsAfter{60'000};

enum class Scene : std::uint8_t { Create, Read, Media, Other };

Scene scene_of(const Ask& ask) {
  if (std::holds_alternative<Create>(ask)) return Scene::Create;
  if (std::holds_alternative<ReadMedia>(ask)) return Scene::Media;
  if (std::holds_alternative<ReadRun>(ask) || std::holds_alternative<ListRuns>(ask) ||
      std::holds_alternative<ReadTrace>(ask)) {
    return Scene::Read;
  }
  return Scene::Other;
}

bool fits_route(const MishapRule& rule, const Route& route, Scene scene) {
  if (rule.route.empty()) return scene != Scene::Other;
  if (rule.route == "create") return scene == Scene::Create;
  if (rule.route == "read") return scene == Scene::Read;
  if (rule.route == "media") return scene == Scene::Media;
  return rule.route == without_brace_name(route.pattern);
}

std::string prompt_of(const Ask& ask) {
  const auto* create = std::get_if<Create>(&ask);
  if (create == nullptr) return {};
  for (const RawField& field : create->params.fields) {
    if (field.id != Param::Prompt) continue;
    return to_lower(field.value.string().value_or(""));
  }
  return {};
}

bool fits(const MishapRule& rule, const Route& route, std::string_view method, const Ask& ask) {
  const Scene scene = scene_of(ask);
  if (!fits_route(rule, route, scene)) return false;
  if (!rule.method.empty() && rule.method != method) return false;
  if (rule.mishap.expire && scene != Scene::Read && scene != Scene::Media) return false;
  if ((rule.mishap.moderated || rule.mishap.latency) && scene != Scene::Create) return false;
  return rule.prompt_contains.empty() ||
         prompt_of(ask).find(rule.prompt_contains) != std::string::npos;
}

Millis pick(const Pace& pace, Random& random) {
  const auto width = static_cast<std::uint64_t>(pace.most.count - pace.least.count);
  return {pace.least.count + static_cast<std::int64_t>(random.below(width + 1))};
}

// Of a status: the code that says most nearly the same, and nginx's name for it.
struct Failure {
  int status;
  ErrorCode code;
  std::string_view title;
};

constexpr Failure kFailures[] = {
    {200, ErrorCode::Bug, "Welcome to nginx!"},
    {400, ErrorCode::InvalidRequest, "400 Bad Request"},
    {401, ErrorCode::Unauthorized, "401 Authorization Required"},
    {402, ErrorCode::BudgetExceeded, "402 Payment Required"},
    {403, ErrorCode::Forbidden, "403 Forbidden"},
    {404, ErrorCode::RunNotFound, "404 Not Found"},
    {409, ErrorCode::Conflict, "409 Conflict"},
    {410, ErrorCode::MediaExpired, "410 Gone"},
    {413, ErrorCode::BodyTooLarge, "413 Request Entity Too Large"},
    {415, ErrorCode::UnsupportedMediaType, "415 Unsupported Media Type"},
    {422, ErrorCode::InvalidParameter, "422 Unprocessable Entity"},
    {429, ErrorCode::RateLimited, "429 Too Many Requests"},
    {500, ErrorCode::Bug, "500 Internal Server Error"},
    {502, ErrorCode::UpstreamFailed, "502 Bad Gateway"},
    {503, ErrorCode::Unavailable, "503 Service Temporarily Unavailable"},
    {504, ErrorCode::UpstreamTimeout, "504 Gateway Time-out"},
};

// The answer takes the exact status; this is what else it says.
Failure failure_of(int status) {
  for (const Failure& failure : kFailures) {
    if (failure.status == status) return failure;
  }
  return {status, status < 500 ? ErrorCode::InvalidRequest : ErrorCode::UpstreamFailed, "Error"};
}

ErrorCode code_of(int status, Scene scene) {
  if (status == 404 && scene == Scene::Create) return ErrorCode::ModelNotFound;
  if (status == 404 && scene == Scene::Media) return ErrorCode::MediaNotFound;
  return failure_of(status).code;
}

Error refusal(ErrorCode code) {
  return make_error(
      code,
      code == ErrorCode::PromptRefused
          ? "The prompt was refused at this safety_tolerance: change its words"
          : "The picture was refused at this safety_tolerance: change the prompt or the seed");
}

class RuledRehearsal final : public Rehearsal {
 public:
  RuledRehearsal(EmulateProfile profile, std::vector<MishapRule> rules)
      : profile_(std::move(profile)), rules_(std::move(rules)) {}

  Result<Answer> edit(EditRules::Do what, std::string_view body) override;
  std::optional<Mishap> meet(const Route& route, std::string_view method, const Ask& ask) override;
  void announce(const std::string& run, const Mishap& mishap) override;
  Part begin_run(const std::string& run, std::uint64_t seed, Now now) override;
  std::optional<Answer> error_page(const Mishap& mishap) const override;
  std::optional<Error> staged_error(const Mishap& mishap, const Ask& ask) const override;
  std::uint64_t cut(const Mishap& mishap, Body& body) const override;

 private:
  std::string show() const;
  bool is_cold(Now now) const;

  EmulateProfile profile_;
  std::vector<MishapRule> rules_;
  std::map<std::string, Mishap> announced_;  // by run, until it begins
  std::optional<Instant> busy_until_;        // the last run that is known of
};

Result<Answer> RuledRehearsal::edit(EditRules::Do what, std::string_view body) {
  if (what == EditRules::Do::Clear) rules_.clear();
  if (what == EditRules::Do::Replace) {
    Result<std::vector<MishapRule>> rules = read_mishap_rules(body);
    if (!rules) return fail(std::move(rules.error()));
    rules_ = std::move(*rules);
  }
  return Answer{
      200, {{"content-type", "application/json"}, {"cache-control", "no-store"}}, {show()}};
}

// Each rule as it was given, with its counts.
std::string RuledRehearsal::show() const {
  std::string text = "{\"rules\":[";
  for (const MishapRule& rule : rules_) {
    if (&rule != &rules_.front()) text += ",";
    text += rule.text.substr(0, rule.text.size() - 1);
    text += ",\"matched\":" + whole_text(rule.matched);
    text += ",\"done\":" + whole_text(rule.done) + "}";
  }
  return text + "]}";
}

std::optional<Mishap> RuledRehearsal::meet(const Route& route, std::string_view method,
                                           const Ask& ask) {
  for (MishapRule& rule : rules_) {
    if (!fits(rule, route, method, ask)) continue;
    ++rule.matched;
    if (rule.nth > 0 && rule.matched != rule.nth) continue;
    if (rule.times > 0 && rule.done >= rule.times) continue;
    ++rule.done;
    return rule.mishap;
  }
  return std::nullopt;
}

void RuledRehearsal::announce(const std::string& run, const Mishap& mishap) {
  if (mishap.moderated || mishap.latency) announced_[run] = mishap;
}

bool RuledRehearsal::is_cold(Now now) const {
  return !busy_until_ || now.mono >= *busy_until_ + kCoolsAfter;
}

Rehearsal::Part RuledRehearsal::begin_run(const std::string& run, std::uint64_t seed, Now now) {
  Mishap mishap;
  if (const auto found = announced_.find(run); found != announced_.end()) {
    mishap = found->second;
    announced_.erase(found);
  }
  Part part;
  if (mishap.moderated) part.refusal = refusal(*mishap.moderated);
  // The words are judged before a GPU is asked.
  if (mishap.moderated == ErrorCode::PromptRefused) {
    part.hold = mishap.latency.value_or(Millis{0});
    return part;
  }
  Random random(seed);
  part.hold = pick(profile_.latency, random);
  if (is_cold(now)) part.hold.count += pick(profile_.cold_start, random).count;
  if (mishap.latency) part.hold = *mishap.latency;
  busy_until_ = std::max(busy_until_.value_or(now.mono), now.mono + part.hold);
  return part;
}

std::optional<Answer> RuledRehearsal::error_page(const Mishap& mishap) const {
  if (!mishap.html) return std::nullopt;
  Answer answer;
  answer.status = mishap.status.value_or(502);
  answer.headers = {{"content-type", "text/html"}, {"cache-control", "no-store"}};
  if (mishap.retry_after)
    add_header(answer.headers, "retry-after", whole_text(mishap.retry_after->count / 1000));
  const std::string title(failure_of(answer.status).title);
  answer.body = {"<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" +
                 title + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"};
  return answer;
}

std::optional<Error> RuledRehearsal::staged_error(const Mishap& mishap, const Ask& ask) const {
  const Scene scene = scene_of(ask);
  if (mishap.expire) {
    if (scene == Scene::Media)
      return make_error(ErrorCode::MediaExpired, "The time of this address has passed");
    return make_error(ErrorCode::RunNotFound,
                      "There is no such run, or it is not yours, or its time has passed");
  }
  if (!mishap.status) return std::nullopt;
  Error error{code_of(*mishap.status, scene),
              "A rule of /emulate/rules asked for this failure",
              {},
              mishap.retry_after};
  // Clients look for the field that is to blame.
  if (error.code == ErrorCode::InvalidParameter)
    error.faults = {{"/prompt", "format", "string", "what no rule fails", {}}};
  return error;
}

std::uint64_t RuledRehearsal::cut(const Mishap& mishap, Body& body) const {
  if (mishap.drop) {
    body.clear();
    return 0;
  }
  const std::uint64_t all = body_length(body);
  const std::uint64_t sent = mishap.stall ? all / 2 : std::min(all, mishap.truncate.value_or(all));
  std::uint64_t left = sent;
  std::size_t keep = 0;
  for (; keep < body.size() && left > 0; ++keep) {
    const std::uint64_t length = body_length({body[keep]});
    if (length > left) {
      if (auto* text = std::get_if<std::string>(&body[keep])) {
        text->resize(static_cast<std::size_t>(left));
      } else {
        BlobRef& blob = std::get<BlobRef>(body[keep]);
        blob.bytes = blob.as == BlobRef::As::Base64 ? left / 4 * 3 : left;
      }
    }
    left -= std::min(left, length);
  }
  body.resize(keep);
  return sent;
}

}  // namespace

Result<std::unique_ptr<Rehearsal>> make_rehearsal(const EmulateProfile& profile) {
  std::vector<MishapRule> rules;
  if (!trim(profile.rules).empty()) {
    Result<std::vector<MishapRule>> read = read_mishap_rules(profile.rules);
    if (!read) return fail(std::move(read.error()));
    rules = std::move(*read);
  }
  return std::make_unique<RuledRehearsal>(profile, std::move(rules));
}

}  // namespace fluxweir
