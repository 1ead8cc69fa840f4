#include "e2e/bfl_task.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace fluxweir::e2e {
namespace {

using nlohmann::json;

constexpr const char* kUltra = "flux-pro-1.1-ultra";
constexpr const char* kPro = "flux-pro-1.1";
constexpr const char* kDev = "flux-dev";
constexpr const char* kSchnell = "flux-schnell";

json fault(const std::string& field, const std::string& text, const std::string& type) {
  return {{"loc", {"body", field}}, {"msg", text}, {"type", type}};
}

// w / h of "16:9"; nothing when it is no ratio.
std::optional<double> ratio_of(const std::string& text) {
  char* end = nullptr;
  const double w = std::strtod(text.c_str(), &end);
  if (*end != ':') return {};
  const double h = std::strtod(end + 1, &end);
  if (*end != '\0' || w <= 0 || h <= 0) return {};
  return w / h;
}

bool is_base64(const std::string& text) {
  return !text.empty() && text.size() % 4 == 0 &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") ==
             std::string::npos;
}

// Collects what is wrong with an input, field by field; absent fields are fine.
class Judge {
 public:
  explicit Judge(const json& input) : input_(input) {}

  void text(const char* field, bool may_be_null) {
    const auto at = input_.find(field);
    if (at == input_.end() || at->is_string() || (may_be_null && at->is_null())) return;
    faults.push_back(fault(field, "Input should be a valid string", "string_type"));
  }
  void flag(const char* field) {
    const auto at = input_.find(field);
    if (at == input_.end() || at->is_boolean()) return;
    faults.push_back(fault(field, "Input should be a valid boolean", "bool_type"));
  }
  void number(const char* field, double least, double most, bool whole, int multiple = 1) {
    const auto at = input_.find(field);
    if (at == input_.end()) return;
    const bool good = whole ? at->is_number_integer() : at->is_number();
    if (!good) {
      faults.push_back(fault(field, "Input should be a valid number", "number_type"));
    } else if (at->get<double>() < least || at->get<double>() > most) {
      faults.push_back(fault(field, "Input is out of range", "less_than_equal"));
    } else if (multiple > 1 && at->get<int>() % multiple != 0) {
      faults.push_back(fault(field, "Input should be a multiple of 32", "multiple_of"));
    }
  }
  void seed() {
    const auto at = input_.find("seed");
    if (at == input_.end() || at->is_null() || at->is_number_integer()) return;
    faults.push_back(fault("seed", "Input should be a valid integer", "int_type"));
  }
  void format() {
    const auto at = input_.find("output_format");
    if (at == input_.end() || *at == "jpeg" || *at == "png") return;
    faults.push_back(fault("output_format", "Input should be 'jpeg' or 'png'", "enum"));
  }
  void ratio() {
    const auto at = input_.find("aspect_ratio");
    if (at == input_.end()) return;
    const auto value = at->is_string() ? ratio_of(at->get<std::string>()) : std::nullopt;
    if (!value || *value > 21.0 / 9 + 1e-9 || *value < 9.0 / 21 - 1e-9)
      faults.push_back(
          fault("aspect_ratio", "Aspect ratio must be between 21:9 and 9:21", "value_error"));
  }
  void reference() {
    const auto at = input_.find("image_prompt");
    if (at == input_.end() || at->is_null()) return;
    if (!at->is_string() || !is_base64(at->get<std::string>()))
      faults.push_back(fault("image_prompt", "Input should be base64", "value_error"));
  }

  json faults = json::array();

 private:
  const json& input_;
};

std::string status_of(Ending ending) {
  switch (ending) {
    case Ending::Ready:
      return "Ready";
    case Ending::Error:
      return "Error";
    case Ending::RequestModerated:
      return "Request Moderated";
    case Ending::ContentModerated:
      return "Content Moderated";
    case Ending::NotFound:
      return "Task not found";
    case Ending::Never:
      break;
  }
  return "Pending";
}

json result_of(const BflTask& task, const std::string& sample_url) {
  const double duration = task.script.ready_after_ms / 1000.0;
  return {{"sample", sample_url},
          {"prompt", text_of(task.input, "prompt")},
          {"seed", task.seed},
          {"start_time", task.start_s},
          {"end_time", task.start_s + duration},
          {"duration", duration}};
}

double cost_of(const BflTask& task) {
  if (task.script.cost) return *task.script.cost;
  if (task.model == kUltra) return 6.0;
  if (task.model == kPro) return 4.0;
  return task.model == kDev ? 2.5 : 0.3;
}

void add_price(const BflTask& task, json& out) {
  out["cost"] = cost_of(task);
  out["input_mp"] = 0.0;
  out["output_mp"] = std::round(task.size.width * task.size.height / 1e4) / 100;
}

}  // namespace

