#include "e2e/front_api.h"

#include <chrono>
#include <thread>

#include "base/text.h"

namespace fluxweir::e2e {
namespace {

using json::Tree;

// The member at a JSON pointer; null when there is none.
Tree at(const Tree& tree, const char* pointer) {
  const Tree::json_pointer place(pointer);
  return tree.contains(place) ? tree[place] : Tree();
}

std::string text_at(const Tree& tree, const char* pointer) {
  const Tree value = at(tree, pointer);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::string first_of(const Tree& tree, std::initializer_list<const char*> pointers) {
  for (const char* pointer : pointers) {
    if (std::string text = text_at(tree, pointer); !text.empty()) return text;
  }
  return {};
}

struct Shape {
  const char* target;
  const char* url;  // of the picture, in the final answer
};

Shape shape_of(FrontApi api) {
  switch (api) {
    case FrontApi::Own:
      return {"/v1/images", "/images/0/url"};
    case FrontApi::Fal:
      return {"/fal-ai/flux-pro/v1.1-ultra", "/images/0/url"};
    case FrontApi::OpenAi:
      return {"/v1/images/generations", "/data/0/b64_json"};
    case FrontApi::Bfl:
      return {"/v1/flux-pro-1.1-ultra", "/result/sample"};
    case FrontApi::Runflow:
      break;
  }
  return {"/v1/models/black-forest-labs/flux-pro-v1-1-ultra/runs", "/output/outputs/0/url"};
}

std::string body_for(FrontApi api, const std::string& prompt, const Tree& more) {
  Tree input = {{"prompt", prompt}, {"seed", 7}};
  input.update(more);
  if (api == FrontApi::Own || api == FrontApi::OpenAi) input["model"] = "flux-pro-v1-1-ultra";
  if (api == FrontApi::Runflow) return Tree{{"input", input}}.dump();
  return input.dump();
}

std::string word_of(const HttpAnswer& answer) {
  const std::string word =
      first_of(answer.json, {"/fluxweir/code", "/error/code", "/code", "/status_code", "/status"});
  return word.empty() && answer.status == 200 ? "succeeded" : word;
}

bool polls(FrontApi api) { return api == FrontApi::Bfl || api == FrontApi::Runflow; }

void read(const HttpAnswer& answer, Told& told) {
  told.status = answer.status;
  told.word = word_of(answer);
  if (told.run.empty()) told.run = answer.header("x-fluxweir-run");
  if (told.run.empty()) told.run = first_of(answer.json, {"/fluxweir/run", "/id"});
}

// Whether what a poll answered is the end.
bool is_end(FrontApi api, const HttpAnswer& answer, const std::string& word) {
  if (answer.status != 200) return true;
  if (api == FrontApi::Bfl) return word != "Pending";
  return word == "succeeded" || word == "failed" || word == "canceled" ||
         word == "partial_succeeded";
}

}  // namespace

const char* name_of(FrontApi api) {
  constexpr std::array<const char*, 5> kNames = {"own", "fal", "openai", "bfl", "runflow"};
  return kNames[static_cast<std::size_t>(api)];
}

std::string open_picture(const GatewayProcess& gateway, const std::string& url) {
  if (url.empty()) return {};
  if (url.rfind("data:", 0) == 0) return from_base64(url.substr(url.find(',') + 1)).value_or("");
  if (url.rfind("http", 0) != 0) return from_base64(url).value_or("");
  const HttpAnswer answer = gateway.get(target_of(url));
  return answer.status == 200 ? answer.body : std::string();
}

Told start_picture(const GatewayProcess& gateway, FrontApi api, const std::string& prompt,
                   const Tree& more) {
  Told told;
  const HttpAnswer answer = gateway.post(shape_of(api).target, body_for(api, prompt, more));
  read(answer, told);
  told.ended = !polls(api) || answer.status != 200;
  told.poll = api == FrontApi::Bfl ? target_of(text_at(answer.json, "/polling_url"))
                                   : "/v1/runs/" + told.run;
  if (told.ended) told.picture = open_picture(gateway, text_at(answer.json, shape_of(api).url));
  return told;
}

bool has_ended(const GatewayProcess& gateway, FrontApi api, Told& told) {
  const HttpAnswer answer = gateway.get(told.poll);
  read(answer, told);
  told.ended = is_end(api, answer, told.word);
  return told.ended;
}

Told ask_for_picture(const GatewayProcess& gateway, FrontApi api, const std::string& prompt,
                     int patience_ms, const Tree& more) {
  Told told = start_picture(gateway, api, prompt, more);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  while (!told.ended && std::chrono::steady_clock::now() < until) {
    if (has_ended(gateway, api, told)) {
      const HttpAnswer last = gateway.get(told.poll);
      told.picture = open_picture(gateway, text_at(last.json, shape_of(api).url));
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return told;
}

json::Tree receipt_of(const GatewayProcess& gateway, const std::string& run) {
  return run.empty() ? Tree() : at(gateway.get("/v1/runs/" + run).json, "/fluxweir");
}

}  // namespace fluxweir::e2e
