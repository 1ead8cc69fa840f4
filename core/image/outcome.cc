#include "image/outcome.h"

#include <array>

namespace fluxweir {
namespace {

constexpr std::array<std::string_view, 6> kActions = {"unchanged", "mapped",  "clamped",
                                                      "dropped",   "inlined", "reduced"};
constexpr std::array<std::string_view, 6> kStates = {
    "queued", "running", "succeeded", "partial_succeeded", "failed", "canceled"};

template <class Enum, std::size_t N>
std::optional<Enum> find_in(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view action_name(Adjustment::Action action) {
  return kActions[static_cast<std::size_t>(action)];
}
std::optional<Adjustment::Action> find_action(std::string_view name) {
  return find_in<Adjustment::Action>(kActions, name);
}

std::string_view state_name(RunState state) { return kStates[static_cast<std::size_t>(state)]; }
std::optional<RunState> find_state(std::string_view name) {
  return find_in<RunState>(kStates, name);
}
bool is_final(RunState state) { return state != RunState::Queued && state != RunState::Running; }

}  // namespace fluxweir
