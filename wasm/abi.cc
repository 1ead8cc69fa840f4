#include "abi.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "frame.h"
#include "gateway.h"
#include "media.h"

namespace fluxweir::wasm {
namespace {

constexpr std::uint32_t kIsError = 0x8000'0000;

// Over the answer to one Fetch, as it comes.
struct AnswerWalk {
  std::uint32_t op = 0;
  PictureWalk walk = {};
};

struct Opened {
  Machine machine;
  std::uint32_t exchange = 0;          // of a run: what began it
  std::optional<MediaOut> media = {};  // of an exchange, from its head on
  std::optional<RunSpec> spec = {};    // likewise: of the run that is to be opened
  std::optional<Outcome> news = {};    // likewise: the latest of its run
  std::vector<AnswerWalk> walks = {};
};

// By handles, which only grow: what is added is the last.
template <class T>
class Handles {
 public:
  void add(std::uint32_t handle, T value) {
    all_.emplace_back(handle, std::make_unique<T>(std::move(value)));
  }
  T* find(std::uint32_t handle) {
    const auto at = place_of(handle);
    return at == all_.end() ? nullptr : at->second.get();
  }
  void erase(std::uint32_t handle) {
    const auto at = place_of(handle);
    if (at != all_.end()) all_.erase(at);
  }

 private:
  using Row = std::pair<std::uint32_t, std::unique_ptr<T>>;
  typename std::vector<Row>::iterator place_of(std::uint32_t handle) {
    const auto before = [](const Row& row, std::uint32_t wanted) { return row.first < wanted; };
    const auto at = std::lower_bound(all_.begin(), all_.end(), handle, before);
    return at == all_.end() || at->first != handle ? all_.end() : at;
  }
  std::vector<Row> all_;
};

// All that lives in this instance.
struct Instance {
  Handles<Gateway> gateways;
  Handles<Opened> machines;
  std::uint32_t opened = 0;
  std::string last;
};

Instance& instance() {
  static Instance* const kInstance = new Instance;  // lives as long as the module's memory
  return *kInstance;
}

std::string_view view(const char* bytes, std::uint32_t size) {
  return size == 0 ? std::string_view() : std::string_view(bytes, size);
}

Now make_now(double mono, double wall) {
  return {{static_cast<std::int64_t>(mono)}, {static_cast<std::int64_t>(wall)}};
}

// The payload of `value`, at last_ptr().
template <class T>
std::uint32_t leave(const T& value, std::uint32_t flag = 0) {
  std::string& last = instance().last;
  last.clear();
  Writer(last).frame(0, value);
  last.erase(0, kFrameHead);
  return static_cast<std::uint32_t>(last.size()) | flag;
}

// What stays here of what a machine says.
void keep(Opened& opened, Action& action) {
  if (auto* start = std::get_if<Start>(&action)) opened.spec = std::move(start->spec);
  auto* report = std::get_if<Report>(&action);
  auto* update = report ? std::get_if<RunUpdate>(&report->what) : nullptr;
  Opened* exchange = update ? instance().machines.find(opened.exchange) : nullptr;
  if (exchange != nullptr) exchange->news = std::move(update->outcome);
}

// Hands `input` in and appends the frames of what the machine wants done.
void drain(Opened& opened, Input&& input, Now now, std::string& frames) {
  opened.machine.handle(std::move(input), now);
  Writer writer(frames);
  while (true) {
    Action action = opened.machine.poll();
    keep(opened, action);
    std::visit(
        [&](const auto& one) { writer.frame(static_cast<std::uint16_t>(action.index()), one); },
        action);
    if (std::holds_alternative<Wait>(action) || std::holds_alternative<Finished>(action)) break;
  }
}

void tell_facts(std::vector<AnswerWalk>& walks, UpstreamEnd& end) {
  for (std::size_t i = 0; i < walks.size(); ++i) {
    if (walks[i].op != end.op.value) continue;
    end.picture = walks[i].walk.facts();
    walks[i] = walks.back();
    return walks.pop_back();
  }
}

// Pictures leave the body before the machine sees it.
void feed(Opened& opened, Input&& input, Now now, std::string& frames) {
  if (const auto* head = std::get_if<ClientHead>(&input))
    opened.media.emplace(find_header(head->head.headers, "content-type").value_or(""));
  if (auto* end = std::get_if<UpstreamEnd>(&input)) tell_facts(opened.walks, *end);
  if (auto* changed = std::get_if<RunChanged>(&input)) {
    if (opened.news) {
      changed->outcome = std::move(*std::exchange(opened.news, {}));
    } else {
      input.emplace<Tick>();  // which is harmless
    }
  }
  if (!opened.media) return drain(opened, std::move(input), now, frames);
  if (auto* chunk = std::get_if<ClientChunk>(&input))
    chunk->bytes = opened.media->take(std::move(chunk->bytes), frames);
  if (auto* end = std::get_if<ClientEnd>(&input)) {
    std::string rest = opened.media->finish(frames);
    if (!rest.empty()) drain(opened, ClientChunk{std::move(rest)}, now, frames);
    end->media = opened.media->taken();
  }
  drain(opened, std::move(input), now, frames);
}

// More of what the host keeps for the Fetch `op`: what that picture is, is told by its bytes.
void look(Opened& opened, OpId op, std::string_view bytes) {
  std::vector<AnswerWalk>& walks = opened.walks;
  std::size_t at = 0;
  while (at < walks.size() && walks[at].op != op.value) ++at;
  if (at == walks.size()) walks.push_back({op.value});
  walks[at].walk.append(bytes);
}

Entropy read_entropy(const char* bytes) {
  Entropy entropy{};
  std::copy_n(reinterpret_cast<const std::uint8_t*>(bytes), entropy.size(), entropy.begin());
  return entropy;
}

}  // namespace
}  // namespace fluxweir::wasm

