#include "base/crc32.h"

#include <doctest/doctest.h>

#include <string>

using namespace fluxweir;

namespace {

std::uint32_t crc(std::string_view bytes) {
  Crc32 crc;
  crc.append(bytes);
  return crc.value();
}

}  // namespace

TEST_CASE("crc32: has the published check values") {
  CHECK_EQ(crc(""), 0);
  CHECK_EQ(crc("123456789"), 0xcbf43926);  // the catalogue's check value of CRC-32/ISO-HDLC
  CHECK_EQ(crc("IEND"), 0xae426082);       // as at the end of every PNG
  CHECK_EQ(crc(std::string(32, '\0')), 0x190a55ad);
}

TEST_CASE("crc32: does not depend on how the bytes are cut") {
  std::string text;
  for (int i = 0; i < 41; ++i) text.push_back(static_cast<char>(i * 37));
  for (std::size_t i = 0; i <= text.size(); ++i) {
    Crc32 crc_of_two;
    crc_of_two.append(std::string_view(text).substr(0, i));
    crc_of_two.append(std::string_view(text).substr(i));
    CHECK_EQ(crc_of_two.value(), crc(text));
  }
}
