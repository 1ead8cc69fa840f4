#include "prompt/warnings.h"

#include <doctest/doctest.h>

#include "core/prompt/corpus.h"

using namespace fluxweir;
using namespace fluxweir::corpus;

namespace {

std::string warned(std::string_view text) {
  std::string lines;
  for (const std::string& line : enhancer().enhance(text, {}).warnings) lines += line + "\n";
  return lines;
}

}  // namespace

TEST_CASE("warnings: a negation names what to write instead") {
  CHECK_EQ(warned("a beach with no people"),
           "negation_detected: \"no people\" tends to add what it names; prefer an empty, deserted "
           "scene\n");
  CHECK_NE(warned("a sky without clouds").find("a clear blue sky"), std::string::npos);
  CHECK_NE(warned("a clock with no hands").find("what should be visible"), std::string::npos);
  CHECK_NE(warned("a garden, don\xE2\x80\x99t show the fence").find("negation_"),
           std::string::npos);
}

TEST_CASE("warnings: every tagged prompt is warned about") {
  for (const Prompt& prompt : prompts()) {
    INFO(prompt.text);
    if (prompt.has("negation")) {
      CHECK_NE(warned(prompt.text).find("negation_detected: "), std::string::npos);
    } else if (prompt.has("flags")) {
      CHECK_NE(warned(prompt.text).find("foreign_syntax: "), std::string::npos);
    } else if (!prompt.has("structured")) {
      CHECK_EQ(warned(prompt.text), "");
    }
  }
}

TEST_CASE("warnings: flags point to the field") {
  CHECK_EQ(warned("a barn --ar 16:9"),
           "foreign_syntax: --ar reaches the model as plain text; use the field aspect_ratio\n");
  CHECK_EQ(warned("a barn --V 6"),
           "foreign_syntax: --v reaches the model as plain text; remove it\n");
  CHECK_EQ(warned("a barn --mine 3"), "");
  CHECK_EQ(warned("a well--ar"), "");
}

TEST_CASE("warnings: weights and tags are foreign") {
  CHECK_NE(warned("a (red barn:1.3)").find("weights"), std::string::npos);
  CHECK_EQ(warned("a barn (at 12:30)"), warned("a (barn:1.3)"));  // a number in brackets is enough
  CHECK_EQ(warned("a barn (built 1830)"), "");
  CHECK_NE(warned("a barn <LORA:x:1>").find("lora"), std::string::npos);
  CHECK_NE(warned("a barn BREAK a mill").find("BREAK"), std::string::npos);
  CHECK_EQ(warned("a barn at BREAKFAST"), "");
}

TEST_CASE("warnings: each is said once") {
  CHECK_EQ(warned("no people, no people, no people"), warned("no people"));
  CHECK_EQ(warned("a --ar 1:1 --ar 1:1"), warned("a --ar 1:1"));
}

TEST_CASE("warnings: long prompts get them too") {
  std::string text = "no people";
  for (int i = 0; i < 40; ++i) text += " barn";
  CHECK_EQ(enhancer().enhance(text, {}).skipped, "long");
  CHECK_NE(warned(text), "");
}
