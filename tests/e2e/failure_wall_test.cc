// The failure wall: whatever a provider does to one picture (failure_wall.cc), through every front
// API, over real HTTP. It prints what the caller got, what was charged and what the providers were
// asked, and holds every cell against the laws of spending.
//
// Each cell has a gateway process and two providers of its own, so that no cell can help or harm
// another.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "e2e/bfl_server.h"
#include "e2e/failure_wall.h"
#include "e2e/front_api.h"
#include "image/sniff.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

constexpr std::int64_t kPrice = 60'000;
constexpr const char* kKeyName = "FLUXWEIR_TEST_BFL_KEY";
constexpr const char* kKey = "bfl-test-key";

struct Asked {
  int submits = 0;
  int polls = 0;
  int downloads = 0;
  int delivered = 0;
  int calls() const { return submits + polls + downloads; }
};

struct Cell {
  Told told;
  std::string code;  // of the run's first error
  std::string offer;
  std::int64_t cost = -1;
  Asked first;
  Asked second;
  double pause_ms = 0;  // between the first two submits
  std::vector<std::string> stray_keys;
  std::vector<std::string> missing_keys;
  std::string broken;  // why the cell could not be played
  std::string log;
};

std::string scratch_file(const char* what) {
  static std::atomic<int> count = 0;
  return std::string(FLUXWEIR_BINARY_DIR) + "/e2e-wall-" + std::to_string(::getpid()) + "-" +
         std::to_string(++count) + "-" + what + ".json";
}

std::string write_file(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  return path;
}

std::string settings_for(const WallRow& row, const BflServer& first, const BflServer& second) {
  Tree providers = Tree::array();
  Tree offers = Tree::array();
  const auto add = [&](const char* name, const std::string& origin, int priority) {
    providers.push_back({{"name", name},
                         {"codec", "bfl"},
                         {"origin", origin},
                         {"credential", std::string("${") + kKeyName + "}"}});
    if (row.other_host_allowed)
      providers.back()["allowed_hosts"] = {first.other_origin().substr(7)};
    offers.push_back({{"id", name},
                      {"model", "flux-pro-v1-1-ultra"},
                      {"provider", name},
                      {"priority", priority}});
  };
  add("bfl", row.refuses_connections ? closed_origin() : first.origin(), 2);
  if (!row.only_one) add("bfl2", second.origin(), 1);
  return Tree{
      {"providers", providers},
      {"offers", offers},
      {"limits",
       {{"request_timeout_s", row.run_timeout_s + 5}, {"run_timeout_s", row.run_timeout_s}}}}
      .dump();
}

TaskScript script_for(const WallRow& row, const BflServer& server) {
  TaskScript script = row.script;
  for (std::string* host : {&script.polling_host, &script.sample_host}) {
    if (!host->empty()) *host = server.other_origin();
  }
  return script;
}

Asked count(const BflServer& server) {
  Asked asked;
  for (const TaskRecord& task : server.tasks()) {
    ++asked.submits;
    asked.polls += static_cast<int>(task.polls_ms.size());
    asked.downloads += task.downloads;
    asked.delivered += task.delivered;
  }
  return asked;
}

void play(const WallRow& row, FrontApi api, const std::string& catalogue, Cell& cell) {
  BflServer first(kKey);
  BflServer second(kKey);
  if (row.times == 0) first.always(script_for(row, first));
  for (int i = 0; i < row.times; ++i) first.next(script_for(row, first));
  second.always(row.second);
  const std::string settings =
      write_file(scratch_file("settings"), settings_for(row, first, second));
  std::vector<std::string> args = {"--config", settings, "--models", catalogue};
  if (row.hooks == Hooks::On) {
    const std::string address = "127.0.0.1:" + std::to_string(free_port());
    args.insert(args.end(), {"--listen", address, "--public-url", "http://" + address});
  }
  GatewayProcess gateway("serve", args, {{kKeyName, kKey}});
  cell.told = ask_for_picture(gateway, api, "a lighthouse in fog", (row.run_timeout_s + 10) * 1000);
  const Tree receipt = receipt_of(gateway, cell.told.run);
  cell.cost = json::find_integer(receipt, "cost_micro_usd").value_or(-1);
  cell.offer = json::find_string(receipt, "offer").value_or("");
  if (const Tree* errors = json::find(receipt, "errors"); errors && !errors->empty())
    cell.code = json::find_string((*errors)[0], "code").value_or("");
  cell.first = count(first);
  cell.second = count(second);
  if (const auto tasks = first.tasks(); tasks.size() > 1)
    cell.pause_ms = tasks[1].submitted_ms - tasks[0].submitted_ms;
  for (const BflServer* server : {&first, &second}) {
    for (std::string& line : server->keys_astray()) cell.stray_keys.push_back(std::move(line));
    for (std::string& line : server->keys_missing()) cell.missing_keys.push_back(std::move(line));
  }
  gateway.stop();
  cell.log = gateway.log();
  ::unlink(settings.c_str());
}

bool has_picture(const Cell& cell) { return sniff(cell.told.picture).size == Size{2752, 1536}; }

// What the caller got, in the words of a row's `expected`.
std::string got(const Cell& cell) {
  if (!cell.broken.empty()) return "not played";
  if (!cell.told.ended) return "no end";
  if (has_picture(cell)) return cell.offer;
  return cell.code.empty() ? cell.told.word : cell.code;
}

