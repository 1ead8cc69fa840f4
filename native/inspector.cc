#include "inspector.h"

#include <exception>
#include <new>
#include <utility>

#include <openssl/evp.h>

#include "base/text.h"
#include "decode.h"
#include "quality/inspect.h"

namespace fluxweir::native {
namespace {

Inspection unscored(std::string reason) {
  Inspection seen;
  seen.unscored = std::move(reason);
  return seen;
}

Inspection look_at(const std::string& bytes, const InspectOptions& options) {
  try {
    const Result<Raster> picture = decode_picture(bytes);
    if (picture) return inspect(*picture, options);
    Inspection seen = unscored("not_decoded");
    if (picture.error().faults[0].rule == "format") seen.placeholder = "broken";
    return seen;
  } catch (const std::exception&) {  // no memory for the pixels
    return unscored("not_decoded");
  }
}

// OpenSSL's, which has the processor's own instructions for it.
std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  return to_hex({reinterpret_cast<const char*>(digest), length});
}

// Without memory for another one the picture stays as it is, which its length tells.
Sealed sealed(BlobPtr picture, std::size_t at, const std::string& insert) {
  try {
    if (!insert.empty()) {
      std::string bytes = picture->bytes;
      picture = Blobs::make(std::move(bytes.insert(at, insert)), picture->content_type);
    }
  } catch (const std::bad_alloc&) {
  }
  return {picture, sha256_hex(picture->bytes)};
}

}  // namespace

void Inspector::seal(BlobPtr picture, std::size_t at, std::string insert,
                     std::function<void(Sealed)> sink) {
  auto work = [picture, at, insert, sink] { sink(sealed(picture, at, insert)); };
  if (!pool_.run(work)) work();
}

Result<CalibrationPtr> calibration_of(const Settings& settings) {
  if (settings.calibration.empty()) return nullptr;
  Result<Calibration> read = read_calibration(settings.calibration, "/quality/calibration");
  if (!read) return fail(std::move(read.error()));
  return std::make_shared<const Calibration>(std::move(*read));
}

void Inspector::calibrate(CalibrationPtr calibration) {
  const std::lock_guard guard(lock_);
  calibration_ = std::move(calibration);
}

CalibrationPtr Inspector::calibration() {
  const std::lock_guard guard(lock_);
  return calibration_;
}

void Inspector::start(BlobPtr picture, bool film_grain, Sink sink) {
  auto work = [picture = std::move(picture), film_grain, calibration = calibration(), sink] {
    sink(look_at(picture->bytes, {film_grain, calibration.get()}));
  };
  if (!pool_.run(std::move(work))) sink(unscored("busy"));
}

}  // namespace fluxweir::native
