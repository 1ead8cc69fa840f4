// What is done to finished pictures on a bounded pool: their pixels are measured and scored, their
// bytes labelled and digested.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "blobs.h"
#include "image/inspection.h"
#include "pool.h"
#include "quality/calibration.h"
#include "settings/settings.h"

namespace fluxweir::native {

struct Sealed {
  BlobPtr picture;
  std::string sha256;  // 64 hexadecimal digits
};
using CalibrationPtr = std::shared_ptr<const Calibration>;

// That of the settings, null for none. Fails as read_calibration does, with pointers into the
// settings.
Result<CalibrationPtr> calibration_of(const Settings& settings);

class Inspector {
 public:
  using Sink = std::function<void(Inspection)>;
  Inspector(std::size_t threads, std::size_t bound) : pool_(threads, bound) {}

  // `sink` is called from a thread of the pool, or at once when too many wait: the picture is then
  // unscored, as "busy".
  void start(BlobPtr picture, bool film_grain, Sink sink);

  // Puts `insert` into a copy of the picture, at offset `at`; an empty one leaves it as it is. When
  // too many wait, `sink` is called at once.
  void seal(BlobPtr picture, std::size_t at, std::string insert, std::function<void(Sealed)> sink);
  // What rejects pictures that are started from now on; null: nothing does. From any thread.
  void calibrate(CalibrationPtr calibration);

  // What is being looked at is waited for. Before the loops that asked end.
  void close() { pool_.stop(); }

 private:
  CalibrationPtr calibration();

  std::mutex lock_;
  CalibrationPtr calibration_;  // guarded by lock_
  Pool pool_;
};

}  // namespace fluxweir::native
