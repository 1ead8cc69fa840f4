#include "render/creature.h"

#include <iterator>

namespace fluxweir::render {

// Sitting, tail around the feet.
Outline fox_outline() {
  static constexpr Point kPoints[] = {
      {-0.10f, 0.0f},   {-0.34f, 0.0f},   {-0.52f, -0.03f},  {-0.62f, -0.12f}, {-0.58f, -0.22f},
      {-0.44f, -0.20f}, {-0.33f, -0.16f}, {-0.32f, -0.30f},  {-0.26f, -0.46f}, {-0.15f, -0.60f},
      {-0.06f, -0.70f}, {-0.04f, -0.80f}, {-0.055f, -0.93f}, {-0.045f, -1.0f}, {0.015f, -0.93f},
      {0.06f, -0.885f}, {0.10f, -0.895f}, {0.125f, -0.99f},  {0.165f, -0.92f}, {0.18f, -0.84f},
      {0.23f, -0.775f}, {0.33f, -0.715f}, {0.335f, -0.69f},  {0.26f, -0.665f}, {0.17f, -0.635f},
      {0.15f, -0.56f},  {0.17f, -0.44f},  {0.165f, -0.28f},  {0.175f, -0.10f}, {0.21f, -0.03f},
      {0.22f, 0.0f},    {0.06f, 0.0f}};
  return curve_through(Outline(std::begin(kPoints), std::end(kPoints)), 6);
}

Outline cat_outline() {
  static constexpr Point kPoints[] = {
      {-0.08f, 0.0f},   {-0.30f, 0.0f},   {-0.38f, -0.10f}, {-0.37f, -0.26f}, {-0.30f, -0.44f},
      {-0.19f, -0.58f}, {-0.10f, -0.66f}, {-0.12f, -0.76f}, {-0.11f, -0.86f}, {-0.12f, -0.98f},
      {-0.10f, -1.0f},  {-0.03f, -0.92f}, {0.04f, -0.905f}, {0.10f, -0.92f},  {0.165f, -1.0f},
      {0.185f, -0.98f}, {0.185f, -0.86f}, {0.20f, -0.76f},  {0.15f, -0.67f},  {0.11f, -0.62f},
      {0.15f, -0.48f},  {0.16f, -0.30f},  {0.15f, -0.12f},  {0.19f, -0.03f},  {0.19f, 0.0f},
      {0.05f, 0.0f}};
  return curve_through(Outline(std::begin(kPoints), std::end(kPoints)), 6);
}

// Standing stag; the antlers are branches of the same outline.
Outline deer_outline() {
  static constexpr Point kPoints[] = {
      {-0.36f, 0.0f},   {-0.33f, -0.14f},  {-0.35f, -0.26f},  {-0.37f, -0.38f}, {-0.41f, -0.46f},
      {-0.40f, -0.54f}, {-0.34f, -0.585f}, {-0.18f, -0.575f}, {0.0f, -0.565f},  {0.11f, -0.60f},
      {0.19f, -0.70f},  {0.235f, -0.80f},  {0.20f, -0.855f},  {0.235f, -0.86f}, {0.265f, -0.845f},
      {0.245f, -0.93f}, {0.17f, -0.99f},   {0.135f, -1.08f},  {0.15f, -1.18f},  {0.165f, -1.08f},
      {0.19f, -1.02f},  {0.205f, -1.10f},  {0.235f, -1.20f},  {0.235f, -1.10f}, {0.225f, -1.01f},
      {0.27f, -0.945f}, {0.29f, -0.86f},   {0.34f, -0.81f},   {0.43f, -0.755f}, {0.425f, -0.73f},
      {0.34f, -0.725f}, {0.29f, -0.70f},   {0.25f, -0.58f},   {0.225f, -0.46f}, {0.19f, -0.38f},
      {0.195f, -0.20f}, {0.205f, 0.0f},    {0.165f, 0.0f},    {0.15f, -0.20f},  {0.125f, -0.34f},
      {0.10f, -0.34f},  {0.10f, -0.20f},   {0.11f, 0.0f},     {0.07f, 0.0f},    {0.06f, -0.20f},
      {0.045f, -0.35f}, {-0.12f, -0.35f},  {-0.22f, -0.375f}, {-0.24f, -0.27f}, {-0.215f, -0.14f},
      {-0.235f, 0.0f},  {-0.275f, 0.0f},   {-0.26f, -0.14f},  {-0.29f, -0.25f}, {-0.295f, -0.15f},
      {-0.32f, 0.0f}};
  return curve_through(Outline(std::begin(kPoints), std::end(kPoints)), 4);
}

Outline bird_outline(float beat) {
  const float tip = -0.05f - beat * 0.26f;
  const float elbow = -0.09f - beat * 0.14f;
  const Outline points = {{-0.5f, tip},    {-0.27f, elbow - 0.015f}, {-0.08f, -0.045f},
                          {0.0f, -0.055f}, {0.075f, -0.045f},        {0.27f, elbow - 0.015f},
                          {0.5f, tip},     {0.27f, elbow + 0.035f},  {0.07f, 0.015f},
                          {0.0f, 0.035f},  {-0.07f, 0.015f},         {-0.27f, elbow + 0.035f}};
  return curve_through(points, 4);
}

Outline hull_outline() {
  return curve_through({{-0.42f, -0.075f},
                        {-0.15f, -0.06f},
                        {0.2f, -0.07f},
                        {0.52f, -0.115f},
                        {0.46f, -0.05f},
                        {0.36f, 0.0f},
                        {0.0f, 0.012f},
                        {-0.34f, 0.0f},
                        {-0.41f, -0.04f}},
                       5);
}

Outline sail_outline() {
  return {{0.03f, -1.0f},   {0.005f, -0.75f}, {-0.05f, -0.5f}, {-0.13f, -0.3f},
          {-0.24f, -0.14f}, {-0.09f, -0.12f}, {0.04f, -0.12f}, {0.04f, -0.5f}};
}

Outline jib_outline() {
  return {{0.065f, -0.86f}, {0.12f, -0.62f}, {0.22f, -0.38f}, {0.36f, -0.2f},
          {0.44f, -0.15f},  {0.25f, -0.15f}, {0.07f, -0.13f}, {0.075f, -0.5f}};
}

void add_flock(std::vector<Figure>& figures, Dice& dice, Point at, float size, int count,
               Rgb colour) {
  for (int i = 0; i < count; ++i) {
    const float along = static_cast<float>(i) - static_cast<float>(count) * 0.4f;
    const float side = along < 0 ? -along : along;
    const float x = at.x + (along * 0.85f + dice.range(-0.3f, 0.3f)) * size;
    const float y = at.y + (side * 0.4f + dice.range(-0.25f, 0.25f)) * size;
    const float own = size * dice.range(0.55f, 1.0f);
    const float beat = dice.unit();
    figures.push_back({placed(bird_outline(beat), {x, y}, own), colour, 0.85f});
  }
}

void paint_figures(Band& band, const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) fill(band, figure.outline, figure.colour, figure.opacity);
}

}  // namespace fluxweir::render
