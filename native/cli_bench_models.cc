#include "cli_bench_models.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "bench_table.h"
#include "complain.h"
#include "files.h"
#include "json/writer.h"
#include "secrets.h"

namespace fluxweir::native {
namespace {

struct BenchArguments {
  std::string config;
  std::string models;
  std::string prompts;
  std::string vertical;
  std::string out;
  std::vector<std::string> offers;
  std::vector<std::string> model_ids;
  int each = 25;
  int parallel = 4;
  double max_usd = 0;
  bool bounded = false;  // --max-usd was given
  bool json = false;
};

constexpr const char* kAbout =
    "Make the same prompts with each offer of the settings, score the pictures and print a table.\n"
    "Paid offers run only within --max-usd. Exit code: 0 when done, 2 when the bound forbids or\n"
    "ended it, 1 when no picture was made or something can't be read or written.";

MicroUsd to_micro(double usd) { return {static_cast<std::int64_t>(usd * 1e6 + 0.5)}; }

// The pictures and an index of them, in a folder; nothing where there is no folder.
class Gallery {
 public:
  explicit Gallery(std::string folder) : folder_(std::move(folder)) {}

  bool open() const { return folder_.empty() || make_folder(folder_); }

  void keep(const BenchPicture& picture, const std::string& bytes) {
    if (folder_.empty() || bytes.empty()) return;
    files_.insert(name_of(picture));
    written_ = write_file(folder_ + "/" + name_of(picture), bytes) && written_;
  }

  // False when anything could not be written.
  bool close(const BenchRun& run) const {
    if (folder_.empty()) return true;
    json::Writer index;
    index.begin_object().member("rules", kRulesVersion).key("pictures").begin_array();
    for (const BenchPicture& picture : run.pictures)
      write_entry(index, run.targets[picture.target], picture);
    index.end_array().end_object();
    return write_file(folder_ + "/index.json", index.take() + "\n") && written_;
  }

 private:
  // "2-portrait-7.jpg": the second offer's of prompt 7.
  static std::string name_of(const BenchPicture& picture) {
    const std::string_view suffix = picture.type == "image/png"    ? ".png"
                                    : picture.type == "image/jpeg" ? ".jpg"
                                                                   : ".bin";
    return whole_text(picture.target + 1) + "-" +
           std::string(vertical_name(picture.prompt.vertical)) + "-" +
           whole_text(picture.prompt.number) + std::string(suffix);
  }

  void write_entry(json::Writer& index, const BenchTarget& target,
                   const BenchPicture& picture) const {
    index.begin_object();
    if (files_.count(name_of(picture)) > 0) index.member("file", name_of(picture));
    index.member("model", target.model).member("offer", target.offer);
    index.member("painter", target.painter);
    index.member("vertical", vertical_name(picture.prompt.vertical));
    index.member("prompt", picture.prompt.text).member("seed", picture.prompt.number);
    if (picture.failure.empty()) {
      index.key("score").decimal(picture.score.thousandths);
      index.member("verdict", verdict_name(picture.score.verdict)).key("reasons").begin_array();
      for (const std::string& reason : picture.score.reasons) index.string(reason);
      index.end_array();
    } else {
      index.member("failure", picture.failure);
    }
    index.member("cost_micro_usd", picture.cost).member("ms", picture.time.count).end_object();
  }

