// Two libraries read the same texts under the same policy; where they differ, one of them slips.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "base/random.h"
#include "json/reader.h"
#include "json/tree.h"

using namespace fluxweir;

namespace {

constexpr std::string_view kSeeds[] = {
    R"({"prompt":"a \"fox\" \u00e9\ud83e\udd8a","seed":9007199254740991,)"
    R"("a":[1,-0.5e+3,true,{"b":null}]})",
    R"([[[]],{},"",[{"a":{"a":[1,2,3]}}],false,0.10])",
    R"({"a":1,"b":{"c":"d","e":[{},[],{"f":"\\\/\b\f\n\r\t"}]},"g":1e-7})"};

// One to four small damages to one of the seeds.
std::string damaged(Random& random) {
  static constexpr std::string_view kBytes = "{}[]:,\"\\u0019eE+-.tfn d8a\n\x01\xc3\xa9\xed\xff";
  std::string text(kSeeds[random.below(std::size(kSeeds))]);
  for (std::uint64_t left = 1 + random.below(4); left > 0 && !text.empty(); --left) {
    const std::size_t at = random.below(text.size());
    switch (random.below(5)) {
      case 0:
        text.erase(at, 1 + random.below(3));
        break;
      case 1:
        text[at] = kBytes[random.below(kBytes.size())];
        break;
      case 2:
        text.insert(at, 1, kBytes[random.below(kBytes.size())]);
        break;
      case 3:
        text.insert(at, text.substr(random.below(text.size()), random.below(12)));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

std::string random_number(Random& random) {
  static constexpr std::string_view kDigits = "0123456789";
  std::string text = random.below(3) == 0 ? "-" : "";
  text += "123456789"[random.below(9)];
  for (std::uint64_t left = random.below(22); left > 0; --left) text += kDigits[random.below(10)];
  if (random.below(2) == 0) {
    text += '.';
    for (std::uint64_t left = 1 + random.below(22); left > 0; --left) {
      text += kDigits[random.below(10)];
    }
  }
  if (random.below(2) == 0) {
    text += random.below(2) == 0 ? "e" : "E-";
    text += std::to_string(random.below(random.below(2) == 0 ? 24 : 320));
  }
  return text;
}

}  // namespace

TEST_CASE("json agreement: both libraries take the same texts") {
  Random random(17);
  json::Reader reader;
  int taken = 0;
  for (int round = 0; round < 60'000; ++round) {
    const std::string text = damaged(random);
    const Result<json::Document> document = reader.read(text);
    const Result<json::Tree> tree = json::parse_tree(text);
    CAPTURE(text);
    if (document.has_value() != tree.has_value()) {
      // The other library has no place for a number beyond a double, which we keep for its name.
      REQUIRE(document.has_value());
      REQUIRE(text.find_first_of("eE") != std::string::npos);
      continue;
    }
    if (!document) continue;
    ++taken;
    const std::string written = document->root().text();
    REQUIRE(json::dump_tree(*json::parse_tree(written)) == json::dump_tree(*tree));
  }
  CHECK_GT(taken, 3'000);
}

TEST_CASE("json agreement: numbers are near those of the C library") {
  Random random(18);
  json::Reader reader;
  int whole = 0;
  int within = 0;
  for (int round = 0; round < 30'000; ++round) {
    const std::string token = random_number(random);
    CAPTURE(token);
    const Result<json::Document> document = reader.read(token);
    REQUIRE(document.has_value());
    const double expected = std::strtod(token.c_str(), nullptr);
    const json::Value value = document->root();
    const json::Decimal decimal = *value.decimal();
    if (std::abs(expected) < 9e12) {
      ++within;
      const double off = expected * 1e6 - static_cast<double>(decimal.millionths);
      REQUIRE(std::abs(off - 0.5) <= 0.5 + std::abs(expected) * 1e6 * 0x1p-51);
    } else {
      REQUIRE((!decimal.exact || std::abs(expected) < 9.3e12));
    }
    if (value.integer()) {
      ++whole;
      REQUIRE(static_cast<double>(*value.integer()) == expected);
    }
  }
  CHECK_GT(whole, 1'000);
  CHECK_GT(within, 10'000);
}