std::string show(const Asked& asked) {
  return std::to_string(asked.submits) + "/" + std::to_string(asked.polls) + "/" +
         std::to_string(asked.downloads);
}

std::string show(const Cell& cell) {
  std::string out = std::to_string(cell.told.status) + " " + got(cell) + " ";
  out += cell.cost < 0 ? "?" : std::to_string(cell.cost / 10'000) + "c";
  out += " " + show(cell.first);
  if (cell.second.calls() > 0) out += "+" + show(cell.second);
  return out;
}

bool is_expected(const Cell& cell, std::string_view expected) {
  const std::string is = got(cell);
  while (!expected.empty()) {
    const std::size_t bar = std::min(expected.find('|'), expected.size());
    if (expected.substr(0, bar) == is) return true;
    expected.remove_prefix(std::min(bar + 1, expected.size()));
  }
  return false;
}

// Each law that the cell breaks.
std::vector<std::string> breaches(const WallRow& row, const Cell& cell) {
  std::vector<std::string> out;
  const auto law = [&out](bool kept, const char* text) {
    if (!kept) out.emplace_back(text);
  };
  const bool picture = has_picture(cell);
  const int whole = (row.flawed ? 0 : cell.first.delivered) + cell.second.delivered;
  law(cell.broken.empty(), "the cell was played");
  law(cell.told.ended, "the caller is told an end");
  law(picture || whole == 0, "a picture that was delivered whole is not lost");
  law(cell.cost == (picture ? kPrice : 0), "what was delivered is charged, nothing else");
  law(!row.unknown || (cell.second.submits == 0 && cell.first.submits <= 1),
      "nothing more is paid for while the outcome is unknown");
  law(!row.refused || (cell.second.submits == 0 && cell.first.submits == 1),
      "a refusal is not carried elsewhere");
  law(cell.stray_keys.empty(), "no key goes where it does not belong");
  law(cell.missing_keys.empty(), "every call to the provider has its key");
  law(!row.smooth || cell.first.calls() <= 6, "at most six calls when nothing failed");
  law(!row.smooth || cell.second.calls() == 0, "one provider when nothing failed");
  law(cell.pause_ms >= row.pause_ms, "nobody is asked again before the time it named");
  law(cell.first.submits + cell.second.submits <= 3, "at most three submits");
  law(is_expected(cell, row.expected), "the outcome is the expected one");
  return out;
}

void print(const std::vector<WallRow>& rows, const std::vector<std::vector<Cell>>& cells) {
  std::string text =
      "\nfailure wall: HTTP status, who delivered or the error, the charge in cents, "
      "submits/polls/downloads at bfl + at bfl2\n";
  const auto pad = [&text](const std::string& part, std::size_t width) {
    text += part + std::string(width > part.size() ? width - part.size() : 1, ' ');
  };
  pad("", 28);
  for (const FrontApi api : kFrontApis) pad(name_of(api), 36);
  text += "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pad(rows[i].name, 28);
    for (std::size_t j = 0; j < kFrontApis.size(); ++j) {
      pad((breaches(rows[i], cells[i][j]).empty() ? "  " : "! ") + show(cells[i][j]), 36);
    }
    text += "\n";
  }
  std::fputs(text.c_str(), stdout);
}

// FLUXWEIR_WALL=text plays only the rows whose name holds it.
std::vector<WallRow> wanted_rows() {
  std::vector<WallRow> rows = wall_rows();
  const char* only = std::getenv("FLUXWEIR_WALL");
  if (only == nullptr) return rows;
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [only](const WallRow& row) {
                              return std::string(row.name).find(only) == std::string::npos;
                            }),
             rows.end());
  return rows;
}

// Cells wait more than they work: many at once.
std::vector<std::vector<Cell>> play_all(const std::vector<WallRow>& rows) {
  constexpr std::size_t kWorkers = 24;
  const std::string catalogue = write_file(scratch_file("models"), catalogue_with(40));
  std::vector<std::vector<Cell>> cells(rows.size(), std::vector<Cell>(kFrontApis.size()));
  // The longest rows first.
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto stalls = [&](std::size_t i) {
      return std::string(rows[i].name).find("stalls") != std::string::npos;
    };
    return stalls(a) && !stalls(b);
  });
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&] {
      while (true) {
        const std::size_t at = next++;
        if (at >= rows.size() * kFrontApis.size()) return;
        const std::size_t row = order[at / kFrontApis.size()];
        Cell& cell = cells[row][at % kFrontApis.size()];
        // A failed REQUIRE throws.
        try {
          play(rows[row], kFrontApis[at % kFrontApis.size()], catalogue, cell);
        } catch (...) {
          cell.broken = "an assertion failed while it was played";
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  ::unlink(catalogue.c_str());
  return cells;
}

}  // namespace

TEST_CASE("e2e wall: every failure through every front API") {
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<WallRow> rows = wanted_rows();
  const std::vector<std::vector<Cell>> cells = play_all(rows);
  print(rows, cells);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%zu rows x %zu front APIs in %.1f s\n", rows.size(), kFrontApis.size(),
              took.count());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < kFrontApis.size(); ++j) {
      for (const std::string& law : breaches(rows[i], cells[i][j])) {
        const std::string place = std::string(rows[i].name) + " through " + name_of(kFrontApis[j]);
        CAPTURE(place);
        CAPTURE(show(cells[i][j]));
        CHECK_EQ(law, "");
      }
    }
  }
  CHECK_EQ(cells.size(), rows.size());
}
