#include "bench_models.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "clock.h"
#include "decode.h"
#include "in_process.h"
#include "json/tree.h"
#include "json/writer.h"
#include "quality/measure.h"

namespace fluxweir::native {
namespace {

using json::Tree;

bool is_wanted(const std::vector<std::string>& wanted, const std::string& id) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), id) != wanted.end();
}

// The settings with this offer alone. The painter's offers are not in the text: they are there
// while no provider is.
Result<std::string> settings_of(const std::string& text, const Offer& offer, std::size_t at) {
  if (offer.demo) return text;
  Result<Tree> tree = json::parse_tree(text);
  if (!tree) return fail(std::move(tree.error()));
  Tree only = Tree::array({(*tree)["offers"][at]});
  (*tree)["offers"] = std::move(only);
  return json::dump_tree(*tree);
}

// Not looked at by the gateway, which would make a black picture again: here it counts as it is.
// Nor is one made again that a provider bills all the same, so that no prompt costs more than its
// price.
RequestHead create_head() {
  return local_head("POST", "/v1/images?quality_check=off&max_extra_micro_usd=0");
}

std::string create_body(const BenchTarget& target, const BenchPrompt& prompt) {
  json::Writer body;
  body.begin_object().member("model", target.model).member("prompt", prompt.text);
  body.member("num_images", 1).member("seed", prompt.number).end_object();
  return body.take();
}

Error not_there(std::string_view what, const std::string& id, const std::string& known) {
  return make_error(ErrorCode::InvalidParameter, "There is no " + std::string(what) + " " + id +
                                                     " in the settings" +
                                                     (known.empty() ? "" : ": there are " + known));
}

// Every name must be that of an offer or of its model.
std::optional<Error> find_unknown(const std::vector<Offer>& all, std::string_view what,
                                  const std::vector<std::string>& wanted,
                                  std::string Offer::*field) {
  for (const std::string& id : wanted) {
    std::vector<std::string> names;
    for (const Offer& offer : all) {
      if (std::find(names.begin(), names.end(), offer.*field) == names.end())
        names.push_back(offer.*field);
    }
    if (std::find(names.begin(), names.end(), id) != names.end()) continue;
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
    return not_there(what, id, known);
  }
  return std::nullopt;
}

// What a request has cost beside what it delivered.
MicroUsd waste_of(InProcess& gateway, const LocalAnswer& answer) {
  const std::string run(find_header(answer.headers, "x-fluxweir-run").value_or(""));
  if (run.empty()) return {};
  const auto trace =
      json::parse_tree(gateway.call(local_head("GET", "/v1/runs/" + run + "/trace"), "").body);
  return {trace ? json::find_integer(*trace, "possible_waste_micro_usd").value_or(0) : 0};
}

std::string failure_of(const Tree& answer) {
  const Tree* error = json::find(answer, "error");
  const auto code = error ? json::find_string(*error, "code") : std::nullopt;
  return code.value_or(std::string(wire_name(ErrorCode::Bug)));
}

// Scores what was delivered; its bytes go to `bytes`.
void look_at(InProcess& gateway, const Tree& image, BenchPicture& out, std::string& bytes) {
  const std::string url = json::find_string(image, "url").value_or("");
  LocalAnswer picture = gateway.call(local_head("GET", media_target(url)), "");
  bytes = std::move(picture.body);
  out.type = json::find_string(image, "content_type").value_or("");
  const Result<Raster> pixels = decode_picture(bytes);
  if (!pixels) {
    out.failure = "not_decoded";
    return;
  }
  const Result<Measures> measures = measure(*pixels);
  if (!measures) {
    out.failure = "size_not_measured";
    return;
  }
  out.score = score(*measures, {.vertical = out.prompt.vertical});
}

