// One picture file, read, decoded and measured.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "image/raster.h"
#include "quality/calibration.h"
#include "quality/measure.h"
#include "quality/score.h"

namespace fluxweir::native {

inline constexpr std::size_t kScoreMaxBytes = 50'000'000;

struct ScoredFile {
  std::string path;
  Result<Measures> measures;
  Score score;           // when it could be measured
  std::string rejected;  // the worst reason of the calibration; empty: none
};

// The pixels of a JPEG, PNG or WebP file. Fails when it is no readable file, longer than
// kScoreMaxBytes, or none that `decode_picture` takes: a picture cut short is not taken.
Result<Raster> load_picture(const std::string& path);

// `calibration` null: nothing is rejected.
ScoredFile score_file(const std::string& path, const ScoreOptions& options,
                      const Calibration* calibration = nullptr);

// Pairs of indices whose fingerprints are near-duplicates, the lower first.
std::vector<std::pair<std::size_t, std::size_t>> near_duplicates(
    const std::vector<ScoredFile>& files);

}  // namespace fluxweir::native