std::string text_of(const json& object, const char* key) {
  const auto at = object.find(key);
  return object.is_object() && at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

bool is_bfl_model(const std::string& model) {
  return model == kUltra || model == kPro || model == kDev || model == kSchnell;
}

json bfl_faults(const std::string& model, const json& input) {
  if (!input.is_object()) return json::array({fault("", "JSON decode error", "json_invalid")});
  Judge judge(input);
  judge.text("prompt", model == kUltra || model == kPro);
  judge.flag("prompt_upsampling");
  judge.number("safety_tolerance", 0, 6, true);
  judge.text("webhook_url", true);
  judge.text("webhook_secret", true);
  judge.seed();
  judge.format();
  judge.reference();
  if (model == kUltra) {
    judge.ratio();
    judge.flag("raw");
    judge.number("image_prompt_strength", 0, 1, false);
  } else {
    judge.number("width", 256, 1440, true, 32);
    judge.number("height", 256, 1440, true, 32);
  }
  if (model == kDev || model == kSchnell) {
    judge.number("steps", 1, model == kDev ? 50 : 4, true);
    judge.number("guidance", 1.5, 5, false);
  }
  return judge.faults;
}

PictureSize bfl_size(const std::string& model, const json& input) {
  if (model != kUltra) return {input.value("width", 1024), input.value("height", 768)};
  const double ratio = *ratio_of(input.value("aspect_ratio", "16:9"));
  const double area = 2048.0 * 2048.0;
  return {64 * static_cast<int>(std::lround(std::sqrt(area * ratio) / 64)),
          64 * static_cast<int>(std::lround(std::sqrt(area / ratio) / 64))};
}

json bfl_error(int status) {
  switch (status) {
    case 400:
      return {{"detail", "Bad request"}};
    case 401:
      return {{"detail", "Not authenticated - Invalid Authentication"}};
    case 402:
      return {{"detail", "Insufficient credits"}};
    case 403:
      return {{"detail", "Not authenticated - Invalid Authentication"}};
    case 404:
      return {{"detail", "Not Found"}};
    case 422:
      return {{"detail",
               json::array({fault("prompt", "Input should be a valid string", "string_type")})}};
    case 429:
      return {{"detail", "Too many active tasks"}};
    case 503:
      return {{"detail", "Service unavailable"}};
    default:
      return {{"detail", "Internal Server Error"}};
  }
}

json bfl_accepted(const BflTask& task, const std::string& polling_url) {
  json out = {{"id", task.id}};
  const std::string hook = text_of(task.input, "webhook_url");
  if (!hook.empty()) {
    out["status"] = "Pending";
    out["webhook_url"] = hook;
  } else if (!polling_url.empty()) {
    out["polling_url"] = polling_url;
  }
  add_price(task, out);
  return out;
}

json bfl_result(const BflTask& task, bool done, const std::string& sample_url) {
  const std::string status = done ? status_of(task.script.ending) : task.script.before;
  json out = {{"id", task.id},       {"status", status},   {"result", nullptr},
              {"progress", nullptr}, {"details", nullptr}, {"preview", nullptr}};
  if (done && task.script.ending == Ending::Ready) out["result"] = result_of(task, sample_url);
  return out;
}

json bfl_hook(const BflTask& task, const std::string& sample_url) {
  json out = {{"id", task.id}, {"status", status_of(task.script.ending)}};
  if (task.script.ending == Ending::Error) {
    out["error"] = "generation_failed";
    out["message"] = "The task failed";
    return out;
  }
  out["result"] = task.script.ending == Ending::Ready ? result_of(task, sample_url) : json(nullptr);
  out["timestamp"] = task.start_s + task.script.ready_after_ms / 1000.0;
  return out;
}

}  // namespace fluxweir::e2e
