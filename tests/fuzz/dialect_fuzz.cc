// The front APIs: any request on any route is read or refused in good form, and what was read can
// be judged against every model.
#include <nlohmann/json.hpp>
#include <optional>

#include "catalog/catalog.h"
#include "dialects/routes.h"
#include "json/tree.h"
#include "params/validate.h"
#include "support.h"

// NOLINTBEGIN(readability-identifier-naming): named after their files
namespace fluxweir::embedded {
extern const std::string_view models;
}
// NOLINTEND(readability-identifier-naming)

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

const Catalog& catalog() {
  static const Result<Catalog> kCatalog = Catalog::load(embedded::models);
  return *kCatalog;
}

void check_pointer(std::string_view path) {
  law(path.empty() || path.front() == '/', "a fault's path is a JSON pointer", path);
  for (std::size_t at = path.find('~'); at != std::string_view::npos; at = path.find('~', at + 1))
    law(at + 1 < path.size() && (path[at + 1] == '0' || path[at + 1] == '1'), "with its escapes",
        path);
}

void check_error(const Error& error, const Dialect& dialect) {
  law(!error.message.empty(), "a refusal says why");
  law(error.code != ErrorCode::Bug, "a refusal is nobody's bug", error.message);
  law(blame(error.code) == Blame::Caller || blame(error.code) == Blame::Policy,
      "and not a provider's");
  for (const Fault& fault : error.faults) {
    check_pointer(fault.path);
    law(!fault.rule.empty(), "a fault names its rule", fault.path);
    if (!fault.nearest.empty())
      law(json::parse_tree(fault.nearest).has_value(), "a nearest value is JSON", fault.nearest);
  }
  const Answer answer = dialect.write(error);
  law(answer.status == http_status(error.code) || answer.status >= 400, "a refusal is none of 2xx");
  std::string body;
  for (const BodyPart& part : answer.body) body += std::get<std::string>(part);
  law(json::parse_tree(body).has_value(), "an error's body is JSON", body);
}

void check_request(const GenerateRequest& request, const Model& model) {
  law(request.model == model.id, "a judged request names its model");
  law(request.num_images >= 1 && request.num_images <= 4, "one to four pictures");
  law(request.size.width > 0 && request.size.height > 0, "a size in pixels");
  law(request.size.pixels() <= 16'000'000, "that is not absurd");
  law(!request.seed || *request.seed < (std::uint64_t{1} << 53), "a seed is below 2^53");
  law(request.strength_thousandths >= 0 && request.strength_thousandths <= 1000, "0 to 1");
  law(!request.prompt.empty() || request.reference, "a prompt or a picture");
}

void judge_all(const Create& create, const Dialect& dialect, bool fetches) {
  for (const UnknownField& field : create.params.unknown) check_pointer(field.path);
  for (const RawField& field : create.params.fields) check_pointer(field.path());
  const UrlPolicy policy;
  const Media png{{"s1", 1000, BlobRef::As::Raw}, {PictureKind::Png, Size{64, 64}}, true};
  JudgeOptions options{create.detail,
                       create.strict,
                       create.default_ratio,
                       create.min_tolerance,
                       {fetches ? &policy : nullptr}};
  for (const Model& model : catalog().models()) {
    const Result<Judged> judged = judge(create.params, model, {&png, 1}, options);
    if (!judged) {
      check_error(judged.error(), dialect);
      continue;
    }
    check_request(judged->request, model);
    for (const Adjustment& line : judged->adjustments) check_pointer(line.path);
    law(!create.strict || judged->adjustments.empty() || create.detail == ReceiptDetail::Full,
        "strict adjusts nothing");
  }
}

// `{id}` and the like of a pattern become `capture`.
std::string path_of(std::string_view pattern, std::string_view capture) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) return std::string(pattern);
  std::string path(pattern.substr(0, open));
  path.append(capture.empty() ? "x" : capture);
  return path.append(pattern.substr(pattern.find('}') + 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::uint8_t how = choices.byte();
  const Route& chosen = routes()[choices.byte() % routes().size()];
  const std::string_view capture = choices.line();
  RequestHead head;
  head.path = how & 1U ? std::string(capture) : path_of(chosen.pattern, capture);
  head.method = how & 2U ? "GET" : std::string(chosen.method);
  head.query = std::string(choices.line());
  head.host = "localhost";
  head.headers = {{"content-type", "application/json"},
                  {"prefer", std::string(choices.line())},
                  {"x-fluxweir-strict", how & 4U ? "1" : "0"}};
  const std::string_view body = choices.rest();

  const Routed routed = find_route(head.method, head.path, (how & 8U) != 0);
  law(routed.dialect != nullptr, "every path has a dialect");
  if (routed.error) {
    check_error(*routed.error, *routed.dialect);
    return 0;
  }
  std::optional<json::Document> document;
  if (routed.match.route->creates) {
    Result<json::Document> read = json::Document::read(body);
    if (!read) {
      check_error(read.error(), *routed.dialect);
      return 0;
    }
    document.emplace(std::move(*read));
  }
  const Result<Ask> ask = routed.dialect->read(head, routed.match, document ? &*document : nullptr);
  if (!ask) {
    check_error(ask.error(), *routed.dialect);
  } else if (const auto* create = std::get_if<Create>(&*ask)) {
    law(routed.match.route->creates, "only a create route creates");
    judge_all(*create, *routed.dialect, (how & 16U) != 0);
  }
  return 0;
}
