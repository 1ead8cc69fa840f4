#include "http/media_scan.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "base/text.h"
#include "json/writer.h"

using namespace fluxweir;

namespace {

struct Scanned {
  std::string body;
  // "image/png=aGk=" for each picture, with "!" when broken and "?" when it never ended.
  std::vector<std::string> media;
  std::size_t kept = 0;
  bool operator==(const Scanned&) const = default;
};

// Feeds `body` in pieces of 1..most bytes.
Scanned scan(std::string_view body, Random& random, std::size_t most) {
  MediaScanner scanner;
  Scanned result;
  const auto take = [&](const std::vector<MediaScanner::Piece>& pieces) {
    for (const MediaScanner::Piece& piece : pieces) {
      switch (piece.kind) {
        case MediaScanner::Piece::Kind::Keep:
          result.body += piece.bytes;
          break;
        case MediaScanner::Piece::Kind::MediaBegin:
          result.media.push_back(std::string(piece.bytes) + "=?");
          break;
        case MediaScanner::Piece::Kind::MediaBytes:
          result.media.back().insert(result.media.back().size() - 1, piece.bytes);
          break;
        case MediaScanner::Piece::Kind::MediaEnd:
          result.media.back().pop_back();
          if (piece.broken) result.media.back() += "!";
          break;
      }
    }
  };
  while (!body.empty()) {
    const std::string chunk(body.substr(0, 1 + random.below(most)));
    body.remove_prefix(chunk.size());
    std::vector<MediaScanner::Piece> pieces;
    scanner.feed(chunk, pieces);
    take(pieces);
  }
  std::vector<MediaScanner::Piece> pieces;
  scanner.finish(pieces);
  take(pieces);
  result.kept = scanner.kept();
  CHECK_EQ(result.kept, result.body.size());
  CHECK_EQ(scanner.count(), result.media.size());
  return result;
}

// The result at every cut must be the result in one piece.
Scanned scan(std::string_view body) {
  Random random(body.size());
  const Scanned whole = scan(body, random, 1'000'000'000);
  REQUIRE_EQ(scan(body, random, 1).body, whole.body);
  for (const std::size_t most : {1u, 2u, 5u, 17u}) REQUIRE(scan(body, random, most) == whole);
  return whole;
}

void check_untouched(std::string_view body) {
  CAPTURE(body);
  const Scanned scanned = scan(body);
  CHECK_EQ(scanned.body, body);
  CHECK_EQ(scanned.media.size(), 0);
}

void check_media(std::string_view body, std::string_view rest, std::vector<std::string> media) {
  CAPTURE(body);
  const Scanned scanned = scan(body);
  CHECK_EQ(scanned.body, rest);
  REQUIRE_EQ(scanned.media.size(), media.size());
  for (std::size_t i = 0; i < media.size(); ++i) CHECK_EQ(scanned.media[i], media[i]);
}

// Writes a random body and, beside it, what the scanner must make of it.
struct Generator {
  explicit Generator(std::uint64_t seed) : random(seed) {}

  Random random;
  std::string body;
  std::string rest;
  std::vector<std::string> media;

  void both(std::string_view text) {
    body += text;
    rest += text;
  }

  void space() {
    while (random.below(4) == 0) both(std::string(1, " \t\r\n"[random.below(4)]));
  }

  // `text` with some characters spelt as escapes.
  std::string spell(std::string_view text) {
    std::string out;
    for (const char c : text) {
      const std::uint64_t way = random.below(12);
      if (way == 0) {
        out += "\\u00" + to_hex(std::string(1, c));
      } else if (c == '/' && way < 6) {
        out += "\\/";
      } else {
        out += c;
      }
    }
    return out;
  }

  std::string bytes() {
    std::string out;
    for (std::uint64_t left = random.below(20); left > 0; --left) {
      out.push_back(static_cast<char>(random.below(256)));
    }
    return out;
  }

  void string(bool wanted) {
    both("\"");
    const std::uint64_t way = random.below(6);
    if (way < 3) {
      static constexpr std::string_view kTexts[] = {"",
                                                    "data:",
                                                    "data:image/png,abc",
                                                    "https://x.example/data:;base64,aGk=",
                                                    "data",
                                                    "d",
                                                    "fluxweir-media",
                                                    R"(\"image_url\":\"data:;base64,aGk=\")",
                                                    R"(a\\)",
                                                    R"(\")",
                                                    "\xc3\xa9",
                                                    R"(data:\u00e9;base64,aGk=)",
                                                    R"(\ud83e\udd8a)"};
      both(kTexts[random.below(std::size(kTexts))]);
    } else if (way == 3) {
      const std::string spelt = spell("fluxweir-media:0;image/png");
      body += spelt;
      rest += (wanted ? "literal:" : "") + spelt;
    } else if (way == 4) {
      static constexpr std::string_view kHeads[] = {"/9j/", "iVBORw0KGgo", "UklGR",
                                                    "/9j",  "UklG",        "iVBORw0KGg"};
      const std::size_t head = random.below(std::size(kHeads));
      const bool whole = head < 3;
      // What follows a head cut short must not make it whole.
      const std::string text = std::string(kHeads[head]) + (whole ? to_base64(bytes()) : "-");
      const std::string spelt = spell(text);
      body += spelt;
      if (wanted && whole && media.size() < MediaScanner::kMostMedia) {
        rest += "fluxweir-media:" + std::to_string(media.size()) + ";";
        media.push_back("=" + text);
      } else {
        rest += spelt;
      }
    } else {
      const std::string type = std::string(random.below(2) == 0 ? "image/png" : "");
      const std::string payload = to_base64(bytes());
      const std::string spelt = spell(random.below(2) == 0 ? "data:" : "DaTa:") +
                                spell(type + ";base64,") + spell(payload);
      body += spelt;
      if (wanted && media.size() < MediaScanner::kMostMedia) {
        rest += "fluxweir-media:" + std::to_string(media.size()) + ";" + type;
        media.push_back(type + "=" + payload);
      } else {
        rest += spelt;
      }
    }
    both("\"");
  }

  void value(bool wanted, int depth) {
    space();
    const std::uint64_t way = depth > 4 ? 0 : random.below(6);
    if (way < 3) {
      string(wanted);
    } else if (way == 3) {
      static constexpr std::string_view kScalars[] = {"0", "-1.5e+3", "true", "false", "null"};
      both(kScalars[random.below(5)]);
    } else if (way == 4) {
      both("[");
      space();
      for (std::uint64_t i = 0, count = random.below(4); i < count; ++i) {
        if (i > 0) both(",");
        value(wanted, depth + 1);
      }
      both("]");
    } else {
      object(depth);
    }
    space();
  }

  void object(int depth) {
    static constexpr std::string_view kKeys[] = {"image_url", "image_prompt", "image_urls",
                                                 "image_ur",  "prompt",       ""};
    both("{");
    space();
    for (std::uint64_t i = 0, count = random.below(5); i < count; ++i) {
      if (i > 0) both(",");
      space();
      const std::size_t key = random.below(std::size(kKeys));
      both("\"" + spell(kKeys[key]) + "\"");
      space();
      both(":");
      value(key < 2, depth + 1);
    }
    both("}");
  }
};

}  // namespace

TEST_CASE("media scan: takes a data URI out") {
  check_media(R"({"prompt":"x","image_url":"data:image/png;base64,aGk=","seed":1})",
              R"({"prompt":"x","image_url":"fluxweir-media:0;image/png","seed":1})",
              {"image/png=aGk="});
}

TEST_CASE("media scan: takes bare base64 of a picture out") {
  check_media(R"({"image_prompt":"/9j/4AAQ","image_url":["iVBORw0KGgoAAAA=","UklGRg=="],"a":1})",
              R"({"image_prompt":"fluxweir-media:0;",)"
              R"("image_url":["fluxweir-media:1;","fluxweir-media:2;"],"a":1})",
              {"=/9j/4AAQ", "=iVBORw0KGgoAAAA=", "=UklGRg=="});
  check_media(R"({"image_prompt":"\/9j\u002f4A\/Q"})", R"({"image_prompt":"fluxweir-media:0;"})",
              {"=/9j/4A/Q"});
  check_media(R"({"image_prompt":"/9j/4\nQ"})", R"({"image_prompt":"fluxweir-media:0;"})",
              {"=/9j/4!"});
}

TEST_CASE("media scan: leaves other text that is no picture") {
  for (const char* value : {"/9j", "/9J/", "iVBORw0KGg", "ivBORw0KGgo", "UklG", "UklH", "R0lGOD",
                            "x/9j/", " /9j/", R"(/9j\n)"}) {
    check_untouched(R"({"image_prompt":")" + std::string(value) + R"("})");
  }
  check_untouched(R"({"prompt":"/9j/4AAQ","image":"UklGRg=="})");
}

TEST_CASE("media scan: looks at any depth and in arrays") {
  check_media(R"({"generated_image_url":"data:image/png;base64,aGk=","generated_image":1})",
              R"({"generated_image_url":"fluxweir-media:0;image/png","generated_image":1})",
              {"image/png=aGk="});
  check_media(R"({"input":{"image_prompt":"data:image/jpeg;base64,AA==",)"
              R"("a":[{"image_url":["data:;base64,",["DATA:x;BASE64,BB"]]}]}})",
              R"({"input":{"image_prompt":"fluxweir-media:0;image/jpeg",)"
              R"("a":[{"image_url":["fluxweir-media:1;",["fluxweir-media:2;x"]]}]}})",
              {"image/jpeg=AA==", "=", "x=BB"});
}

TEST_CASE("media scan: leaves other members alone") {
  check_untouched(R"({"prompt":"data:image/png;base64,aGk="})");
  check_untouched(R"({"image_url":{"url":"data:image/png;base64,aGk="}})");
  check_untouched(R"({"image_urls":"data:;base64,aGk=","image_ur":"data:;base64,aGk="})");
  check_untouched(R"({"Image_Url":"data:;base64,aGk="})");
  check_untouched(R"({"image_url":1,"x":"data:;base64,aGk="})");
  check_untouched(R"({"x":["image_url","data:;base64,aGk="]})");
  check_untouched(R"({"x":"\"image_url\":\"data:;base64,aGk=\""})");
  check_untouched(R"({"x":"image_url\\","y":"data:;base64,aGk="})");
  check_untouched(R"(["data:;base64,aGk="])");
  check_untouched(R"("data:;base64,aGk=")");
  check_untouched(R"({"image_url":[{"x":"data:;base64,aGk="}]})");
}

