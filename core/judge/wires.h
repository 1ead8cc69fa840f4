// The bodies of each judge's wire.
#pragma once

#include <string>
#include <string_view>

#include "image/body_writer.h"
#include "image/outcome.h"
#include "json/reader.h"
#include "judge/judge.h"

namespace fluxweir::judging {

void write_chat(BodyWriter& out, std::string_view model, const Question& question);
void write_evaluation(BodyWriter& out, const Question& question);

// Fills `said` and clears its `unjudged` when the answer holds a verdict.
void read_chat(const json::Value& answer, Judgement& said);
// False while it is under way; `id` is then what to look it up by.
bool read_evaluation(const json::Value& answer, Judgement& said, std::string& id);

// Of the question's picture.
void write_data_uri(BodyWriter& out, const Question& question);

// A judge's text as it may be passed on: its beginning, at most 300 bytes.
std::string short_of(std::string_view text);

}  // namespace fluxweir::judging
