#include "sign.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/text.h"
#include "temporary_folder.h"

using namespace fluxweir;
using namespace fluxweir::native;

TEST_CASE("sign: signs a media URL as documented") {
  std::string key;
  for (int i = 0; i < 32; ++i) key += static_cast<char>(i);
  CHECK_EQ(to_base64url(hmac_sha256(key, "GET\n/media/req_1/0.png\n1767229200\nk1")),
           "i505q2qe2pz29Moh0mDYnB_jDTWMQ6nUPoNm56oykAo");
}

TEST_CASE("sign: a key per name and process") {
  Signer one;
  Signer two;
  CHECK_EQ(one.sign("media", "x"), one.sign("media", "x"));
  CHECK_NE(one.sign("media", "x"), one.sign("other", "x"));
  CHECK_NE(one.sign("media", "x"), two.sign("media", "x"));
  CHECK_EQ(one.sign("media", "x").size(), 32);
}

TEST_CASE("sign: keys in a folder outlive the process") {
  const TemporaryFolder folder;
  const std::string mac = Signer(folder.path).sign("media", "x");
  CHECK_EQ(Signer(folder.path).sign("media", "x"), mac);
  struct stat about {};
  REQUIRE_EQ(stat((folder.path + "/media").c_str(), &about), 0);
  CHECK_EQ(about.st_mode & 0777, 0600);
  CHECK_EQ(about.st_size, 32);
}
