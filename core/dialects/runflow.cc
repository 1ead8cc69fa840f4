// Runflow's API: POST /v1/models/{owner}/{slug}/runs begins a run and answers with the run object;
// GET /v1/runs/{id} reads it, whoever made it. The path names the model; the catalogue knows it as
// an alias. Source: provider-apis 1.2 to 1.8, read 2026-11-25.
#include "base/text.h"
#include "dialects/read_fields.h"
#include "dialects/routes.h"
#include "dialects/run_object.h"
#include "dialects/wait.h"
#include "http/media_scan.h"

namespace fluxweir {
namespace {

constexpr std::size_t kMostMetadata = 16 << 10;  // bytes of JSON
constexpr std::size_t kLongestRef = 255;         // characters
constexpr std::size_t kMostInput = 64 << 10;     // bytes of JSON

class RunflowDialect final : public Dialect {
 public:
  std::string_view name() const override { return "runflow"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override {
    return show_run(outcome, how);
  }
  Answer write(const Error& error) const override { return show_run_error(error); }
};

// The input for the run's record. A picture in it is not kept, so it leaves its type only. Empty,
// which leaves the record to the prompt, when it is too long to be carried through every list.
std::string input_text(const json::Value& input) {
  json::Writer out;
  out.begin_object();
  for (auto member = input.first(); member; member = member->next()) {
    const auto text = member->string();
    const auto picture = text ? read_media_ref(*text) : std::nullopt;
    out.key(member->key());
    picture ? out.string("(a picture: " + std::string(picture->type) + ")")
            : out.raw(member->text());
  }
  out.end_object();
  return out.text().size() > kMostInput ? std::string() : out.take();
}

void read_input(const json::Value& object, Create& create) {
  RawParams& params = create.params;
  params.prefix = "/input";
  const auto input = object.find("input");
  if (!input || input->kind() != json::Kind::Object) {
    params.faults.push_back({"/input", input ? "type" : "missing",
                             std::string(input ? input->type() : "missing"),
                             "an object that holds the model's parameters", "{}"});
    return;
  }
  constexpr std::string_view kSkip[] = {"width", "height"};
  read_fields(*input, "/input", {}, kSkip, params);
  read_sides(*input, "/input", params);
  create.input = input_text(*input);
}

void complain(const json::Value& value, std::string_view rule, std::string allowed,
              std::string nearest, Create& create) {
  create.params.faults.push_back({json::pointer("", value.key()), std::string(rule),
                                  std::string(value.type()), std::move(allowed),
                                  std::move(nearest)});
}

void read_metadata(const json::Value& value, Create& create) {
  const bool object = value.kind() == json::Kind::Object;
  if (object) create.metadata = value.text();
  if (object && create.metadata.size() <= kMostMetadata) return;
  complain(value, object ? "too_long" : "type", "an object of at most 16 KiB, or null", {}, create);
}

void read_client_ref(const json::Value& value, Create& create) {
  const auto text = value.string();
  create.client_ref = text.value_or("");
  const std::size_t length = utf8_length(create.client_ref);
  if (text && length >= 1 && length <= kLongestRef) return;
  const std::string_view rule = !text ? "type" : (length < 1 ? "too_short" : "too_long");
  complain(value, rule, "a string of 1..255 characters", {}, create);
}

// What stands beside the input.
void read_envelope(const json::Value& object, Create& create) {
  for (auto member = object.first(); member; member = member->next()) {
    const std::string_view key = member->key();
    const bool null = member->kind() == json::Kind::Null;
    if (key == "input") continue;
    if (key == "metadata") {
      if (!null) read_metadata(*member, create);
    } else if (key == "client_ref") {
      if (!null) read_client_ref(*member, create);
    } else if (key == "callback_url") {
      if (null) continue;
      complain(*member, "one_of",
               "null: callbacks are not delivered; poll GET /v1/runs/{id}, or send Prefer: wait",
               "null", create);
    } else {
      create.params.unknown.push_back(
          {json::pointer("", key), short_text(*member), "unknown_field"});
    }
  }
}

// The answer comes at once unless the client says that it waits.
void set_wait(AskedWait asked, Create& create) {
  create.shows_run = true;
  create.wait = asked.time.value_or(Millis{0});
  create.preferred = std::move(asked.preferred);
  if (!asks_sync_mode(create.params)) return;
  if (create.wait->count == 0) {
    create.params.faults.push_back(
        {"/input/sync_mode", "one_of", "boolean",
         "false, or come with Prefer: wait: its pictures travel in the answer and can't be read "
         "later",
         "false"});
    return;
  }
  // Nothing of it can be read later, so that the answer comes at the end, however late.
  create.wait.reset();
  if (!create.preferred.empty()) create.preferred = "wait";
}

Result<Ask> RunflowDialect::read(const RequestHead& head, const RouteMatch& route,
                                 const json::Document* body) const {
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Create create;
  create.params.model = route.capture;
  read_input(*object, create);
  read_envelope(*object, create);
  if (auto error = read_flags(head, create)) return fail(std::move(*error));
  Result<AskedWait> wait = read_wait(head);
  if (!wait) return fail(std::move(wait.error()));
  set_wait(std::move(*wait), create);
  return create;
}

}  // namespace

const Dialect& runflow_dialect() {
  static constexpr RunflowDialect kDialect{};
  return kDialect;
}

}  // namespace fluxweir
