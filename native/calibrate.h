// Folders of pictures to a calibration, and what it comes to in words and in JSON.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "quality/calibration.h"

namespace fluxweir::native {

// What could not be read, decoded or measured.
struct SkippedFile {
  std::string path;
  std::string why;
};

struct SampledFolders {
  std::vector<CalibrationSample> samples;
  std::vector<SkippedFile> skipped;
};

// Every file below the folders, in the order of their paths. A folder that can't be listed is
// skipped as a file is. Decodes each: takes about 0.1 s a picture of 4 megapixels.
SampledFolders sample_folders(const std::vector<std::string>& folders);

// Known-bad pictures that were tried on a calibration.
struct BadPictures {
  std::size_t pictures = 0;
  std::size_t rejected = 0;
};
BadPictures try_bad(const std::vector<CalibrationSample>& samples, const Calibration& calibration);

// A line for each rule that may gate, and what was found on the good and the bad pictures. `bad`
// null: none were given.
std::string calibration_table(const Fit& fit, const BadPictures* bad);

// {calibration, checks, fitted, held_out, held_out_rejected, repeated, skipped, bad}
std::string calibration_json(const Fit& fit, const BadPictures* bad,
                             const std::vector<SkippedFile>& skipped);

}  // namespace fluxweir::native
