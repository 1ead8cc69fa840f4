// The corner mark, in a bitmap font of our own: just the letters that it needs.
#include <algorithm>

#include "render/colour.h"
#include "render/finish.h"

namespace fluxweir::render {
namespace {

constexpr int kRows = 9;  // ascenders at the top; the baseline is under row 8

struct Glyph {
  char letter;
  int width;
  const char* rows[kRows];
};

constexpr Glyph kGlyphs[] = {
    {'f', 4, {"  ##", " #  ", " #  ", "####", " #  ", " #  ", " #  ", " #  ", " #  "}},
    {'l', 2, {"# ", "# ", "# ", "# ", "# ", "# ", "# ", "# ", " #"}},
    {'u', 5, {"", "", "", "#   #", "#   #", "#   #", "#   #", "#  ##", " ## #"}},
    {'x', 5, {"", "", "", "#   #", " # # ", "  #  ", "  #  ", " # # ", "#   #"}},
    {'w', 7, {"", "", "", "#  #  #", "#  #  #", "#  #  #", "#  #  #", "# # # #", " #   # "}},
    {'e', 5, {"", "", "", " ### ", "#   #", "#####", "#    ", "#   #", " ### "}},
    {'i', 1, {"", "#", "", "#", "#", "#", "#", "#", "#"}},
    {'r', 4, {"", "", "", "# ##", "##  ", "#   ", "#   ", "#   ", "#   "}},
    {'n', 5, {"", "", "", "# ## ", "##  #", "#   #", "#   #", "#   #", "#   #"}},
    {'d', 5, {"    #", "    #", "    #", " ## #", "#  ##", "#   #", "#   #", "#  ##", " ## #"}},
    {' ', 3, {"", "", "", "", "", "", "", "", ""}},
};

const Glyph& glyph_of(char letter) {
  for (const Glyph& glyph : kGlyphs) {
    if (glyph.letter == letter) return glyph;
  }
  return kGlyphs[sizeof(kGlyphs) / sizeof(kGlyphs[0]) - 1];
}

constexpr const char* kText = "fluxweir renderer";

int text_width() {
  int width = -1;
  for (const char* c = kText; *c != 0; ++c) width += glyph_of(*c).width + 1;
  return width;
}

// Ink on a one-dot grid with a dot of margin around it.
std::vector<std::uint8_t> set_text(int columns) {
  std::vector<std::uint8_t> dots(static_cast<std::size_t>(columns) * (kRows + 2));
  int left = 1;
  for (const char* c = kText; *c != 0; ++c) {
    const Glyph& glyph = glyph_of(*c);
    for (int y = 0; y < kRows; ++y) {
      for (int x = 0; x < glyph.width && glyph.rows[y][x] != 0; ++x) {
        if (glyph.rows[y][x] == '#') {
          const int at = (y + 1) * columns + left + x;
          dots[static_cast<std::size_t>(at)] = 1;
        }
      }
    }
    left += glyph.width + 1;
  }
  return dots;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one walk over the mark's pixels
void stamp_mark(Raster& picture) {
  const Frame frame = frame_of(picture.size);
  const int columns = text_width() + 2;
  const std::vector<std::uint8_t> dots = set_text(columns);
  // A dot is a whole number of pixels, so that letters stay crisp.
  const int dot = std::max(1, static_cast<int>(frame.unit / 760.0f + 0.35f));
  const int width = columns * dot, height = (kRows + 2) * dot;
  const int margin = std::max(2, static_cast<int>(frame.unit * 0.012f));
  const int left = picture.size.width - width - margin;
  const int top = picture.size.height - height - margin;
  if (left < 0 || top < 0) return;
  const auto inked = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= columns || y >= kRows + 2) return false;
    const int at = y * columns + x;
    return dots[static_cast<std::size_t>(at)] != 0;
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int dx = x / dot, dy = y / dot;
      // Light letters with a faint dark edge are legible on any ground.
      int near = 0;
      for (int k = 0; k < 9; ++k) near += inked(dx + k % 3 - 1, dy + k / 3 - 1) ? 1 : 0;
      const bool ink = inked(dx, dy);
      if (near == 0) continue;
      const int share = ink ? 150 : 26;  // of 256
      const int tone = ink ? 250 : 10;
      std::uint8_t* p = picture.rgb.data() + (static_cast<std::size_t>(top + y) *
                                                  static_cast<std::size_t>(picture.size.width) +
                                              static_cast<std::size_t>(left + x)) *
                                                 3;
      for (int k = 0; k < 3; ++k) {
        p[k] = static_cast<std::uint8_t>((p[k] * (256 - share) + tone * share) >> 8);
      }
    }
  }
}

}  // namespace fluxweir::render
