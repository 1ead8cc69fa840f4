#include "prompt/styles.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/prompt/corpus.h"
#include "json/tree.h"

using namespace fluxweir;

namespace {

json::Tree document() { return *json::parse_tree(embedded::styles); }

// "path rule" of every fault.
std::vector<std::string> faults(const json::Tree& tree) {
  const auto styles = prompt::load_styles(json::dump_tree(tree));
  std::vector<std::string> lines;
  if (styles) return lines;
  CHECK_EQ(styles.error().code, ErrorCode::InvalidParameter);
  for (const Fault& fault : styles.error().faults) lines.push_back(fault.path + " " + fault.rule);
  return lines;
}

bool holds(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

TEST_CASE("styles: the built-in document loads") {
  CHECK(faults(document()).empty());
  const auto styles = prompt::load_styles(embedded::styles);
  REQUIRE(styles.has_value());
  CHECK_FALSE(styles->version.empty());
  for (const char* name : {"portrait", "fashion", "product", "creative", "raw"}) {
    const auto at = std::find(prompt::kSetNames.begin(), prompt::kSetNames.end(), name);
    for (const auto& variants :
         styles->sets[static_cast<std::size_t>(at - prompt::kSetNames.begin())]) {
      CHECK_GE(variants.size(), 2u);
    }
  }
}

TEST_CASE("styles: an empty document lacks every member") {
  const auto lines = faults(json::Tree::object());
  CHECK_EQ(lines,
           std::vector<std::string>{"/version missing", "/facets missing", "/words missing",
                                    "/negations missing", "/flags missing", "/phrases missing"});
  CHECK_EQ(faults(json::Tree::array()), std::vector<std::string>{" type"});
}

TEST_CASE("styles: names every fault at once") {
  json::Tree tree = document();
  tree["version"] = 3;
  tree["extra/member"] = true;
  tree["facets"].erase("mood");
  tree["facets"]["smell"] = json::Tree::array();
  tree["facets"]["style"][0] = 7;
  tree["words"]["people"][1] = "...";
  tree["words"]["goods"] = "bottle";
  tree["negations"][0].erase("prefer");
  tree["negations"][1]["terms"] = 1;
  tree["negations"][2] = "no";
  tree["flags"]["ar"] = 5;
  tree["phrases"]["portrait"]["style"][0] = "";
  tree["phrases"]["portrait"]["lighting"] = "soft";
  tree["phrases"]["portrait"]["smell"] = json::Tree::array();
  tree["phrases"]["landscape"] = json::Tree::object();
  const auto lines = faults(tree);
  for (const char* line :
       {"/version type", "/extra~1member unknown", "/facets/mood missing", "/facets/smell unknown",
        "/facets/style/0 type", "/words/people/1 format", "/words/goods type",
        "/negations/0/prefer missing", "/negations/1/terms type", "/negations/2 type",
        "/flags/ar type", "/phrases/portrait/style/0 length", "/phrases/portrait/lighting type",
        "/phrases/portrait/smell unknown", "/phrases/landscape unknown"}) {
    INFO(std::string(line));
    CHECK(holds(lines, line));
  }
  CHECK_EQ(lines.size(), 15u);
}

TEST_CASE("styles: harmful phrases are refused") {
  const auto refused = [](const char* set, const char* phrase, const char* rule) {
    json::Tree tree = document();
    tree["phrases"][set]["mood"][0] = phrase;
    INFO(std::string(phrase));
    CHECK(holds(faults(tree), "/phrases/" + std::string(set) + "/mood/0 " + rule));
  };
  refused("creative", "a mood of two lights", "format");          // number
  refused("creative", "a mood of deep blue shades", "format");    // colour
  refused("creative", "a mood seen from above here", "format");   // position
  refused("creative", "a mood for young people here", "format");  // age
  refused("creative", "a masterpiece of calm mood", "format");    // quality
  refused("creative", "a calm mood, very still", "format");       // punctuation
  refused("creative", "A calm and still mood", "format");         // case
  refused("creative", "shot with an 85mm lens here", "format");   // digits
  refused("creative", "a calm  and still mood", "format");        // spaces
  refused("creative", "a calm mood", "length");
  refused("raw", "a glossy and calm mood", "format");
  refused("medium", "a calm mood through the lens", "format");
  refused("medium", "a glossy and calm mood", "format");
  refused("graphic", "a calm mood like a photo", "format");
}

TEST_CASE("styles: conditions of a phrase are checked") {
  json::Tree tree = document();
  json::Tree& mood = tree["phrases"]["creative"]["mood"];
  mood[0] = json::Tree{{"text", "a calm and quiet mood"}, {"with", "cats"}, {"shape", "round"}};
  mood[1] = json::Tree{{"when", "now"}};
  const auto lines = faults(tree);
  CHECK_EQ(lines, std::vector<std::string>{"/phrases/creative/mood/0/with one_of",
                                           "/phrases/creative/mood/0/shape one_of",
                                           "/phrases/creative/mood/1/when unknown",
                                           "/phrases/creative/mood/1/text missing"});
}

TEST_CASE("styles: broken JSON is said to be that") {
  CHECK_EQ(prompt::load_styles("{\"version\":").error().code, ErrorCode::InvalidJson);
}
