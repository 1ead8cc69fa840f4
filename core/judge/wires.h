// The bodies of each judge's wire.
#pragma once

#include <string>
#include <string_view>

#include "image/body_writer.h"
#include "image/outcome.h"
#include "json/reader.h"

namespace fluxweir::judging {

// Both: `prefix` and the picture in base64 are its data URI.
void write_chat(BodyWriter& out, std::string_view model, std::string_view prompt,
                std::string_view prefix, BlobRef picture);
void write_evaluation(BodyWriter& out, std::string_view prompt, std::string_view prefix,
                      BlobRef picture);

// Fills `said` and clears its `unjudged` when the answer holds a verdict.
void read_chat(const json::Value& answer, Judgement& said);
// False while it is under way; `id` is then what to look it up by.
bool read_evaluation(const json::Value& answer, Judgement& said, std::string& id);

// A judge's text as it may be passed on: its beginning, at most 300 bytes.
std::string short_of(std::string_view text);

}  // namespace fluxweir::judging
