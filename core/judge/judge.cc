#include "judge/judge.h"

#include "base/text.h"
#include "judge/wires.h"

namespace fluxweir {
namespace {

constexpr std::string_view kCodecs[] = {"openai", "runflow"};

bool is_openai(const Judge& judge) { return judge.codec == kCodecs[0]; }

Call call_of(const Judge& judge, std::string_view path) {
  Call call;
  call.url = judge.origin + std::string(path);
  call.credential = {judge.credential, "authorization", "Bearer "};
  call.timeout = judge.timeout;
  return call;
}

}  // namespace

void judging::write_data_uri(BodyWriter& out, const Question& question) {
  out.blob("data:" + std::string(question.content_type) + ";base64,", question.picture);
}

std::span<const std::string_view> judge_codecs() { return kCodecs; }

Call ask_judge(const Judge& judge, const Question& question) {
  const bool openai = is_openai(judge);
  Call call = call_of(judge, openai ? "/v1/chat/completions" : "/v1/evaluations");
  call.method = "POST";
  call.headers = json_headers();
  BodyWriter out;
  openai ? judging::write_chat(out, judge.model, question)
         : judging::write_evaluation(out, question);
  call.body = out.take();
  return call;
}

Call look_at_judge(const Judge& judge, std::string_view id) {
  return call_of(judge, "/v1/evaluations/" + percent_encode(id));
}

std::variant<Undecided, Judgement> read_judge(const Judge& judge, const Reply& reply) {
  Judgement said;
  if (reply.status < 200 || reply.status > 299) {
    said.unjudged = "http_" + whole_text(reply.status);
    return said;
  }
  const Result<json::Document> body = json::Document::read(reply.body);
  said.unjudged = "unreadable";
  if (!body) return said;
  if (is_openai(judge)) {
    judging::read_chat(body->root(), said);
    return said;
  }
  Undecided undecided;
  if (judging::read_evaluation(body->root(), said, undecided.id)) return said;
  return undecided;
}

}  // namespace fluxweir