TEST_CASE("media scan: leaves what is no base64 data URI") {
  for (const char* value :
       {"", "d", "data", "data:", "data:,", "data:image/png,abc", "data:image/png;base64",
        "datax:", "https://example.com/a.png", " data:;base64,aGk=", "data:image/png;base65,aGk=",
        "data:im age;base64,aGk=", R"(data:\";base64,aGk=)", R"(data:\n;base64,aGk=)",
        "base64,aGk=", "data:base64,aGk="}) {
    check_untouched(R"({"image_url":")" + std::string(value) + R"("})");
  }
  check_untouched(R"({"image_url":"data:)" + std::string(300, 'x') + R"(;base64,aGk="})");
}

TEST_CASE("media scan: reads keys and values through escapes") {
  check_media(R"({"image\u005furl":"data:image\/png;base64,aG\/k\u002b\u002Fx\u003d"})",
              R"({"image\u005furl":"fluxweir-media:0;image/png"})", {"image/png=aG/k+/x="});
  check_media(R"({"\u0069mage_prompt":"\u0064\u0061ta\u003aimage/png\u003bbase64\u002caGk="})",
              R"({"\u0069mage_prompt":"fluxweir-media:0;image/png"})", {"image/png=aGk="});
}

TEST_CASE("media scan: marks a payload with other escapes broken") {
  for (const char* payload : {R"(aG\nk=)", R"(aG\"k=)", R"(aG\\k=)", R"(aG\u00e9)", R"(aG\u000a)",
                              R"(aG\uD83E\uDD8A)", R"(aG\xk)", R"(aG\u12zk)"}) {
    check_media(R"({"image_url":"data:;base64,)" + std::string(payload) + R"(","a":1})",
                R"({"image_url":"fluxweir-media:0;","a":1})", {"=aG!"});
  }
}

