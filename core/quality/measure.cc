#include "quality/measure.h"

#include "json/writer.h"

namespace fluxweir {
namespace {

constexpr std::string_view kOwn = "histogram of luma";
constexpr std::string_view kHasler = "Hasler and Suesstrunk 2003";

// The order of the enumeration.
constexpr MeasureRow kRows[kMeasureCount] = {
    {Measure::Mean, "mean", "levels", "Mean luma, 0 to 255.", kOwn, Worse::Neither, true},
    {Measure::Shadow, "shadow", "levels", "Luma that 1 % of the pixels do not exceed.", kOwn,
     Worse::Neither, false},
    {Measure::Median, "median", "levels", "Luma that half of the pixels do not exceed.", kOwn,
     Worse::Neither, false},
    {Measure::Highlight, "highlight", "levels", "Luma that 99 % of the pixels do not exceed.", kOwn,
     Worse::Neither, false},
    {Measure::LevelEntropy, "entropy", "bits", "Entropy of the 256 levels of luma.", kOwn,
     Worse::Lower, false},
    {Measure::ClipHigh, "clip_high", "share", "Pixels with all channels at 253 or above.",
     "share of pixels", Worse::Higher, true},
    {Measure::ClipHighInside, "clip_high_inside", "share",
     "The same without the outer 6 % on each side, for subjects on white.", "share of pixels",
     Worse::Higher, true},
    {Measure::ClipLow, "clip_low", "share", "Pixels with all channels at 2 or below.",
     "share of pixels", Worse::Higher, false},
    {Measure::Contrast, "contrast", "levels", "Standard deviation of luma.", kOwn, Worse::Lower,
     true},
    {Measure::LocalContrast, "local_contrast", "levels",
     "Mean standard deviation of luma within tiles of 64 pixels.", "RMS contrast", Worse::Lower,
     false},
    {Measure::Range, "range", "levels", "Greatest luma less the least.", kOwn, Worse::Lower, false},
    {Measure::ModeShare, "mode_share", "share", "Pixels that have the commonest level of luma.",
     kOwn, Worse::Higher, true},
    {Measure::BlankTiles, "blank_tiles", "share",
     "Tiles of 64 pixels whose luma varies by less than one level.", "variance of tiles",
     Worse::Higher, false},
    {Measure::Colourfulness, "colourfulness", "index",
     "Spread and strength of the opponent colours; 0 is grey, 59 quite colourful.", kHasler,
     Worse::Neither, false},
    {Measure::ColourCast, "colour_cast", "levels",
     "Mean distance of the three channels' means from their average.", "grey world", Worse::Neither,
     false},
    {Measure::BorderContrast, "border_contrast", "levels",
     "Standard deviation of luma in the outer 6 % on each side.", "uniform background",
     Worse::Higher, false},
    {Measure::Blur, "blur", "index", "Sharpness that further blurring finds; 0 sharp, 1 blurred.",
     "Crete et al. 2007", Worse::Higher, true},
    {Measure::LaplacianVariance, "laplacian_variance", "levels squared",
     "Variance of the Laplacian; depends on what is shown.", "Pech-Pacheco et al. 2000",
     Worse::Lower, false},
    {Measure::Tenengrad, "tenengrad", "levels squared",
     "Mean squared Sobel gradient; depends on what is shown.", "Tenenbaum 1970", Worse::Lower,
     false},
    {Measure::EffectiveMegapixels, "effective_megapixels", "megapixels",
     "Pixels that the highest frequency with content would need.", "radial spectrum", Worse::Lower,
     false},
    {Measure::EffectiveShare, "effective_share", "share",
     "Effective megapixels as a share of the picture's own.", "radial spectrum", Worse::Lower,
     false},
    {Measure::FineDetail, "fine_detail", "log10 ratio",
     "Power of the finest detail against that of middle detail.", "radial spectrum", Worse::Lower,
     false},
    {Measure::Noise, "noise", "levels", "Standard deviation of noise in the calmest quarter.",
     "Immerkaer 1996", Worse::Higher, true},
    {Measure::JpegGrid, "jpeg_grid", "ratio",
     "Steps on the strongest of eight grid lines against those between; 1 is none.",
     "grid phase, after Wang, Sheikh and Bovik 2002", Worse::Higher, true},
    {Measure::Banding, "banding", "share", "Steps of 2 to 32 levels between two flat stretches.",
     "false contours", Worse::Higher, true},
    {Measure::Checkerboard, "checkerboard", "levels",
     "Amplitude of alternating pixels in the median block.", "upsampling artefact", Worse::Higher,
     true},
    {Measure::Seam, "seam", "deviations",
     "The column or row whose step stands out most among its neighbours.", "tile borders",
     Worse::Higher, true},
    {Measure::Pixelation, "pixelation", "share",
     "Pixels that equal three neighbours to the left and three above.", "nearest neighbour",
     Worse::Higher, true},
    {Measure::Letterbox, "letterbox", "share", "Uniform rows or columns at the edges.",
     "uniform borders", Worse::Higher, false},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kMeasureCount; ++i) {
    if (static_cast<std::size_t>(kRows[i].measure) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const MeasureRow> measure_rows() { return kRows; }

std::string value_text(Measure measure, std::int64_t millionths) {
  const bool share = kRows[static_cast<std::size_t>(measure)].unit == "share";
  const std::int64_t unit = share ? 10 : 1000;
  const std::int64_t half = millionths < 0 ? -unit / 2 : unit / 2;
  return json::Writer().decimal((millionths + half) / unit).take() + (share ? " %" : "");
}

std::optional<Measure> find_measure(std::string_view name) {
  for (const MeasureRow& row : kRows) {
    if (row.name == name) return row.measure;
  }
  return std::nullopt;
}

}  // namespace fluxweir
