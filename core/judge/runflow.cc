// Runflow's evaluations. Sources: docs.runflow.io/concepts/evaluations and
// .../api-reference/evaluations, read 2026-11-25: states pending, running, completed and failed;
// overall_passed is a boolean or null.
#include "judge/wires.h"

namespace fluxweir::judging {

void write_evaluation(BodyWriter& out, const Question& question) {
  const EvaluationTask task =
      question.task.value_or(EvaluationTask{"image_generation", {}, {}, {}});
  json::Writer& json = out.json;
  json.begin_object().member("task_type", task.type);
  json.member("generation_prompt", question.prompt);
  if (!task.description.empty()) json.member("task_description", task.description);
  if (!task.instructions.empty()) json.member("evaluation_instructions", task.instructions);
  if (!task.attributes.empty()) json.key("input_attributes").raw(task.attributes);
  json.key("generated_image_url");
  write_data_uri(out, question);
  json.end_object();
}

bool read_evaluation(const json::Value& answer, Judgement& said, std::string& id) {
  const std::string_view state = find_string(answer, "status_code").value_or("");
  id = find_string(answer, "id").value_or("");
  if (!id.empty() && (state == "pending" || state == "running")) return false;
  if (state == "failed") said.unjudged = "judge_failed";
  if (state != "completed") return true;
  const auto passed = find_boolean(answer, "overall_passed");
  if (!passed) {
    said.unjudged = "undecided";
    return true;
  }
  said.verdict = *passed ? "pass" : "fail";
  said.unjudged.clear();
  constexpr std::size_t kMostReasons = 10;
  if (const auto issues = answer.find("top_issues")) {
    for (const json::Value issue : *issues) {
      if (said.reasons.size() < kMostReasons)
        said.reasons.push_back(short_of(issue.string().value_or("")));
    }
  }
  if (const auto rate = answer.find("weighted_pass_rate"); rate && rate->decimal())
    said.fields = R"({"weighted_pass_rate":)" + rate->text() + "}";
  return true;
}

}  // namespace fluxweir::judging
