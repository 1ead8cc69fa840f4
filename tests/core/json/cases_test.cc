// Every row of tests/data/json/cases.tsv, which says how its texts are written.
#include <doctest/doctest.h>

#include "base/text.h"
#include "json/reader.h"
#include "support/source_file.h"

using namespace fluxweir;

namespace {

// Where the parenthesis that `text` begins in closes; those of inner repeats are passed.
std::size_t closing(std::string_view text) {
  int depth = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "\\*") {
      at = text.find('(', at);
      ++depth;
    } else if (text[at] == ')' && --depth == 0) {
      return at;
    }
  }
  return text.size();
}

std::string expand(std::string_view text, std::size_t round) {
  std::string out;
  while (!text.empty()) {
    if (text[0] != '\\') {
      out.push_back(text[0]);
      text.remove_prefix(1);
      continue;
    }
    const char kind = text[1];
    if (kind == 'x') {
      out += *percent_decode("%" + std::string(text.substr(2, 2)));
      text.remove_prefix(4);
    } else if (kind == '*') {
      const std::size_t open = text.find('(');
      const std::int64_t count = *to_integer(text.substr(2, open - 2));
      const std::size_t length = closing(text.substr(open + 1));
      for (std::int64_t i = 0; i < count; ++i) {
        out += expand(text.substr(open + 1, length), static_cast<std::size_t>(i));
      }
      text.remove_prefix(open + length + 2);
    } else {
      out += kind == 'i' ? std::to_string(round) : std::string(1, kind);
      text.remove_prefix(2);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("json cases: reads or refuses each as listed") {
  json::Reader reader;
  int count = 0;
  for (const std::string& line : read_source_lines("tests/data/json/cases.tsv")) {
    if (line[0] == '#') continue;
    ++count;
    const std::size_t name_end = line.find('\t');
    const std::size_t text_end = line.rfind('\t');
    REQUIRE_LT(name_end, text_end);
    const std::string name = line.substr(0, name_end);
    SUBCASE(name.c_str()) {
      const std::string text =
          expand(std::string_view(line).substr(name_end + 1, text_end - name_end - 1), 0);
      const Result<json::Document> fresh = json::Document::read(text);
      const Result<json::Document> reused = reader.read(text);
      CHECK_EQ(fresh ? 200 : http_status(fresh.error().code),
               to_integer(line.substr(text_end + 1)));
      CHECK_EQ(reused.has_value(), fresh.has_value());
      if (fresh) {
        // What was read means the same when written and read again.
        const std::string written = fresh->root().text();
        const Result<json::Document> again = json::Document::read(written);
        REQUIRE(again.has_value());
        CHECK(again->root().text() == written);
      }
    }
  }
  CHECK_GE(count, 250);
}
