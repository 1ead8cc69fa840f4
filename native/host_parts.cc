#include "host_parts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "files.h"
#include "metering/metrics.h"
#include "storage/statements.h"

namespace fluxweir::native {
namespace {

// Pictures of every run that may be in work: one that was let in is not turned away here. How long
// the oldest may wait before no more runs are let in is `limits.paint_wait_ms`.
std::size_t paints_waiting(const Settings& settings) {
  constexpr std::size_t kMostPictures = 4;
  return static_cast<std::size_t>(settings.limits.runs) * kMostPictures;
}

// Each holds its picture's bytes; beyond, pictures go out unscored.
constexpr std::size_t kInspectionsWaiting = 256;

}  // namespace

HostParts::Folders HostParts::make_folders(const std::string& data) {
  if (data.empty()) return {};
  Folders folders{data + "/fluxweir.sqlite", data + "/media", data + "/keys"};
  for (const std::string& folder : {data, folders.media, folders.keys}) {
    if (!make_folder(folder)) throw std::runtime_error("can't make the folder " + folder);
  }
  return folders;
}

// One process a folder: a second one would take the runs of the first for abandoned.
HostParts::FolderLock::FolderLock(const std::string& data) {
  if (data.empty()) return;
  // What is kept holds prompts and pictures: for the owner only.
  ::umask(077);
  if (!make_folder(data)) throw std::runtime_error("can't make the folder " + data);
  fd_ = ::open((data + "/lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (fd_ < 0 || ::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (fd_ >= 0) ::close(fd_);
    throw std::runtime_error("another process works in the folder " + data);
  }
}

HostParts::FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

HostParts::HostParts(const Settings& settings, const std::string& data, int log_fd)
    : lock_(data),
      folders_(make_folders(data)),
      blobs_({.folder = folders_.media}),
      signer_(folders_.keys, settings.test_seed),
      log_(log_fd),
      metrics_(metrics()),
      sqlite_({folders_.database, schema(), statement_text}),
      renderer_(std::max(1u, std::thread::hardware_concurrency()), paints_waiting(settings)),
      inspector_(std::max(1u, std::thread::hardware_concurrency()), kInspectionsWaiting),
      host{blobs_,   runs_,     sqlite_,    signer_,  log_,
           metrics_, renderer_, inspector_, network_, {std::nullopt, settings.test_wall}} {
  Result<CalibrationPtr> calibration = calibration_of(settings);
  if (!calibration) throw std::runtime_error(calibration.error().message);
  inspector_.calibrate(std::move(*calibration));
}

}  // namespace fluxweir::native
