#include "render/words.h"

#include <algorithm>

namespace fluxweir::render {
namespace {

struct ColourWord {
  std::string_view word;
  Ink ink;
  bool neutral = false;
};

// Near the CSS colours of the same names, in OKLCH.
constexpr ColourWord kColours[] = {
    {"red", {.60f, .23f, 27}},           {"crimson", {.52f, .21f, 20}},
    {"scarlet", {.60f, .23f, 31}},       {"ruby", {.48f, .20f, 15}},
    {"burgundy", {.36f, .13f, 15}},      {"maroon", {.36f, .14f, 25}},
    {"coral", {.73f, .16f, 35}},         {"salmon", {.75f, .12f, 33}},
    {"orange", {.74f, .17f, 58}},        {"rust", {.52f, .14f, 42}},
    {"terracotta", {.60f, .12f, 42}},    {"copper", {.60f, .11f, 52}},
    {"amber", {.80f, .16f, 76}},         {"gold", {.82f, .15f, 88}},
    {"golden", {.82f, .15f, 88}},        {"ochre", {.68f, .13f, 78}},
    {"yellow", {.90f, .18f, 103}},       {"lemon", {.93f, .17f, 106}},
    {"lime", {.85f, .22f, 128}},         {"olive", {.55f, .11f, 112}},
    {"green", {.60f, .17f, 143}},        {"emerald", {.64f, .16f, 157}},
    {"jade", {.64f, .12f, 163}},         {"mint", {.86f, .09f, 165}},
    {"teal", {.54f, .10f, 195}},         {"turquoise", {.78f, .12f, 187}},
    {"cyan", {.80f, .14f, 200}},         {"aqua", {.80f, .13f, 200}},
    {"azure", {.62f, .17f, 250}},        {"blue", {.50f, .21f, 261}},
    {"sapphire", {.44f, .18f, 263}},     {"cobalt", {.45f, .19f, 262}},
    {"navy", {.28f, .12f, 265}},         {"indigo", {.38f, .18f, 282}},
    {"violet", {.52f, .23f, 297}},       {"lavender", {.76f, .10f, 298}},
    {"lilac", {.76f, .11f, 312}},        {"purple", {.48f, .22f, 306}},
    {"plum", {.42f, .13f, 325}},         {"magenta", {.62f, .27f, 330}},
    {"fuchsia", {.64f, .27f, 332}},      {"pink", {.78f, .15f, 353}},
    {"rose", {.66f, .19f, 8}},           {"blush", {.82f, .08f, 15}},
    {"brown", {.44f, .09f, 55}},         {"sepia", {.52f, .08f, 68}},
    {"chocolate", {.38f, .08f, 50}},     {"beige", {.86f, .05f, 85}},
    {"white", {.96f, .01f, 90}, true},   {"ivory", {.95f, .02f, 95}, true},
    {"black", {.16f, .01f, 270}, true},  {"charcoal", {.28f, .01f, 260}, true},
    {"grey", {.56f, .01f, 260}, true},   {"gray", {.56f, .01f, 260}, true},
    {"silver", {.76f, .01f, 250}, true},
};

struct SubjectWord {
  std::string_view word;
  Subject subject;
  Detail detail = Detail::None;
};

constexpr SubjectWord kSubjects[] = {
    {"mountain", Subject::Mountains},
    {"mountains", Subject::Mountains},
    {"alps", Subject::Mountains},
    {"peak", Subject::Mountains},
    {"peaks", Subject::Mountains},
    {"hill", Subject::Mountains},
    {"hills", Subject::Mountains},
    {"valley", Subject::Mountains},
    {"landscape", Subject::Mountains},
    {"fjord", Subject::Mountains, Detail::Lake},
    {"lake", Subject::Mountains, Detail::Lake},
    {"river", Subject::Mountains, Detail::Lake},
    {"sea", Subject::Sea},
    {"ocean", Subject::Sea},
    {"coast", Subject::Sea, Detail::Island},
    {"wave", Subject::Sea},
    {"waves", Subject::Sea},
    {"island", Subject::Sea, Detail::Island},
    {"harbour", Subject::Sea, Detail::Boat},
    {"harbor", Subject::Sea, Detail::Boat},
    {"beach", Subject::Sea, Detail::Beach},
    {"shore", Subject::Sea, Detail::Beach},
    {"lighthouse", Subject::Sea, Detail::Lighthouse},
    {"boat", Subject::Sea, Detail::Boat},
    {"boats", Subject::Sea, Detail::Boat},
    {"sailboat", Subject::Sea, Detail::Boat},
    {"ship", Subject::Sea, Detail::Boat},
    {"sailing", Subject::Sea, Detail::Boat},
    {"city", Subject::City},
    {"skyline", Subject::City},
    {"town", Subject::City},
    {"skyscraper", Subject::City},
    {"skyscrapers", Subject::City},
    {"cityscape", Subject::City},
    {"cyberpunk", Subject::City, Detail::Street},
    {"tokyo", Subject::City, Detail::Street},
    {"street", Subject::City, Detail::Street},
    {"alley", Subject::City, Detail::Street},
    {"forest", Subject::Forest},
    {"forests", Subject::Forest},
    {"woods", Subject::Forest},
    {"woodland", Subject::Forest},
    {"jungle", Subject::Forest},
    {"tree", Subject::Forest},
    {"trees", Subject::Forest},
    {"desert", Subject::Desert},
    {"dune", Subject::Desert},
    {"dunes", Subject::Desert},
    {"sahara", Subject::Desert},
    {"canyon", Subject::Desert},
    {"flower", Subject::Meadow},
    {"flowers", Subject::Meadow},
    {"wildflowers", Subject::Meadow},
    {"poppies", Subject::Meadow},
    {"tulips", Subject::Meadow},
    {"roses", Subject::Meadow},
    {"sunflowers", Subject::Meadow},
    {"blossom", Subject::Meadow},
    {"meadow", Subject::Meadow},
    {"garden", Subject::Meadow},
    {"field", Subject::Meadow},
    {"grass", Subject::Meadow},
    {"space", Subject::Space},
    {"nebula", Subject::Space},
    {"cosmos", Subject::Space},
    {"universe", Subject::Space},
    {"stars", Subject::Space},
    {"planet", Subject::Space, Detail::Planet},
    {"planets", Subject::Space, Detail::Planet},
    {"saturn", Subject::Space, Detail::Planet},
    {"galaxy", Subject::Space, Detail::Galaxy},
    {"portrait", Subject::Portrait},
    {"headshot", Subject::Portrait},
    {"person", Subject::Portrait},
    {"face", Subject::Portrait},
    {"woman", Subject::Portrait},
    {"man", Subject::Portrait},
    {"girl", Subject::Portrait},
    {"boy", Subject::Portrait},
    {"model", Subject::Portrait},
    {"bottle", Subject::StillLife, Detail::Bottle},
    {"wine", Subject::StillLife, Detail::Bottle},
    {"perfume", Subject::StillLife, Detail::Perfume},
    {"cosmetic", Subject::StillLife, Detail::Perfume},
    {"skincare", Subject::StillLife, Detail::Perfume},
    {"vase", Subject::StillLife, Detail::Vase},
    {"pottery", Subject::StillLife, Detail::Vase},
    {"ceramic", Subject::StillLife, Detail::Vase},
    {"cup", Subject::StillLife, Detail::Cup},
    {"mug", Subject::StillLife, Detail::Cup},
    {"coffee", Subject::StillLife, Detail::Cup},
    {"tea", Subject::StillLife, Detail::Cup},
    {"bowl", Subject::StillLife, Detail::Fruit},
    {"fruit", Subject::StillLife, Detail::Fruit},
    {"apple", Subject::StillLife, Detail::Fruit},
    {"apples", Subject::StillLife, Detail::Fruit},
    {"lemons", Subject::StillLife, Detail::Fruit},
    {"oranges", Subject::StillLife, Detail::Fruit},
    {"watch", Subject::StillLife, Detail::Watch},
    {"clock", Subject::StillLife, Detail::Watch},
    {"sphere", Subject::StillLife, Detail::Sphere},
    {"ball", Subject::StillLife, Detail::Sphere},
    {"candle", Subject::StillLife, Detail::Candle},
    {"product", Subject::StillLife},
    {"shoe", Subject::StillLife},
    {"sneaker", Subject::StillLife},
    {"jewelry", Subject::StillLife},
    {"packaging", Subject::StillLife},
    {"abstract", Subject::Abstract},
    {"pattern", Subject::Abstract},
};

// Guests: they bring their own stage when nothing else is named.
constexpr SubjectWord kDetails[] = {
    {"fox", Subject::Mountains, Detail::Fox},     {"wolf", Subject::Mountains, Detail::Fox},
    {"dog", Subject::Mountains, Detail::Fox},     {"cat", Subject::Mountains, Detail::Cat},
    {"kitten", Subject::Mountains, Detail::Cat},  {"deer", Subject::Mountains, Detail::Deer},
    {"stag", Subject::Mountains, Detail::Deer},   {"bird", Subject::Mountains, Detail::Birds},
    {"birds", Subject::Mountains, Detail::Birds}, {"eagle", Subject::Mountains, Detail::Birds},
    {"geese", Subject::Mountains, Detail::Birds}, {"gulls", Subject::Sea, Detail::Birds},
    {"pine", Subject::Mountains, Detail::Pines},  {"pines", Subject::Mountains, Detail::Pines},
    {"moon", Subject::Mountains, Detail::Moon},   {"moonlit", Subject::Mountains, Detail::Moon},
};

struct HourWord {
  std::string_view word;
  Hour hour;
};
constexpr HourWord kHours[] = {
    {"dawn", Hour::Dawn},     {"sunrise", Hour::Dawn},    {"morning", Hour::Morning},
    {"noon", Hour::Noon},     {"midday", Hour::Noon},     {"day", Hour::Noon},
    {"daylight", Hour::Noon}, {"sunny", Hour::Noon},      {"afternoon", Hour::Golden},
    {"sunset", Hour::Sunset}, {"evening", Hour::Dusk},    {"dusk", Hour::Dusk},
    {"twilight", Hour::Dusk}, {"night", Hour::Night},     {"midnight", Hour::Night},
    {"moonlit", Hour::Night}, {"moonlight", Hour::Night}, {"starry", Hour::Night},
    {"neon", Hour::Night},    {"moon", Hour::Night},      {"aurora", Hour::Night},
};

struct WeatherWord {
  std::string_view word;
  Weather weather;
};
constexpr WeatherWord kWeathers[] = {
    {"clear", Weather::Clear},        {"cloudy", Weather::Cloudy}, {"clouds", Weather::Cloudy},
    {"overcast", Weather::Cloudy},    {"fog", Weather::Fog},       {"foggy", Weather::Fog},
    {"mist", Weather::Fog},           {"misty", Weather::Fog},     {"haze", Weather::Fog},
    {"hazy", Weather::Fog},           {"rain", Weather::Rain},     {"rainy", Weather::Rain},
    {"snow", Weather::Snow},          {"snowy", Weather::Snow},    {"snowfall", Weather::Snow},
    {"blizzard", Weather::Snow},      {"storm", Weather::Storm},   {"stormy", Weather::Storm},
    {"thunderstorm", Weather::Storm},
};

struct SeasonWord {
  std::string_view word;
  Season season;
};
constexpr SeasonWord kSeasons[] = {
    {"spring", Season::Spring},   {"summer", Season::Summer}, {"autumn", Season::Autumn},
    {"autumnal", Season::Autumn}, {"fall", Season::Autumn},   {"winter", Season::Winter},
    {"wintry", Season::Winter},   {"frozen", Season::Winter},
};

template <class Row, std::size_t N>
const Row* find_row(const Row (&rows)[N], std::string_view word) {
  for (const Row& row : rows) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

// What the colour at word `at` paints, by the one or two words after it.
Paints target(const std::vector<std::string>& words, std::size_t at) {
  for (std::size_t i = at + 1; i < words.size() && i <= at + 2; ++i) {
    const std::string& word = words[i];
    if (word == "sky" || word == "skies" || word == "clouds") return Paints::Sky;
    if (word == "sea" || word == "ocean" || word == "water" || word == "lake") return Paints::Water;
    if (find_row(kDetails, word) != nullptr) return Paints::Thing;
    const SubjectWord* row = find_row(kSubjects, word);
    if (row == nullptr) continue;
    if (row->subject == Subject::Meadow && word != "meadow" && word != "field") {
      return Paints::Blossom;
    }
    if (row->subject == Subject::StillLife || row->detail == Detail::Lighthouse ||
        row->detail == Detail::Boat || row->detail == Detail::Planet) {
      return Paints::Thing;
    }
  }
  return Paints::All;
}

// Later words of weight win over scenery that any picture may mention.
int weight_of(const SubjectWord& row) {
  if (row.subject == Subject::Abstract) return 4;
  if (row.subject == Subject::Portrait || row.subject == Subject::StillLife) return 3;
  if (row.word == "stars" || row.word == "field" || row.word == "tree" || row.word == "grass" ||
      row.word == "model" || row.word == "landscape") {
    return 1;
  }
  return 2;
}

void read_subject(const std::vector<std::string>& words, Brief& brief) {
  int best = 0;
  for (const std::string& word : words) {
    const SubjectWord* row = find_row(kSubjects, word);
    if (row == nullptr) continue;
    if (row->detail != Detail::None) brief.details.push_back(row->detail);
    if (weight_of(*row) <= best) continue;
    best = weight_of(*row);
    brief.subject = row->subject;
  }
  for (const std::string& word : words) {
    const SubjectWord* row = find_row(kDetails, word);
    if (row == nullptr) continue;
    brief.details.push_back(row->detail);
    if (best == 0) brief.subject = row->subject;
  }
}

void read_hour(const std::vector<std::string>& words, Brief& brief) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool golden = words[i] == "golden" && i + 1 < words.size() && words[i + 1] == "hour";
    const HourWord* row = find_row(kHours, words[i]);
    if (golden) brief.hour = Hour::Golden;
    if (row != nullptr && !brief.hour) brief.hour = row->hour;
    const WeatherWord* weather = find_row(kWeathers, words[i]);
    if (weather != nullptr && !brief.weather) brief.weather = weather->weather;
    const SeasonWord* season = find_row(kSeasons, words[i]);
    if (season != nullptr && !brief.season) brief.season = season->season;
  }
}

}  // namespace

bool Brief::has(Detail detail) const {
  return std::find(details.begin(), details.end(), detail) != details.end();
}

const Tint* Brief::tint(Paints paints) const {
  for (const Tint& tint : tints) {
    if (tint.paints == paints) return &tint;
  }
  return nullptr;
}

std::vector<std::string> words_of(std::string_view prompt) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : prompt) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z')) {
      word += upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

Brief read_brief(std::string_view prompt) {
  const std::vector<std::string> words = words_of(prompt);
  Brief brief;
  read_subject(words, brief);
  read_hour(words, brief);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const ColourWord* row = find_row(kColours, words[i]);
    if (row == nullptr) continue;
    if (words[i] == "golden" && i + 1 < words.size() && words[i + 1] == "hour") continue;
    brief.tints.push_back({row->ink, row->neutral, target(words, i)});
  }
  return brief;
}

}  // namespace fluxweir::render
