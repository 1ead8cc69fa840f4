#include "scored_file.h"

#include <filesystem>

#include "decode.h"
#include "files.h"

namespace fluxweir::native {
namespace {

tl::unexpected<Error> unreadable(std::string_view what) {
  return fail(make_error(ErrorCode::InvalidParameter, what));
}

}  // namespace

Result<Raster> load_picture(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    return unreadable("there is no such file, or it is none");
  }
  const std::uintmax_t length = std::filesystem::file_size(path, failed);
  if (failed || length > kScoreMaxBytes) return unreadable("the file is larger than 50 MB");
  const auto bytes = read_file(path);
  if (!bytes) return unreadable("the file can't be read");
  return decode_picture(*bytes);
}

ScoredFile score_file(const std::string& path, const ScoreOptions& options,
                      const Calibration* calibration) {
  ScoredFile out{path, load_picture(path).and_then(measure), {}, {}};
  if (!out.measures) return out;
  out.score = score(*out.measures, options);
  if (calibration != nullptr)
    out.rejected = rejection(*out.measures, *calibration, options.film_grain);
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> near_duplicates(
    const std::vector<ScoredFile>& files) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j) {
      if (!files[i].measures || !files[j].measures) continue;
      const auto& a = files[i].measures->fingerprint;
      const auto& b = files[j].measures->fingerprint;
      if (compare(a, b) == Likeness::NearDuplicate) pairs.emplace_back(i, j);
    }
  }
  return pairs;
}

}  // namespace fluxweir::native
