// The prompt enhancer: rules, no model. The caller's words stay as they are and come first; what
// they do not mention (style, light, lens, framing, texture, mood) is added behind them, from the
// phrases of edge-config/styles.json. Every addition is named in the answer, and a prompt that
// needs none is left alone. The same request gives the same text on every target.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/outcome.h"
#include "prompt/styles.h"

namespace fluxweir {

struct EnhanceOptions {
  bool raw = false;            // an unprocessed look: nothing glossy is added
  double ratio = 16.0 / 9;     // width / height
  std::uint64_t seed = 0;      // chooses among phrases of equal worth
  bool has_reference = false;  // a reference picture carries the style of a very short prompt
};

class Enhancer {
 public:
  // Checks and reads a styles document. Fails with InvalidJson, or with InvalidParameter and a
  // fault, with its JSON pointer, for everything wrong.
  static Result<Enhancer> load(std::string_view styles_json);
  // Of edge-config/styles.json, which tests have checked. Takes a millisecond or two.
  static Enhancer embedded();

  // Pure; a few microseconds for a usual prompt and linear in its length. Takes any bytes.
  // `text` is the prompt without trailing white space and commas, a separator and the additions; or
  // the prompt unchanged, and `skipped` then says why: empty, structured, already_enhanced,
  // not_english, long, detailed, reference_only. Enhancing a result again changes nothing.
  FinalPrompt enhance(std::string_view prompt, const EnhanceOptions& options) const;

  // The facets that `prompt` mentions already.
  std::vector<std::string_view> facets(std::string_view prompt) const;

  // Of the document; changes whenever the same request may give another text.
  const std::string& version() const { return styles_.version; }

 private:
  explicit Enhancer(prompt::Styles styles) : styles_(std::move(styles)) {}
  prompt::Styles styles_;
};

}  // namespace fluxweir