BenchPicture make_picture(InProcess& gateway, const BenchTarget& target, const BenchPrompt& prompt,
                          MicroUsd& spent, std::string& bytes) {
  BenchPicture out;
  out.prompt = prompt;
  const Instant begun = read_mono();
  const LocalAnswer answered = gateway.call(create_head(), create_body(target, prompt));
  out.time = read_mono() - begun;
  const auto answer = json::parse_tree(answered.body);
  const Tree* images = answer ? json::find(*answer, "images") : nullptr;
  if (answered.status != 200 || images == nullptr || images->empty()) {
    out.failure = answer ? failure_of(*answer) : std::string(wire_name(ErrorCode::Bug));
  } else {
    out.cost = {json::find_integer((*answer)["fluxweir"], "cost_micro_usd").value_or(0)};
    look_at(gateway, images->front(), out, bytes);
  }
  spent = out.cost + waste_of(gateway, answered);
  return out;
}

}  // namespace

Result<std::vector<BenchTarget>> bench_targets(const Blueprint& blueprint,
                                               const std::vector<std::string>& offers,
                                               const std::vector<std::string>& models) {
  const Result<Gateway> whole = build(blueprint);
  if (!whole) return fail(whole.error());
  const std::vector<Offer>& all = whole->settings().offers;
  if (auto error = find_unknown(all, "offer", offers, &Offer::id)) return fail(std::move(*error));
  if (auto error = find_unknown(all, "offer of", models, &Offer::model))
    return fail(std::move(*error));
  const bool has_models =
      std::any_of(all.begin(), all.end(), [](const Offer& offer) { return !offer.demo; });
  std::vector<BenchTarget> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Offer& offer = all[i];
    if (!is_wanted(offers, offer.id) || !is_wanted(models, offer.model)) continue;
    if (offer.demo && has_models && offers.empty()) continue;
    const Result<std::string> text = settings_of(blueprint.text, offer, i);
    if (!text) return fail(text.error());
    Result<Gateway> alone = build({*text, blueprint.models, blueprint.profile});
    if (!alone) return fail(std::move(alone.error()));
    out.push_back(
        {offer.model, offer.id, offer.demo, std::make_shared<const Gateway>(std::move(*alone))});
  }
  if (out.empty())
    return fail(make_error(ErrorCode::InvalidParameter, "The settings have no such offer"));
  return out;
}

MicroUsd price_of_prompt(const BenchTarget& target, const BenchPrompt& prompt) {
  const Result<Plan> plan =
      target.gateway->plan(create_head(), create_body(target, prompt), {}, {});
  return plan ? plan->quote : MicroUsd{};
}

bool Purse::reserve(MicroUsd price) {
  const std::lock_guard guard(lock_);
  if (spent_.count + reserved_.count + price.count > most_.count) shut_ = true;
  if (shut_) return false;
  reserved_ = reserved_ + price;
  return true;
}

void Purse::settle(MicroUsd reserved, MicroUsd spent) {
  const std::lock_guard guard(lock_);
  reserved_.count -= reserved.count;
  spent_ = spent_ + spent;
}

MicroUsd Purse::spent() const {
  const std::lock_guard guard(lock_);
  return spent_;
}

bool Purse::is_shut() const {
  const std::lock_guard guard(lock_);
  return shut_;
}

std::vector<BenchPicture> bench_target(const BenchTarget& target, std::size_t index,
                                       const std::vector<BenchPrompt>& prompts, Purse& purse,
                                       const BenchOptions& options) {
  std::vector<MicroUsd> prices;  // by one thread: the gateway is not shared between threads
  for (const BenchPrompt& prompt : prompts) prices.push_back(price_of_prompt(target, prompt));
  InProcess gateway(target.gateway);
  std::vector<std::optional<BenchPicture>> made(prompts.size());
  std::atomic<std::size_t> next = 0;
  std::mutex keeping;
  const auto work = [&] {
    for (std::size_t i = next++; i < prompts.size() && purse.reserve(prices[i]); i = next++) {
      MicroUsd spent;
      std::string bytes;
      BenchPicture picture = make_picture(gateway, target, prompts[i], spent, bytes);
      picture.target = index;
      purse.settle(prices[i], spent);
      const std::lock_guard guard(keeping);
      if (options.keep) options.keep(picture, bytes);
      made[i] = std::move(picture);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < options.parallel; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  std::vector<BenchPicture> out;
  for (std::optional<BenchPicture>& picture : made) {
    if (picture) out.push_back(std::move(*picture));
  }
  return out;
}

}  // namespace fluxweir::native
