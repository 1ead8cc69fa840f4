#include "render/paint.h"

#include <algorithm>
#include <variant>

#include "render/abstract.h"
#include "render/city.h"
#include "render/finish.h"
#include "render/forest.h"
#include "render/land.h"
#include "render/meadow.h"
#include "render/portrait.h"
#include "render/request.h"
#include "render/sea.h"
#include "render/space.h"
#include "render/still.h"
#include "render/weather.h"

namespace fluxweir {
namespace render {
namespace {

constexpr std::int32_t kBandRows = 16;

using Scene = std::variant<Flow, Land, Sea, City, Space, Forest, Meadow, Portrait, Still>;

Scene plan(const Studio& studio) {
  switch (studio.brief.subject) {
    case Subject::Mountains:
    case Subject::Desert:
      return Land(studio);
    case Subject::Sea:
      return Sea(studio);
    case Subject::City:
      return City(studio);
    case Subject::Space:
      return Space(studio);
    case Subject::Forest:
      return Forest(studio);
    case Subject::Meadow:
      return Meadow(studio);
    case Subject::Portrait:
      return Portrait(studio);
    case Subject::StillLife:
      return Still(studio);
    default:
      return Flow(studio);
  }
}

void paint_band(const Scene& scene, Band& band, const Plate* echo) {
  std::visit([&](const auto& composition) { composition.paint(band, echo); }, scene);
}

// The whole picture, reduced.
Plate preview(const Scene& scene, const Frame& frame) {
  Plate plate = make_plate(frame, 560);
  Band band{0, plate.height, plate.width, 1 / plate.per_unit, {}};
  band.pixels.resize(plate.pixels.size());
  paint_band(scene, band, nullptr);
  plate.pixels = std::move(band.pixels);
  return plate;
}

Raster render_picture(const PaintRequest& request) {
  const Studio studio(request.prompt, request.seed, request.size);
  const Scene scene = plan(studio);
  const Plate echo = preview(scene, studio.frame);
  const Plate bloom = bloom_of(echo);
  const Falling falling(studio);
  const Finish finish(studio.frame, &bloom, request.raw, request.seed);
  Raster out;
  out.size = request.size;
  out.rgb.resize(static_cast<std::size_t>(request.size.pixels()) * 3);
  Band band;
  band.width = request.size.width;
  band.pixel = 1 / studio.frame.unit;
  band.pixels.resize(static_cast<std::size_t>(band.width) * kBandRows);
  for (band.top = 0; band.top < request.size.height; band.top += kBandRows) {
    band.rows = std::min(kBandRows, request.size.height - band.top);
    paint_band(scene, band, &echo);
    falling.paint(band);
    finish.develop(band, out);
  }
  return out;
}

}  // namespace

Studio::Studio(std::string_view prompt, std::uint64_t picture_seed, Size size)
    : seed(picture_seed * 0x9E3779B97F4A7C15u + 0x632BE59BD9B4E019u),
      brief(read_brief(prompt)),
      frame(frame_of(size)),
      cloud(Tile::Kind::Cloud, static_cast<std::uint32_t>(seed >> 32)),
      relief(Tile::Kind::Relief, static_cast<std::uint32_t>(seed >> 32) + 999u) {
  Dice dice(seed, 1);
  light = choose_light(brief, dice);
}

}  // namespace render

Result<Raster> paint(const PaintRequest& request, const Raster* reference) {
  std::vector<Fault> faults = paint_faults(request);
  if (!faults.empty()) {
    return fail({.code = ErrorCode::InvalidParameter,
                 .message = "the painter can't make this picture; see the faults",
                 .faults = std::move(faults),
                 .retry_after = {}});
  }
  const bool replaced = reference != nullptr && request.strength_thousandths == 1000;
  Raster picture;
  if (replaced) {
    picture.size = request.size;
    picture.rgb.resize(static_cast<std::size_t>(request.size.pixels()) * 3);
  } else {
    picture = render::render_picture(request);
  }
  if (reference != nullptr) {
    render::blend_reference(picture, *reference, request.strength_thousandths);
  }
  if (request.mark) render::stamp_mark(picture);
  return picture;
}

}  // namespace fluxweir
