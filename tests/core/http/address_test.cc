#include "http/address.h"

#include <doctest/doctest.h>

#include "base/random.h"

using namespace fluxweir;

namespace {

AddressClass classify(std::string_view text) {
  if (const std::optional<std::uint32_t> address = parse_ipv4(text)) return classify_ipv4(*address);
  const std::optional<Ipv6> address = parse_ipv6(text);
  REQUIRE(address.has_value());
  return classify_ipv6(*address);
}

std::string rewritten(std::string_view text) {
  const std::optional<Ipv6> address = parse_ipv6(text);
  return address ? ipv6_text(*address) : "refused";
}

}  // namespace

TEST_CASE("address: reads one spelling of IPv4") {
  CHECK_EQ(parse_ipv4("127.0.0.1"), 0x7f000001);
  CHECK_EQ(parse_ipv4("0.0.0.0"), 0);
  CHECK_EQ(parse_ipv4("255.255.255.255"), 0xffffffff);
  for (const char* text : {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "01.2.3.4",
                           "1.2.3.04", "1.2.3.256", "1.2.3.-4", "1.2.3.+4", " 1.2.3.4", "1.2.3.4 ",
                           "0x1.2.3.4", "1.2.3.a", "1.2.3.4."}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ipv4(text));
  }
}

TEST_CASE("address: writes IPv6 by RFC 5952") {
  const char* rows[][2] = {{"::", "::"},
                           {"::1", "::1"},
                           {"1::", "1::"},
                           {"2001:DB8:0:0:0:0:2:1", "2001:db8::2:1"},
                           {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
                           {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
                           {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
                           {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
                           {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
                           {"::ffff:192.0.2.1", "::ffff:c000:201"},
                           {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
                           {"00ab::0001", "ab::1"}};
  for (const auto& row : rows) CHECK_EQ(rewritten(row[0]), row[1]);
}

TEST_CASE("address: refuses what is no IPv6 text") {
  for (const char* text : {"",
                           ":",
                           ":::",
                           "1",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           "12345::",
                           "g::",
                           "1:",
                           ":1",
                           "1:2:3:4:5:6:7:",
                           ":1::",
                           "1::2:",
                           "::1.2.3",
                           "::1.2.3.4.5",
                           "1.2.3.4",
                           "1.2.3.4::",
                           "::1.2.3.4:5",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "1:2:3:4:5:6:7::8",
                           "1:2:3:4::5:6:7:8",
                           "::%eth0",
                           "fe80::1%1",
                           "[::1]",
                           " ::1",
                           "::-1",
                           "::+1",
                           "::0x1",
                           "1:2:3:4:5:6::1.2.3.4"}) {
    CAPTURE(text);
    CHECK_EQ(rewritten(text), "refused");
  }
}

TEST_CASE("address: reads back what it wrote") {
  Random random(21);
  for (int round = 0; round < 2'000; ++round) {
    Ipv6 address{};
    for (std::size_t i = 0; i < 16; i += 2) {
      if (random.below(2) == 0) continue;
      address[i] = static_cast<std::uint8_t>(random.below(256));
      address[i + 1] = static_cast<std::uint8_t>(random.below(256));
    }
    CHECK(parse_ipv6(ipv6_text(address)) == address);
    const std::uint32_t v4 = static_cast<std::uint32_t>(random.next());
    CHECK_EQ(parse_ipv4(ipv4_text(v4)), v4);
  }
}

TEST_CASE("address: blocks each IPv4 range to its edges") {
  struct Row {
    const char* first;
    const char* last;
    AddressClass is;
  };
  for (const Row& row : {Row{"0.0.0.0", "0.255.255.255", AddressClass::Unspecified},
                         Row{"10.0.0.0", "10.255.255.255", AddressClass::Private},
                         Row{"100.64.0.0", "100.127.255.255", AddressClass::Shared},
                         Row{"127.0.0.0", "127.255.255.255", AddressClass::Loopback},
                         Row{"168.63.129.16", "168.63.129.16", AddressClass::HostControl},
                         Row{"169.254.0.0", "169.254.255.255", AddressClass::LinkLocal},
                         Row{"172.16.0.0", "172.31.255.255", AddressClass::Private},
                         Row{"192.0.0.0", "192.0.0.255", AddressClass::Assigned},
                         Row{"192.0.2.0", "192.0.2.255", AddressClass::Documentation},
                         Row{"192.168.0.0", "192.168.255.255", AddressClass::Private},
                         Row{"198.18.0.0", "198.19.255.255", AddressClass::Benchmark},
                         Row{"198.51.100.0", "198.51.100.255", AddressClass::Documentation},
                         Row{"203.0.113.0", "203.0.113.255", AddressClass::Documentation},
                         Row{"224.0.0.0", "239.255.255.255", AddressClass::Multicast},
                         Row{"240.0.0.0", "255.255.255.255", AddressClass::Reserved}}) {
    CAPTURE(row.first);
    const std::uint32_t first = *parse_ipv4(row.first);
    const std::uint32_t last = *parse_ipv4(row.last);
    CHECK(classify_ipv4(first) == row.is);
    CHECK(classify_ipv4(last) == row.is);
    if (first != 0 && row.is != AddressClass::Reserved) {
      CHECK(classify_ipv4(first - 1) == AddressClass::Public);
    }
    if (last != 0xffffffff && row.is != AddressClass::Multicast) {
      CHECK(classify_ipv4(last + 1) == AddressClass::Public);
    }
  }
}

TEST_CASE("address: names the class of IPv6 ranges") {
  CHECK(classify("::") == AddressClass::Unspecified);
  CHECK(classify("::1") == AddressClass::Loopback);
  CHECK(classify("::2") == AddressClass::Embedded);
  CHECK(classify("::ffff:8.8.8.8") == AddressClass::Embedded);
  CHECK(classify("::ffff:0:8.8.8.8") == AddressClass::Embedded);
  CHECK(classify("64:ff9b::8.8.8.8") == AddressClass::Embedded);
  CHECK(classify("64:ff9b:1:ffff::1") == AddressClass::Embedded);
  CHECK(classify("64:ff9b:2::1") == AddressClass::Reserved);
  CHECK(classify("2002:808:808::1") == AddressClass::Embedded);
  CHECK(classify("fdff::1") == AddressClass::Private);
  CHECK(classify("fec0::1") == AddressClass::Private);
  CHECK(classify("febf::1") == AddressClass::LinkLocal);
  CHECK(classify("ff0e::1") == AddressClass::Multicast);
  CHECK(classify("2001:1ff::1") == AddressClass::Assigned);
  CHECK(classify("2001:200::1") == AddressClass::Public);
  CHECK(classify("2001:db8:ffff::1") == AddressClass::Documentation);
  CHECK(classify("3fff:fff::1") == AddressClass::Documentation);
  CHECK(classify("3fff:1000::1") == AddressClass::Public);
  CHECK(classify("100::1") == AddressClass::Reserved);
  CHECK(classify("5f00::1") == AddressClass::Reserved);
  CHECK(classify("1fff:ffff::") == AddressClass::Reserved);
  CHECK(classify("2000::") == AddressClass::Public);
  CHECK(classify("3ffe::1") == AddressClass::Public);
  CHECK(classify("4000::") == AddressClass::Reserved);
  CHECK(classify("2606::5efe:8.8.8.8") == AddressClass::Embedded);
  CHECK(classify("2606::200:5efe:8.8.8.8") == AddressClass::Embedded);
  CHECK(classify("2606::201:5efe:8.8.8.8") == AddressClass::Public);
}
