#include "render/light.h"

#include <cmath>

namespace fluxweir::render {
namespace {

struct Palette {
  Hour hour;
  Ink zenith, middle, horizon, sun, haze, shade;
};

// Several skies for an hour; the seed picks one.
constexpr Palette kPalettes[] = {
    {Hour::Dawn,
     {.56f, .085f, 268},
     {.74f, .085f, 330},
     {.90f, .085f, 62},
     {.97f, .07f, 80},
     {.83f, .06f, 20},
     {.33f, .055f, 290}},
    {Hour::Dawn,
     {.50f, .075f, 250},
     {.76f, .06f, 250},
     {.91f, .08f, 85},
     {.98f, .08f, 92},
     {.83f, .045f, 250},
     {.30f, .05f, 262}},
    {Hour::Dawn,
     {.48f, .10f, 295},
     {.70f, .11f, 345},
     {.88f, .10f, 48},
     {.97f, .07f, 70},
     {.80f, .08f, 5},
     {.30f, .07f, 310}},
    {Hour::Morning,
     {.60f, .115f, 248},
     {.80f, .065f, 235},
     {.94f, .03f, 95},
     {1.0f, .04f, 95},
     {.87f, .035f, 235},
     {.34f, .05f, 235}},
    {Hour::Morning,
     {.66f, .085f, 225},
     {.84f, .05f, 200},
     {.95f, .045f, 90},
     {1.0f, .05f, 95},
     {.88f, .035f, 190},
     {.33f, .05f, 200}},
    {Hour::Noon,
     {.55f, .135f, 252},
     {.73f, .095f, 243},
     {.90f, .035f, 225},
     {1.0f, .02f, 100},
     {.84f, .04f, 235},
     {.32f, .05f, 220}},
    {Hour::Noon,
     {.58f, .12f, 240},
     {.77f, .08f, 228},
     {.92f, .03f, 205},
     {1.0f, .02f, 100},
     {.86f, .035f, 220},
     {.34f, .055f, 190}},
    {Hour::Golden,
     {.60f, .07f, 245},
     {.82f, .07f, 82},
     {.89f, .12f, 72},
     {.98f, .10f, 85},
     {.85f, .09f, 72},
     {.31f, .055f, 330}},
    {Hour::Golden,
     {.62f, .05f, 215},
     {.84f, .085f, 90},
     {.90f, .12f, 82},
     {.99f, .10f, 92},
     {.86f, .085f, 85},
     {.30f, .05f, 55}},
    {Hour::Golden,
     {.56f, .08f, 280},
     {.78f, .09f, 40},
     {.88f, .125f, 65},
     {.98f, .09f, 80},
     {.82f, .10f, 50},
     {.29f, .065f, 320}},
    {Hour::Sunset,
     {.36f, .105f, 288},
     {.62f, .16f, 10},
     {.82f, .155f, 58},
     {.97f, .12f, 78},
     {.68f, .135f, 28},
     {.24f, .075f, 315}},
    {Hour::Sunset,
     {.40f, .085f, 255},
     {.66f, .12f, 350},
     {.84f, .13f, 50},
     {.97f, .10f, 72},
     {.70f, .115f, 10},
     {.24f, .07f, 290}},
    {Hour::Sunset,
     {.34f, .10f, 310},
     {.56f, .18f, 25},
     {.80f, .165f, 68},
     {.97f, .13f, 85},
     {.66f, .15f, 40},
     {.22f, .07f, 345}},
    {Hour::Dusk,
     {.27f, .085f, 272},
     {.47f, .115f, 305},
     {.74f, .115f, 38},
     {.93f, .08f, 60},
     {.50f, .095f, 310},
     {.17f, .055f, 285}},
    {Hour::Dusk,
     {.26f, .075f, 255},
     {.45f, .095f, 248},
     {.75f, .09f, 65},
     {.94f, .08f, 75},
     {.50f, .075f, 250},
     {.16f, .05f, 258}},
    {Hour::Dusk,
     {.25f, .09f, 290},
     {.46f, .14f, 330},
     {.72f, .14f, 20},
     {.93f, .09f, 50},
     {.50f, .12f, 335},
     {.16f, .06f, 300}},
    {Hour::Night,
     {.15f, .055f, 268},
     {.24f, .075f, 262},
     {.40f, .075f, 245},
     {.95f, .025f, 240},
     {.33f, .065f, 255},
     {.10f, .035f, 268}},
    {Hour::Night,
     {.14f, .06f, 285},
     {.24f, .085f, 280},
     {.42f, .085f, 270},
     {.95f, .03f, 260},
     {.34f, .075f, 278},
     {.10f, .04f, 285}},
    {Hour::Night,
     {.15f, .045f, 235},
     {.25f, .065f, 220},
     {.43f, .065f, 195},
     {.95f, .025f, 200},
     {.34f, .055f, 215},
     {.10f, .03f, 235}},
};

const Palette& pick_palette(Hour hour, Dice& dice) {
  int matching = 0;
  for (const Palette& palette : kPalettes) matching += palette.hour == hour ? 1 : 0;
  int choice = dice.below(matching);
  for (const Palette& palette : kPalettes) {
    if (palette.hour == hour && choice-- == 0) return palette;
  }
  return kPalettes[0];
}

Ink turned(Ink ink, float degrees) { return {ink.l, ink.c, ink.h + degrees}; }

void place_sun(Light& light, Dice& dice) {
  light.sun_x = dice.chance(0.5f) ? dice.range(0.18f, 0.40f) : dice.range(0.60f, 0.82f);
  const bool low = light.hour == Hour::Dawn || light.hour == Hour::Sunset;
  switch (light.hour) {
    case Hour::Dawn:
    case Hour::Sunset:
      light.sun_lift = dice.range(0.06f, 0.26f);
      break;
    case Hour::Golden:
      light.sun_lift = dice.range(0.25f, 0.5f);
      break;
    case Hour::Dusk:
      light.sun_lift = -0.12f;
      break;
    default:
      light.sun_lift = dice.range(0.55f, 0.8f);
      break;
  }
  light.disc = low ? dice.range(0.032f, 0.05f) : dice.range(0.02f, 0.032f);
  if (light.hour == Hour::Noon || light.hour == Hour::Morning) light.disc = 0.022f;
  if (light.hour == Hour::Night) light.disc = dice.range(0.028f, 0.042f);
  if (light.hour == Hour::Dusk) light.disc = 0;
  light.stars = light.hour == Hour::Night ? 1.0f : light.hour == Hour::Dusk ? 0.45f : 0.0f;
  light.strength = light.hour == Hour::Night ? 0.45f : light.hour == Hour::Dusk ? 0.4f : 1.0f;
}

// Clouds, fog and hidden suns; `grey` is how far the colours fade.
float set_weather(Light& light, Dice& dice) {
  light.clouds = dice.range(0.05f, 0.55f);
  light.fog = dice.range(0.15f, 0.45f);
  switch (light.weather) {
    case Weather::Clear:
      return 0;
    case Weather::Cloudy:
      light.clouds = dice.range(0.65f, 0.85f);
      return 0.15f;
    case Weather::Fog:
      light.fog = 0.95f;
      light.clouds = 0.15f;
      light.stars *= 0.2f;
      light.strength *= 0.55f;
      return 0.3f;
    case Weather::Rain:
      light.clouds = 0.9f;
      light.fog = 0.65f;
      break;
    case Weather::Snow:
      light.clouds = 0.7f;
      light.fog = 0.7f;
      light.disc = 0;
      light.strength *= 0.6f;
      return 0.45f;
    case Weather::Storm:
      light.clouds = 1;
      light.fog = 0.35f;
      light.strength *= 0.7f;
      break;
  }
  light.disc = 0;
  light.stars = 0;
  light.strength *= 0.5f;
  return light.weather == Weather::Storm ? 0.75f : 0.6f;
}

}  // namespace

Tinter::Tinter(const Brief& brief, Paints also) {
  for (const Tint& tint : brief.tints) {
    if (tint.paints == Paints::All || tint.paints == also) tints_.push_back(tint);
  }
}

// Several tints share the range of lightness: darker colours go to the first, lighter to the last,
// so that "teal and orange" gives teal shadows and orange lights.
Lab Tinter::shift(Lab lab) const {
  if (tints_.empty()) return lab;
  const std::size_t n = tints_.size();
  std::size_t at =
      static_cast<std::size_t>(clamp01((lab.l - 0.15f) / 0.75f) * static_cast<float>(n));
  if (at >= n) at = n - 1;
  const Tint& tint = tints_[at];
  if (tint.neutral) {
    return {mix(lab.l, tint.ink.l, 0.5f), lab.a * 0.25f, lab.b * 0.25f};
  }
  const Lab want = to_lab(tint.ink);
  const float chroma = std::sqrt(lab.a * lab.a + lab.b * lab.b);
  // Very dark and very light colours can't carry much chroma.
  const float room = clamp01(lab.l * 1.8f) * clamp01((1.04f - lab.l) * 3.2f);
  const float goal = mix(chroma, tint.ink.c * 0.85f, 0.7f) * room / tint.ink.c;
  const float l = lab.l + (tint.ink.l - 0.62f) * 0.35f;
  return {clamp01(l), mix(lab.a, want.a * goal, 0.86f), mix(lab.b, want.b * goal, 0.86f)};
}

Rgb Tinter::partly(Ink ink, float share) const {
  const Lab own = to_lab(ink);
  const Lab moved = shift(own);
  return to_rgb(
      Lab{mix(own.l, moved.l, share), mix(own.a, moved.a, share), mix(own.b, moved.b, share)});
}

Light choose_light(const Brief& brief, Dice& dice) {
  constexpr Hour kPleasant[] = {Hour::Dawn,   Hour::Morning, Hour::Golden, Hour::Golden,
                                Hour::Sunset, Hour::Dusk,    Hour::Noon};
  Light light;
  light.hour = kPleasant[dice.below(7)];
  const bool dull = brief.weather == Weather::Storm || brief.weather == Weather::Rain ||
                    brief.weather == Weather::Snow;
  if (dull) light.hour = dice.chance(0.5f) ? Hour::Dusk : Hour::Morning;
  if (brief.hour) light.hour = *brief.hour;
  light.weather = brief.weather ? *brief.weather : Weather::Clear;
  const Palette& palette = pick_palette(light.hour, dice);
  const float turn = dice.range(-9, 9);
  place_sun(light, dice);
  const float grey = set_weather(light, dice);
  const Tinter tint(brief, Paints::Sky);
  const auto colour = [&](Ink ink, float fade) {
    Ink own = turned(ink, turn);
    own.c *= 1 - fade;
    own.l *= light.weather == Weather::Storm ? 1 - 0.42f * fade : 1 - 0.05f * grey;
    // Bad weather drains colours towards a cold grey.
    if (grey > 0.4f) own.h = 250 + (own.h - 250) * 0.3f;
    return tint(own);
  };
  light.zenith = colour(palette.zenith, grey);
  light.middle = colour(palette.middle, grey);
  light.horizon = colour(palette.horizon, grey);
  light.haze = colour(palette.haze, grey * 0.8f);
  light.shade = colour(palette.shade, grey * 0.6f);
  Ink sun = turned(palette.sun, turn);
  sun.c *= 1 - grey;
  light.sun = tint.partly(sun, 0.55f);
  light.cloud_lit = mix(light.horizon, light.sun, 0.6f * (1 - grey));
  light.cloud_dark = mix(light.middle, light.shade, light.weather == Weather::Storm ? 0.6f : 0.3f);
  return light;
}

}  // namespace fluxweir::render
