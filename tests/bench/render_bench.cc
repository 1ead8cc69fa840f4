// The renderer's 2752x1536 JPEG on one core, beside encoding that picture alone.
#include <cstdio>

#include "render/paint.h"
#include "stopwatch.h"

int main() {
  using namespace fluxweir;
  PaintRequest request;
  request.seed = 7;
  request.size = {2752, 1536};
  for (const char* prompt : {"a lighthouse on a cliff at golden hour", "mountains at dawn",
                             "a city at night in the rain", "portrait of an old fisherman",
                             "a bottle of perfume", "flowing silk, abstract"}) {
    request.prompt = prompt;
    std::size_t bytes = 0;
    const auto whole =
        bench::measure(5, 1, [&] { bytes = encode(*paint(request, nullptr), request).size(); });
    const Raster picture = *paint(request, nullptr);
    const auto alone = bench::measure(5, 1, [&] { bytes = encode(picture, request).size(); });
    std::printf("  %-42s %5.0f ms, of which encoding %4.0f ms (%.1fx), %4zu KiB\n", prompt,
                whole.p50_us / 1000, alone.p50_us / 1000, whole.p50_us / alone.p50_us,
                bytes / 1024);
  }
  return 0;
}
