// A judge's wire: what to ask it of a picture, and what its answers mean. Nothing that it says is
// trusted: fields that are not known are left out, texts are cut to length, and an answer that is
// not what was asked for is none.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "catalog/judge.h"
#include "http/message.h"
#include "image/outcome.h"
#include "image/reply.h"
#include "image/request.h"

namespace fluxweir {

std::span<const std::string_view> judge_codecs();

// What is asked of a picture.
struct Question {
  std::string prompt;                  // what it was made of; may be empty
  std::optional<EvaluationTask> task;  // nothing: to be what the prompt asks for
  std::string_view content_type;       // of the picture
  BlobRef picture;                     // goes along as a data URI
};
Call ask_judge(const Judge& judge, const Question& question);
// Looks again at the evaluation `id`.
Call look_at_judge(const Judge& judge, std::string_view id);

// It is not decided yet: look again.
struct Undecided {
  std::string id;
};
// A Judgement without a verdict says why in `unjudged`.
std::variant<Undecided, Judgement> read_judge(const Judge& judge, const Reply& reply);

}  // namespace fluxweir