TEST_CASE("media scan: tells a caller's own mark apart") {
  check_media(
      R"({"image_url":"fluxweir-media:0;image/png","image_prompt":"data:;base64,aGk="})",
      R"({"image_url":"literal:fluxweir-media:0;image/png","image_prompt":"fluxweir-media:0;"})",
      {"=aGk="});
  check_media(
      R"({"image_url":["fluxweir\u002dmedia:1","fluxweir-medi","FLUXWEIR-MEDIA:0"]})",
      R"({"image_url":["literal:fluxweir\u002dmedia:1","fluxweir-medi","FLUXWEIR-MEDIA:0"]})", {});
  check_untouched(R"({"prompt":"fluxweir-media:0;image/png"})");
}

TEST_CASE("media scan: leaves pictures past its count") {
  std::string body = R"({"image_url":[)";
  for (std::uint32_t i = 0; i <= MediaScanner::kMostMedia; ++i) body += R"("data:;base64,aGk=",)";
  body += R"("fluxweir-media:0;"]})";
  const Scanned scanned = scan(body);
  CHECK_EQ(scanned.media.size(), MediaScanner::kMostMedia);
  CHECK(scanned.body.ends_with(
      R"("fluxweir-media:15;","data:;base64,aGk=","literal:fluxweir-media:0;"]})"));
}

