// The models that callers can ask for: names, limits, sizes and prices, loaded from
// edge-config/models.json or from an operator's own file. A new model is a new row of data; no code
// knows a model by name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "image/parameter.h"

namespace fluxweir {

struct Price {
  enum class Per : std::uint8_t { Image, Megapixel };
  MicroUsd amount;
  Per per = Per::Image;
  bool whole_megapixels = false;  // some vendors round up to whole megapixels
};

// What `pictures` pictures of `size` cost: exact per image; ceil(pixels x price / 10^6) a picture
// per megapixel.
MicroUsd price_of(const Price& price, Size size, std::int32_t pictures);

// The limits that one model sets for one parameter. Decimals are in thousandths.
struct ParamLimits {
  bool taken = false;               // false: the model has no such parameter
  std::optional<std::int64_t> min;  // Text: least characters. Decimal: x 1000
  std::optional<std::int64_t> max;
  std::string fallback;              // the default as a JSON token; empty: none
  std::vector<std::string> choices;  // Choice only
};

struct Sizing {
  enum class By : std::uint8_t { AspectRatio, ImageSize };
  By by = By::AspectRatio;
  std::int32_t side = 2048;      // pixels; side x side is the target area of a ratio
  std::int32_t step = 64;        // both sides are multiples of it
  std::int32_t min_side = 256;   // ImageSize only
  std::int32_t max_side = 1440;  // ImageSize only
};

// One line of the model's public card.
struct CardLine {
  std::string name;
  std::string value;
  std::string note;
  std::string source;  // "vendor" or "measured"
  std::string date;    // when it was read or measured, YYYY-MM-DD
};

struct Model {
  std::string id;
  std::string title;
  std::string family;
  std::string description;
  std::vector<std::string> aliases;
  Price price;
  std::string licence;
  bool licence_must_be_accepted = false;
  Sizing sizing;
  std::array<ParamLimits, kParamCount> limits;
  std::vector<CardLine> card;
  Millis typical{10'000};  // from submit to picture, a first guess
  // What the model is called by the wire of a codec: {"bfl", "flux-pro-1.1-ultra"}.
  std::vector<std::pair<std::string, std::string>> wire_names;

  const ParamLimits& limit(Param param) const { return limits[static_cast<std::size_t>(param)]; }
};

class Catalog {
 public:
  // Fails with InvalidParameter and one fault per mistake, each with its JSON pointer.
  static Result<Catalog> load(std::string_view text);

  std::span<const Model> models() const { return models_; }
  // By id or alias, ASCII case ignored; null when nobody is called that.
  const Model* find(std::string_view name) const;

 private:
  std::vector<Model> models_;
};

// A W:H ratio in lowest terms, so that 16:9 and 32:18 are the same value. Both sides are at
// least 1.
struct Ratio {
  std::int64_t width = 16;
  std::int64_t height = 9;
  bool operator==(const Ratio&) const = default;
};
// "W:H", whole or decimal ("2.39:1"), up to six digits a side. Nothing when it is not that or a
// side is zero.
std::optional<Ratio> read_ratio(std::string_view text);
std::string ratio_text(Ratio ratio);
Ratio ratio_of(Size size);
// Between 21:9 and 9:21, both included.
bool is_legal(Ratio ratio);

// Pixels for a ratio: each side is the multiple of `step` nearest to that of a picture with side x
// side pixels. 16:9 at side 2048 and step 64 is 2752x1536. Source: provider-apis 7.2.
Size size_for_ratio(Ratio ratio, const Sizing& sizing);

}  // namespace fluxweir