  std::string folder_;
  std::set<std::string> files_;
  bool written_ = true;
};

std::optional<std::vector<BenchPrompt>> load_prompts(const BenchArguments& arguments) {
  const auto text = read_settings(arguments.prompts);
  if (!text) return std::nullopt;
  const auto all = read_bench_prompts(arguments.prompts.empty() ? bench_prompts_text() : *text);
  if (!all) {
    complain(arguments.prompts, all.error());
    return std::nullopt;
  }
  return choose_prompts(*all, arguments.each, find_vertical(arguments.vertical));
}

std::optional<std::vector<BenchTarget>> load_targets(const BenchArguments& arguments) {
  auto text = read_settings(arguments.config);
  auto models = read_settings(arguments.models);
  if (!text || !models) return std::nullopt;
  Blueprint blueprint{std::move(*text), std::move(*models), {}};
  blueprint.profile.fetches_urls = true;
  blueprint.profile.decodes = true;
  auto targets = bench_targets(blueprint, arguments.offers, arguments.model_ids);
  if (targets) return std::move(*targets);
  complain(arguments.config.empty() ? "bench models" : arguments.config, targets.error());
  return std::nullopt;
}

MicroUsd price_of_all(const BenchTarget& target, const std::vector<BenchPrompt>& prompts) {
  MicroUsd sum;
  for (const BenchPrompt& prompt : prompts) sum = sum + price_of_prompt(target, prompt);
  return sum;
}

// Without a bound paid offers are left out. Tells what the rest costs at most; false when that is
// too much or nothing is left.
bool is_affordable(std::vector<BenchTarget>& targets, const std::vector<BenchPrompt>& prompts,
                   const BenchArguments& arguments) {
  std::vector<BenchTarget> kept;
  MicroUsd sum;
  for (BenchTarget& target : targets) {
    const MicroUsd price = price_of_all(target, prompts);
    if (price.count > 0 && !arguments.bounded) {
      complain(target.offer + " (" + target.model + ") is left out: it would cost $" +
               dollars(price.count) + "; --max-usd allows that");
      continue;
    }
    sum = sum + price;
    kept.push_back(std::move(target));
  }
  targets = std::move(kept);
  if (targets.empty()) return false;
  complain(whole_text(prompts.size() * targets.size()) + " pictures cost $" + dollars(sum.count) +
           " at most");
  if (sum.count <= to_micro(arguments.max_usd).count) return true;
  complain("that is more than --max-usd allows: nothing was made");
  return false;
}

bool has_secrets(const std::vector<BenchTarget>& targets) {
  for (const BenchTarget& target : targets) {
    for (const Offer& offer : target.gateway->settings().offers) {
      if (offer.credential.empty() || has_secret(offer.credential)) continue;
      complain("offer " + offer.id + ": the environment variable of its credential, " +
               offer.credential + ", is not set");
      return false;
    }
  }
  return true;
}

void show_progress(std::size_t made, std::size_t all) {
  if (::isatty(2) == 1) std::fprintf(stderr, "\r%zu of %zu%s", made, all, made == all ? "\n" : "");
}

// Everything that may be made within the bound.
void make_all(BenchRun& run, const std::vector<BenchPrompt>& prompts, MicroUsd most,
              Gallery& gallery) {
  Purse purse(most);
  const std::size_t all = prompts.size() * run.targets.size();
  std::size_t made = 0;
  const BenchOptions options{run.parallel,
                             [&](const BenchPicture& picture, const std::string& bytes) {
                               gallery.keep(picture, bytes);
                               show_progress(++made, all);
                             }};
  for (std::size_t i = 0; i < run.targets.size() && !purse.is_shut(); ++i) {
    auto pictures = bench_target(run.targets[i], i, prompts, purse, options);
    run.pictures.insert(run.pictures.end(), pictures.begin(), pictures.end());
  }
  run.spent = purse.spent();
  run.stopped = purse.is_shut();
}

int run_bench_models(const BenchArguments& arguments) {
  const auto prompts = load_prompts(arguments);
  if (!prompts) return 1;
  if (prompts->empty()) {
    complain("there is no prompt of that vertical");
    return 1;
  }
  auto targets = load_targets(arguments);
  if (!targets) return 1;
  if (!is_affordable(*targets, *prompts, arguments)) return 2;
  if (!has_secrets(*targets)) return 1;
  Gallery gallery(arguments.out);
  if (!gallery.open()) {
    complain(arguments.out + ": can't be made");
    return 1;
  }
  BenchRun run{std::move(*targets), {}, arguments.parallel, {}, false};
  make_all(run, *prompts, to_micro(arguments.max_usd), gallery);
  std::printf("%s", arguments.json ? (bench_json(run) + "\n").c_str() : bench_table(run).c_str());
  if (!gallery.close(run)) {
    complain(arguments.out + ": not all could be written");
    return 1;
  }
  if (run.stopped) return 2;
  const auto is_made = [](const BenchPicture& picture) { return picture.failure.empty(); };
  return std::any_of(run.pictures.begin(), run.pictures.end(), is_made) ? 0 : 1;
}

}  // namespace

void add_bench_models(CLI::App& bench, int& code) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* command = bench.add_subcommand("models", kAbout);
  command->add_option("--config", arguments->config, "Settings, a JSON file")
      ->check(CLI::ExistingFile);
  command->add_option("--models", arguments->models, "A model catalogue of your own, a JSON file")
      ->check(CLI::ExistingFile);
  command->add_option("--offer", arguments->offers, "Only these offers of the settings");
  command->add_option("--model", arguments->model_ids, "Only offers of these models");
  command
      ->add_option("--prompts", arguments->prompts,
                   "Prompts of your own: {\"prompts\": {\"portrait\": [\"...\"]}}")
      ->check(CLI::ExistingFile);
  std::vector<std::string> verticals;
  for (std::size_t i = 0; i < kVerticalCount; ++i)
    verticals.emplace_back(vertical_name(static_cast<Vertical>(i)));
  command->add_option("--vertical", arguments->vertical, "Only the prompts of this vertical")
      ->check(CLI::IsMember(verticals));
  command->add_option("--each", arguments->each, "Pictures of each vertical (default: 25)")
      ->check(CLI::Range(1, 10'000));
  command->add_option("--parallel", arguments->parallel, "Requests at a time (default: 4)")
      ->check(CLI::Range(1, 64));
  CLI::Option* most =
      command
          ->add_option("--max-usd", arguments->max_usd,
                       "What it may spend in all (default: 0, only free offers run)")
          ->check(CLI::Range(0.0, 1'000'000.0));
  command->add_option("--out", arguments->out, "Keep the pictures and index.json in this folder");
  command->add_flag("--json", arguments->json, "Print JSON");
  command->callback([arguments, most, &code] {
    arguments->bounded = most->count() > 0;
    code = run_bench_models(*arguments);
  });
}

}  // namespace fluxweir::native
