// One picture of Ultra through any of the gateway's front APIs: creates, polls to the end where
// that is the API's way, and opens the picture.
#pragma once

#include <array>
#include <string>

#include "e2e/gateway_process.h"

namespace fluxweir::e2e {

enum class FrontApi { Own, Fal, OpenAi, Bfl, Runflow };
inline constexpr std::array<FrontApi, 5> kFrontApis = {
    FrontApi::Own, FrontApi::Fal, FrontApi::OpenAi, FrontApi::Bfl, FrontApi::Runflow};
const char* name_of(FrontApi api);

struct Told {
  long status = 0;      // of the last answer that was not the picture
  std::string word;     // the API's own word for how it ended: a state or an error code
  std::string run;      // id; empty when there was none
  std::string picture;  // bytes; empty when there is none
  std::string poll;     // where to look next
  bool ended = true;    // false: still not at an end after `patience_ms`
};
// `more` are further parameters, by the API's own names.
Told ask_for_picture(const GatewayProcess& gateway, FrontApi api, const std::string& prompt,
                     int patience_ms, const json::Tree& more = json::Tree::object());

// Creates without waiting for the end; status and run only. `api` is Bfl or Runflow.
Told start_picture(const GatewayProcess& gateway, FrontApi api, const std::string& prompt,
                   const json::Tree& more = json::Tree::object());
// Whether a run that was started is at its end now; fills `told` but the picture.
bool has_ended(const GatewayProcess& gateway, FrontApi api, Told& told);

// The receipt of a run: `fluxweir` of GET /v1/runs/{id}.
json::Tree receipt_of(const GatewayProcess& gateway, const std::string& run);

// The bytes behind an absolute URL of the gateway or a data URI; empty when there are none.
std::string open_picture(const GatewayProcess& gateway, const std::string& url);

}  // namespace fluxweir::e2e
