#include "blobs.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "temporary_folder.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

constexpr UnixMillis kNow{1000};
constexpr UnixMillis kLater{2000};

BlobPtr blob(std::size_t bytes) { return Blobs::make(std::string(bytes, 'x'), "image/png"); }

}  // namespace

TEST_CASE("blobs: every blob has its own handle") { CHECK_NE(blob(1)->handle, blob(1)->handle); }

TEST_CASE("blobs: the oldest goes when the bound is reached") {
  Blobs blobs({.bound = 100, .folder = {}});
  CHECK(blobs.keep("a", blob(40), kLater));
  CHECK(blobs.keep("b", blob(40), kLater));
  CHECK(blobs.keep("c", blob(40), kLater));
  CHECK_EQ(blobs.open("a", kNow), nullptr);
  CHECK_NE(blobs.open("b", kNow), nullptr);
  CHECK_EQ(blobs.kept_bytes(), 80);
}

TEST_CASE("blobs: one larger than the bound is refused") {
  Blobs blobs({.bound = 100, .folder = {}});
  CHECK(blobs.keep("a", blob(40), kLater));
  CHECK_FALSE(blobs.keep("b", blob(101), kLater));
  CHECK_NE(blobs.open("a", kNow), nullptr);
}

TEST_CASE("blobs: a key kept again counts once") {
  Blobs blobs({.bound = 100, .folder = {}});
  CHECK(blobs.keep("a", blob(60), kLater));
  CHECK(blobs.keep("a", blob(70), kLater));
  CHECK_EQ(blobs.kept_bytes(), 70);
}

TEST_CASE("blobs: an opened one outlives its key") {
  Blobs blobs({.bound = 100, .folder = {}});
  CHECK(blobs.keep("a", blob(10), kLater));
  const BlobPtr opened = blobs.open("a", kNow);
  CHECK(blobs.remove("a"));
  CHECK_FALSE(blobs.remove("a"));
  REQUIRE_NE(opened, nullptr);
  CHECK_EQ(opened->bytes.size(), 10);
}

TEST_CASE("blobs: gone once their time has come") {
  const TemporaryFolder folder;
  for (const std::string& where : {std::string(), folder.path}) {
    Blobs blobs({.bound = 100, .folder = where});
    CHECK(blobs.keep("a", blob(10), kLater));
    CHECK_NE(blobs.open("a", kNow), nullptr);
    CHECK_EQ(blobs.open("a", kLater), nullptr);
    CHECK_EQ(blobs.open("a", kNow), nullptr);
  }
}

TEST_CASE("blobs: files outlive the store") {
  const TemporaryFolder folder;
  const std::string bytes("\0\n\xFF", 3);
  {
    Blobs blobs({.folder = folder.path});
    CHECK(blobs.keep("run/0", Blobs::make(bytes, "image/png"), kLater));
  }
  Blobs again({.folder = folder.path});
  const BlobPtr opened = again.open("run/0", kNow);
  REQUIRE_NE(opened, nullptr);
  CHECK_EQ(opened->bytes, bytes);
  CHECK_EQ(opened->content_type, "image/png");
  CHECK(again.remove("run/0"));
  CHECK(std::filesystem::is_empty(folder.path));
}

TEST_CASE("blobs: no key leaves the folder") {
  for (const char* key : {"../../etc/passwd", "/etc/passwd", "a/b", ".", "..", "", "a\nb"}) {
    const std::string name = blob_file_name(key);
    CHECK_EQ(name.find('/'), std::string::npos);
    CHECK_EQ(name.find('.'), std::string::npos);
    CHECK_FALSE(name.empty());
  }
  CHECK_NE(blob_file_name("a/b"), blob_file_name("a%2fb"));
  CHECK_LE(blob_file_name(std::string(5000, '/')).size(), 255);
  CHECK_NE(blob_file_name(std::string(5000, '/')), blob_file_name(std::string(5001, '/')));
}

TEST_CASE("blobs: a folder that is not there refuses") {
  Blobs blobs({.folder = "/nowhere/at/all"});
  CHECK_FALSE(blobs.keep("a", blob(1), kLater));
  CHECK_EQ(blobs.open("a", kNow), nullptr);
}
