// The emulator's rules: which requests a failure befalls, and what befalls them. Read from the body
// of PUT /emulate/rules; rehearsal.h applies them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace fluxweir {

// What befalls one request.
struct Mishap {
  std::optional<int> status;  // answered at once in the dialect's error shape
  std::optional<Millis> retry_after;
  bool html = false;                      // an error page of a proxy instead; 502 without `status`
  Millis delay{0};                        // before the answer begins
  std::optional<std::uint64_t> truncate;  // at most so many bytes of the body are sent
  bool stall = false;                     // half of the body is sent, then nothing more
  bool drop = false;                      // the request is served and its answer lost
  bool expire = false;                    // the picture's address or the run has had its time
  std::optional<ErrorCode> moderated = {};  // PromptRefused or PictureRefused: the run's end
  std::optional<Millis> latency = {};       // of the run, in place of the emulator's
};

struct MishapRule {
  // Of the match; empty or 0: any.
  std::string route;   // create, read, media, or a pattern of routes() with "{}" for braces
  std::string method;  // upper case
  std::string prompt_contains;  // lower case
  std::int64_t nth = 0;         // only the nth request that fits the rest
  std::int64_t times = 0;       // at most so often

  Mishap mishap;
  std::string text;  // the rule as it was given, a JSON object
  std::int64_t matched = 0;
  std::int64_t done = 0;  // matched, and nth and times let it act
};

// `text` is {"rules":[...]} or the list alone. Fails with InvalidJson, or with InvalidParameter and
// every fault with its JSON pointer.
Result<std::vector<MishapRule>> read_mishap_rules(std::string_view text);

// "/v1/runs/{id}" -> "/v1/runs/{}": patterns are told apart without the names in their braces.
std::string without_brace_name(std::string_view pattern);

}  // namespace fluxweir
