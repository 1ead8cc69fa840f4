// Measuring a 4-megapixel JPEG with its decoding, beside decoding it alone.
#include <cstdio>
#include <string>

#include "decode.h"
#include "quality/measure.h"
#include "render/paint.h"
#include "stopwatch.h"

int main() {
  using namespace fluxweir;
  PaintRequest request;
  request.seed = 7;
  request.size = {2752, 1536};
  for (const char* prompt : {"a lighthouse on a cliff at golden hour", "autumn forest",
                             "a city at night in the rain", "flowing silk, abstract"}) {
    request.prompt = prompt;
    const std::string jpeg = encode(*paint(request, nullptr), request);
    const auto alone = bench::measure(15, 1, [&] { (void)decode_picture(jpeg); });
    const auto both = bench::measure(15, 1, [&] { (void)measure(*decode_picture(jpeg)); });
    std::printf("  %-40s decode and measure %5.1f ms, decode alone %5.1f ms (%.2fx), %4zu KiB\n",
                prompt, both.p50_us / 1000, alone.p50_us / 1000, both.p50_us / alone.p50_us,
                jpeg.size() / 1024);
  }
  return 0;
}
