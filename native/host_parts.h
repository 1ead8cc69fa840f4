// Everything that the threads of one host share, in one place: what `serve` and the in-process
// commands both build.
#pragma once

#include <string>

#include "settings/settings.h"
#include "worker.h"

namespace fluxweir::native {

struct HostParts {
  // `data` is a folder that is made when missing; empty: memory only. `log_fd` < 0: no log. Throws
  // std::runtime_error when a folder or the database can't be made, or the calibration is faulty.
  HostParts(const Settings& settings, const std::string& data, int log_fd);
  HostParts(const HostParts&) = delete;
  HostParts& operator=(const HostParts&) = delete;

 private:
  struct Folders {
    std::string database;
    std::string media;
    std::string keys;
  };
  static Folders make_folders(const std::string& data);
  class FolderLock {
   public:
    explicit FolderLock(const std::string& data);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

   private:
    int fd_ = -1;
  };

  FolderLock lock_;
  Folders folders_;
  Blobs blobs_;
  Runs runs_;
  Signer signer_;
  Log log_;
  Metrics metrics_;
  Sqlite sqlite_;
  Renderer renderer_;
  Inspector inspector_;
  SystemNetwork network_;

 public:
  Host host;
};

}  // namespace fluxweir::native