TEST_CASE("media scan: keeps what is not JSON") {
  for (const char* body :
       {"",
        "image_url=data:;base64,aGk=",
        "{\"image_url\" \"data:;base64,aGk=\"}",
        "{image_url:\"data:;base64,aGk=\"}",
        "{'image_url':\"data:;base64,aGk=\"}",
        "{\"a\":1}{\"image_url\":\"data:;base64,aGk=\"}",
        "}{\"image_url\":\"data:;base64,aGk=\"}",
        "{,\"image_url\":\"data:;base64,aGk=\"}",
        "{\"a\":,\"image_url\":\"data:;base64,aGk=\"}",
        "{\"a\":1 2,\"image_url\":\"data:;base64,aGk=\"}",
        "[1}{\"image_url\":\"data:;base64,aGk=\"}",
        "{\"a\":[1},\"image_url\":\"data:;base64,aGk=\"}",
        "{\"a\":1,}{\"image_url\":\"data:;base64,aGk=\"}",
        "{\"a\"}",
        "--x\r\nContent-Disposition: form-data; name=\"image_url\"\r\n\r\ndata:;base64,aGk=",
        "\xff\xfe{\"image_url\":\"data:;base64,aGk=\"}",
        "{\"image_url",
        "{\"image_url\":\"dat",
        "{\"image_url\":\"data:;base64",
        "{\"image_url\":\"\\u00",
        "{\"a\":\"x\\"}) {
    check_untouched(body);
  }
}

TEST_CASE("media scan: stops looking below the reader's depth") {
  const std::string inner = R"({"image_url":"data:;base64,aGk="})";
  const std::string at_bound = std::string(63, '[') + inner + std::string(63, ']');
  CHECK_EQ(scan(at_bound).media.size(), 1);
  check_untouched("[" + at_bound + "]");
  check_untouched(std::string(100'000, '['));
}

TEST_CASE("media scan: ends a picture when the body does") {
  check_media(R"({"image_url":"data:image/png;base64,aG)",
              R"({"image_url":"fluxweir-media:0;image/png)", {"image/png=aG!"});
  check_media(R"({"image_url":"data:image/png;base64,aG\u00)",
              R"({"image_url":"fluxweir-media:0;image/png)", {"image/png=aG!"});
}

TEST_CASE("media scan: agrees with a generator at any cut") {
  std::size_t taken = 0;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    Generator generator(seed);
    generator.object(0);
    CAPTURE(generator.body);
    const Scanned scanned = scan(generator.body);
    REQUIRE_EQ(scanned.body, generator.rest);
    REQUIRE(scanned.media == generator.media);
    taken += scanned.media.size();
  }
  CHECK_GT(taken, 500);
}

TEST_CASE("media scan: survives any bytes") {
  Random random(77);
  static constexpr std::string_view kAlphabet = "{}[]:,\"\\ u0/d1\n\xff";
  static constexpr std::string_view kWords[] = {"\"image_url\":", "\"data:;base64,",
                                                "fluxweir-media:"};
  for (int round = 0; round < 3'000; ++round) {
    std::string body = "{";
    for (int i = 0; i < 40; ++i) {
      if (random.below(4) == 0) {
        body += kWords[random.below(3)];
      } else {
        body += kAlphabet[random.below(kAlphabet.size())];
      }
    }
    CAPTURE(body);
    const Scanned scanned = scan(body);
    if (scanned.media.empty() && body.find("fluxweir-media:") == std::string::npos) {
      REQUIRE_EQ(scanned.body, body);
    }
  }
}

TEST_CASE("media scan: reads its own marks only") {
  CHECK_EQ(read_media_ref("fluxweir-media:3;image/png")->index, 3);
  CHECK_EQ(read_media_ref("fluxweir-media:3;image/png")->type, "image/png");
  CHECK_EQ(read_media_ref("fluxweir-media:0;")->type, "");
  for (const char* text : {"", "fluxweir-media:", "fluxweir-media:3", "fluxweir-media:-1;",
                           "fluxweir-media:03;", "fluxweir-media:16;", "fluxweir-media:x;",
                           "literal:fluxweir-media:0;", "https://example.com/"}) {
    CHECK_FALSE(read_media_ref(text));
  }
}