using namespace fluxweir;
using namespace fluxweir::wasm;

uint32_t fluxweir_abi_version(void) { return FLUXWEIR_ABI_VERSION; }

void* fluxweir_alloc(uint32_t size) { return std::malloc(size); }
void fluxweir_free(void* memory) { std::free(memory); }

uint32_t fluxweir_gateway_open(const char* settings, uint32_t settings_size, const char* models,
                               uint32_t models_size, const char* profile, uint32_t profile_size) {
  HostProfile host;
  if (!Reader(view(profile, profile_size)).read(host)) {
    return leave(Error{ErrorCode::InvalidRequest, "The host's profile is not valid", {}, {}},
                 kIsError);
  }
  Result<Gateway> gateway =
      Gateway::load(view(settings, settings_size), view(models, models_size), host);
  if (!gateway) return leave(gateway.error(), kIsError);
  Instance& all = instance();
  all.gateways.add(++all.opened, std::move(*gateway));
  return all.opened;
}

void fluxweir_gateway_close(uint32_t gateway) { instance().gateways.erase(gateway); }

namespace {

uint32_t open_machine(Machine machine, std::uint32_t exchange = 0) {
  Instance& all = instance();
  all.machines.add(++all.opened, Opened{std::move(machine), exchange});
  return all.opened;
}

}  // namespace

uint32_t fluxweir_open_exchange(uint32_t gateway, const char* entropy) {
  const Gateway* found = instance().gateways.find(gateway);
  return found == nullptr ? 0 : open_machine(found->open(read_entropy(entropy)));
}

uint32_t fluxweir_open_run(uint32_t gateway, uint32_t exchange) {
  const Gateway* found = instance().gateways.find(gateway);
  Opened* from = instance().machines.find(exchange);
  if (found == nullptr || from == nullptr || !from->spec) return 0;
  const uint32_t run = open_machine(found->run(std::move(*from->spec)), exchange);
  from->spec.reset();
  return run;
}

uint32_t fluxweir_open_sweep(uint32_t gateway) {
  const Gateway* found = instance().gateways.find(gateway);
  return found == nullptr ? 0 : open_machine(found->sweep());
}

uint32_t fluxweir_handle(uint32_t machine, const char* frame, uint32_t size, double mono,
                         double wall) {
  Instance& all = instance();
  all.last.clear();
  Opened* found = all.machines.find(machine);
  if (found == nullptr || size < kFrameHead) return 0;
  const auto kind = static_cast<std::uint32_t>(static_cast<unsigned char>(frame[4]) |
                                               static_cast<unsigned char>(frame[5]) << 8);
  const std::string_view payload = view(frame, size).substr(kFrameHead);
  if (kind == FLUXWEIR_KEPT) {
    if (UpstreamChunk kept; Reader(payload).read(kept)) look(*found, kept.op, kept.bytes);
    return 0;
  }
  Input input;
  if (!read_input(kind, payload, input)) return 0;
  feed(*found, std::move(input), make_now(mono, wall), all.last);
  return static_cast<uint32_t>(all.last.size());
}

void fluxweir_close(uint32_t machine) { instance().machines.erase(machine); }

uint32_t fluxweir_plan(uint32_t gateway, const char* head, uint32_t head_size, const char* body,
                       uint32_t body_size, const char* entropy, double mono, double wall) {
  const Gateway* found = instance().gateways.find(gateway);
  RequestHead request;
  if (found == nullptr || !Reader(view(head, head_size)).read(request))
    return leave(Error{ErrorCode::InvalidRequest, "There is no such gateway", {}, {}}, kIsError);
  const Result<Plan> plan =
      found->plan(request, view(body, body_size), make_now(mono, wall), read_entropy(entropy));
  if (!plan) return leave(plan.error(), kIsError);
  return leave(*plan);
}

const char* fluxweir_last_ptr(void) { return instance().last.data(); }
