// A judge's wire: what to ask it of a picture, and what its answers mean. Nothing that it says is
// trusted: fields that are not known are left out, texts are cut to length, and an answer that is
// not what was asked for is none.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "catalog/judge.h"
#include "http/message.h"
#include "image/outcome.h"
#include "image/reply.h"

namespace fluxweir {

std::span<const std::string_view> judge_codecs();

// `picture` goes along as a data URI; `prompt` is what it was made of.
Call ask_judge(const Judge& judge, std::string_view prompt, Format format, BlobRef picture);
// Looks again at the evaluation `id`.
Call look_at_judge(const Judge& judge, std::string_view id);

// It is not decided yet: look again.
struct Undecided {
  std::string id;
};
// A Judgement without a verdict says why in `unjudged`.
std::variant<Undecided, Judgement> read_judge(const Judge& judge, const Reply& reply);

}  // namespace fluxweir
