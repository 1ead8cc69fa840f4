// The documents of BFL's API: what it accepts, and the bodies of its answers.
//
// Source: BFL's OpenAPI document (https://api.bfl.ai/openapi.json) and pages
// (https://docs.bfl.ai/api-reference, .../api_integration/errors), as collected in
// provider-apis.md chapter 3 on 2026-11-25. `flux-schnell` has no published page of its own; it is
// taken to be like flux-dev with 1 to 4 steps.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "e2e/bfl_script.h"

namespace fluxweir::e2e {

// "flux-pro-1.1-ultra", ...: the routes below /v1/.
bool is_bfl_model(const std::string& model);

// The text of a member; empty when there is none.
std::string text_of(const nlohmann::json& object, const char* key);

// The `detail` list of a 422; empty when BFL would take this input.
nlohmann::json bfl_faults(const std::string& model, const nlohmann::json& input);

struct PictureSize {
  int width = 0;
  int height = 0;
};
// `input` has no faults.
PictureSize bfl_size(const std::string& model, const nlohmann::json& input);

// The documented body of an error status.
nlohmann::json bfl_error(int status);

// One accepted submit.
struct BflTask {
  std::string id;
  std::string model;
  nlohmann::json input;
  TaskScript script;
  PictureSize size;
  std::string format;
  std::uint64_t seed = 0;
  double start_s = 0;  // Unix time
};

// `polling_url` empty: no such key.
nlohmann::json bfl_accepted(const BflTask& task, const std::string& polling_url);
// `done`: the task has ended as its script says.
nlohmann::json bfl_result(const BflTask& task, bool done, const std::string& sample_url);
nlohmann::json bfl_hook(const BflTask& task, const std::string& sample_url);

}  // namespace fluxweir::e2e
