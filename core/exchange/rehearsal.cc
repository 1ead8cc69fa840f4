#include "exchange/rehearsal.h"

#include <algorithm>
#include <utility>

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

// The code that says most nearly what the status says; the status itself is set afterwards.
ErrorCode code_of(int status, Scene scene) {
  switch (status) {
    case 401:
      return ErrorCode::Unauthorized;
    case 402:
      return ErrorCode::BudgetExceeded;
    case 403:
      return ErrorCode::Forbidden;
    case 404:
      return scene == Scene::Create  ? ErrorCode::ModelNotFound
             : scene == Scene::Media ? ErrorCode::MediaNotFound
                                     : ErrorCode::RunNotFound;
    case 409:
      return ErrorCode::Conflict;
    case 410:
      return ErrorCode::MediaExpired;
    case 413:
      return ErrorCode::BodyTooLarge;
    case 415:
      return ErrorCode::UnsupportedMediaType;
    case 422:
      return ErrorCode::InvalidParameter;
    case 429:
      return ErrorCode::RateLimited;
    case 500:
      return ErrorCode::Bug;
    case 503:
      return ErrorCode::Unavailable;
    case 504:
      return ErrorCode::UpstreamTimeout;
    default:
      return status < 500 ? ErrorCode::InvalidRequest : ErrorCode::UpstreamFailed;
  }
}

std::string_view page_title(int status) {
  switch (status) {
    case 200:
      return "Welcome to nginx!";
    case 403:
      return "403 Forbidden";
    case 404:
      return "404 Not Found";
    case 413:
      return "413 Request Entity Too Large";
    case 429:
      return "429 Too Many Requests";
    case 500:
      return "500 Internal Server Error";
    case 502:
      return "502 Bad Gateway";
    case 503:
      return "503 Service Temporarily Unavailable";
    case 504:
      return "504 Gateway Time-out";
    default:
      return "Error";
  }
}

Error refusal(ErrorCode code) {
  return {code,
          code == ErrorCode::PromptRefused
              ? "The prompt was refused at this safety_tolerance: change its words"
              : "The picture was refused at this safety_tolerance: change the prompt or the seed",
          {},
          {}};
}

}  // namespace

Result<std::unique_ptr<Rehearsal>> Rehearsal::load(const HostProfile& host) {
  if (!host.emulate) return std::unique_ptr<Rehearsal>();
  std::unique_ptr<Rehearsal> rehearsal(new Rehearsal(*host.emulate));
  if (!trim(host.emulate->rules).empty()) {
    Result<std::vector<MishapRule>> rules = read_mishap_rules(host.emulate->rules);
    if (!rules) return fail(std::move(rules.error()));
    rehearsal->rules_ = std::move(*rules);
  }
  return rehearsal;
}

Result<Answer> Rehearsal::edit(EditRules::Do what, std::string_view body) {
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
std::string Rehearsal::show() const {
  std::string text = "{\"rules\":[";
  for (const MishapRule& rule : rules_) {
    if (&rule != &rules_.front()) text += ",";
    text += rule.text.substr(0, rule.text.size() - 1);
    text += ",\"matched\":" + std::to_string(rule.matched);
    text += ",\"done\":" + std::to_string(rule.done) + "}";
  }
  return text + "]}";
}

std::optional<Mishap> Rehearsal::meet(const Route& route, std::string_view method, const Ask& ask) {
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

void Rehearsal::announce(const std::string& run, const Mishap& mishap) {
  if (mishap.moderated || mishap.latency) announced_[run] = mishap;
}

bool Rehearsal::is_cold(Now now) const {
  return !busy_until_ || now.mono >= *busy_until_ + kCoolsAfter;
}

Rehearsal::Part Rehearsal::begin_run(const std::string& run, std::uint64_t seed, Now now) {
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

std::optional<Answer> error_page(const Mishap& mishap) {
  if (!mishap.html) return std::nullopt;
  Answer answer;
  answer.status = mishap.status.value_or(502);
  answer.headers = {{"content-type", "text/html"}, {"cache-control", "no-store"}};
  if (mishap.retry_after)
    answer.headers.push_back({"retry-after", std::to_string(mishap.retry_after->count / 1000)});
  const std::string title(page_title(answer.status));
  answer.body = {"<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" +
                 title + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"};
  return answer;
}

std::optional<Error> staged_error(const Mishap& mishap, const Ask& ask) {
  const Scene scene = scene_of(ask);
  if (mishap.expire) {
    if (scene == Scene::Media)
      return Error{ErrorCode::MediaExpired, "The time of this address has passed", {}, {}};
    return Error{ErrorCode::RunNotFound,
                 "There is no such run, or it is not yours, or its time has passed",
                 {},
                 {}};
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

std::uint64_t bytes_sent(const Mishap& mishap, std::uint64_t all) {
  if (mishap.stall) return all / 2;
  return std::min(all, mishap.truncate.value_or(all));
}

void cut_body(Body& body, std::uint64_t bytes) {
  std::size_t keep = 0;
  for (; keep < body.size() && bytes > 0; ++keep) {
    const std::uint64_t length = body_length({body[keep]});
    if (length > bytes) {
      if (auto* text = std::get_if<std::string>(&body[keep])) {
        text->resize(static_cast<std::size_t>(bytes));
      } else {
        BlobRef& blob = std::get<BlobRef>(body[keep]);
        blob.bytes = blob.as == BlobRef::As::Base64 ? bytes / 4 * 3 : bytes;
      }
    }
    bytes -= std::min(bytes, length);
  }
  body.resize(keep);
}

}  // namespace fluxweir
