// What a prompt asks the painter for: subject, hour, weather, season, colours and details, read
// from single English words. What is not said is left open; the seed decides it later.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "render/colour.h"

namespace fluxweir::render {

enum class Subject : std::uint8_t {
  Abstract,
  Mountains,
  Sea,
  City,
  Forest,
  Desert,
  Meadow,
  Space,
  Portrait,
  StillLife,
};

enum class Hour : std::uint8_t { Dawn, Morning, Noon, Golden, Sunset, Dusk, Night };
enum class Weather : std::uint8_t { Clear, Cloudy, Fog, Rain, Snow, Storm };
enum class Season : std::uint8_t { Spring, Summer, Autumn, Winter };

// Things a picture may hold beside its subject.
enum class Detail : std::uint8_t {
  None,
  Lighthouse,
  Boat,
  Beach,
  Island,
  Lake,
  Street,
  Moon,
  Birds,
  Fox,
  Cat,
  Deer,
  Pines,
  Planet,
  Galaxy,
  Bottle,
  Perfume,
  Vase,
  Cup,
  Fruit,
  Watch,
  Sphere,
  Candle,
};

// What a colour word paints: the picture as a whole, or the thing named right after it.
enum class Paints : std::uint8_t { All, Thing, Sky, Water, Blossom };

struct Tint {
  Ink ink;
  bool neutral = false;  // white, black, grey, silver: steers lightness, not hue
  Paints paints = Paints::All;
};

struct Brief {
  Subject subject = Subject::Abstract;
  std::optional<Hour> hour;
  std::optional<Weather> weather;
  std::optional<Season> season;
  std::vector<Tint> tints;
  std::vector<Detail> details;

  bool has(Detail detail) const;
  // The first tint for `paints`; null when there is none.
  const Tint* tint(Paints paints) const;
};

Brief read_brief(std::string_view prompt);

// Lower-case words of ASCII letters, in order; "emerald-green" is two.
std::vector<std::string> words_of(std::string_view prompt);

}  // namespace fluxweir::render
