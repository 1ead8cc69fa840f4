#include "base/text.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <limits>

#include "base/random.h"

using namespace fluxweir;

namespace {

std::string random_bytes(Random& random, std::size_t length) {
  std::string bytes;
  for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<char>(random.below(256)));
  return bytes;
}

}  // namespace

TEST_CASE("text: counts scalar values and broken bytes") {
  CHECK_EQ(utf8_length(""), 0);
  CHECK_EQ(utf8_length("fox"), 3);
  CHECK_EQ(utf8_length("\xc3\xa9\xe2\x82\xac\xf0\x9f\xa6\x8a"), 3);  // é, €, fox face
  CHECK_EQ(utf8_length("\xf0\x9f\xa6"), 3);                          // cut: each byte counts
  CHECK_EQ(utf8_length("\xc0\xaf"
                       "a"),
           3);
}

TEST_CASE("text: knows UTF-8 by RFC 3629") {
  for (const char* good :
       {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(is_utf8(good));
  }
  for (const char* bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe",
        "\xe2\x82", "\xf0\x9f\xa6", "a\xe2\x82\x41"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("text: gives a sequence's length") {
  CHECK_EQ(utf8_sequence(""), 0);
  CHECK_EQ(utf8_sequence("ab"), 1);
  CHECK_EQ(utf8_sequence("\xe2\x82\xac"
                         "b"),
           3);
  CHECK_EQ(utf8_sequence("\xe2\x82"), 0);
}

TEST_CASE("text: trims ASCII white space only") {
  CHECK_EQ(trim(" \t\r\n\f\va b \n"), "a b");
  CHECK_EQ(trim(" \n "), "");
  CHECK_EQ(trim("\xc2\xa0"
                "a"),
           "\xc2\xa0"
           "a");  // no-break space stays
}

TEST_CASE("text: folds ASCII letters only") {
  CHECK_EQ(to_lower("AbZ[\xc3\x89"), "abz[\xc3\x89");
  CHECK(equals_ignoring_case("Content-Type", "content-tYPE"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
  CHECK_FALSE(equals_ignoring_case("@", "`"));
}

TEST_CASE("text: encodes the RFC 4648 vectors") {
  const char* rows[][2] = {{"", ""},
                           {"f", "Zg=="},
                           {"fo", "Zm8="},
                           {"foo", "Zm9v"},
                           {"foob", "Zm9vYg=="},
                           {"fooba", "Zm9vYmE="},
                           {"foobar", "Zm9vYmFy"}};
  for (const auto& row : rows) {
    CHECK_EQ(to_base64(row[0]), row[1]);
    CHECK_EQ(from_base64(row[1]), std::string(row[0]));
    CHECK_EQ(base64_length(std::string(row[0]).size()), std::string(row[1]).size());
  }
  CHECK_EQ(to_base64url("\xfb\xff\xfe"
                        "f"),
           "-__-Zg");
  CHECK_EQ(to_base64("\xfb\xff\xfe"), "+//+");
}

TEST_CASE("text: refuses base64 that is not strict") {
  for (const char* bad :
       {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n",
        " Zm9v", "Zm-v", "Zm_v", "Zg=a", "Zm9v=", "Z=m=", "Zm9v===="}) {
    CAPTURE(bad);
    CHECK_FALSE(from_base64(bad).has_value());
  }
}

TEST_CASE("text: decodes base64 alike at any cut") {
  Random random(7);
  for (int round = 0; round < 300; ++round) {
    const std::string bytes = random_bytes(random, random.below(80));
    std::string text = to_base64(bytes);
    // Half of the rounds break one character.
    if (!text.empty() && round % 2 == 0) text[random.below(text.size())] = "=-A "[random.below(4)];
    std::string whole;
    Base64Decoder once;
    const bool ok = once.append(text, whole);
    std::string pieces;
    Base64Decoder cut;
    bool cut_ok = true;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = random.below(6);
      cut_ok = cut.append(std::string_view(text).substr(at, length), pieces);
      at += length;
    }
    CHECK_EQ(cut_ok, ok);
    CHECK_EQ(cut.finish(), once.finish());
    CHECK_EQ(pieces, whole);
    if (round % 2 == 1) CHECK_EQ(whole, bytes);
  }
}

TEST_CASE("text: encodes base64 alike at any cut") {
  Random random(8);
  for (int round = 0; round < 100; ++round) {
    const std::string bytes = random_bytes(random, random.below(50));
    Base64Encoder encoder;
    std::string out;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length = random.below(5);
      encoder.append(std::string_view(bytes).substr(at, length), out);
      at += length;
    }
    encoder.finish(out);
    CHECK_EQ(out, to_base64(bytes));
  }
}

TEST_CASE("text: writes hex in lower case") { CHECK_EQ(to_hex("\x01\xAF\xff"), "01afff"); }

TEST_CASE("text: compares secrets by every byte") {
  CHECK(equal_constant_time("", ""));
  CHECK(equal_constant_time("abc", "abc"));
  CHECK_FALSE(equal_constant_time("abc", "abd"));
  CHECK_FALSE(equal_constant_time("abc", "bbc"));
  CHECK_FALSE(equal_constant_time("abc", "abcd"));
}

TEST_CASE("text: decodes percent signs strictly") {
  CHECK_EQ(percent_decode("a%41+%c3%A9"), std::string("aA+\xc3\xa9"));
  CHECK_EQ(percent_decode("%00"), std::string(1, '\0'));
  for (const char* bad : {"%", "%4", "%4g", "%%41", "%-1", "a%"}) CHECK_FALSE(percent_decode(bad));
}

TEST_CASE("text: reads integers of one spelling") {
  CHECK_EQ(to_integer("0"), 0);
  CHECK_EQ(to_integer("-17"), -17);
  CHECK_EQ(to_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  CHECK_EQ(to_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* bad : {"", "-", "+1", "01", "-0", "-01", "00", "1.0", "1e2", " 1", "1 ", "0x1",
                          "9223372036854775808", "-9223372036854775809", "--1"}) {
    CAPTURE(bad);
    CHECK_FALSE(to_integer(bad));
  }
}

TEST_CASE("text: writes dollars with six places") {
  CHECK_EQ(dollars(60'000), "0.060000");
  CHECK_EQ(dollars(0), "0.000000");
  CHECK_EQ(dollars(1), "0.000001");
  CHECK_EQ(dollars(12'345'678), "12.345678");
  CHECK_EQ(dollars(-1'500'000), "-1.500000");
  CHECK_EQ(dollars(std::numeric_limits<std::int64_t>::min()), "-9223372036854.775808");
}

TEST_CASE("text: writes ISO times from 1970 to 9999") {
  CHECK_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  CHECK_EQ(iso_time(1), "1970-01-01T00:00:00.001Z");
  CHECK_EQ(iso_time(951'782'399'999), "2000-02-28T23:59:59.999Z");
  CHECK_EQ(iso_time(951'782'400'000), "2000-02-29T00:00:00.000Z");
  CHECK_EQ(iso_time(951'868'800'000), "2000-03-01T00:00:00.000Z");
  CHECK_EQ(iso_time(1'767'225'599'999), "2025-12-31T23:59:59.999Z");
  CHECK_EQ(iso_time(1'772'359'200'000), "2026-03-01T10:00:00.000Z");
  CHECK_EQ(iso_time(4'107'542'400'000), "2100-03-01T00:00:00.000Z");  // 2100 is no leap year
  CHECK_EQ(iso_time(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
}

TEST_CASE("text: keeps times that can't be written in range") {
  CHECK_EQ(iso_time(-1), "1969-12-31T23:59:59.999Z");
  CHECK_EQ(iso_time(253'402'300'800'000), "9999-12-31T23:59:59.999Z");
  CHECK_EQ(iso_time(std::numeric_limits<std::int64_t>::min()), "0000-01-01T00:00:00.000Z");
}

TEST_CASE("text: gives each day of four centuries its turn") {
  // Walks the calendar by its rules, beside the closed formula.
  int year = 1970, month = 1, day = 1;
  for (std::int64_t days = 0; days < 146'097; ++days) {
    char expected[64];
    std::snprintf(expected, sizeof expected, "%04d-%02d-%02dT00:00:00.000Z", year, month, day);
    REQUIRE_EQ(iso_time(days * 86'400'000), expected);
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (++day > lengths[month - 1]) day = 1, ++month;
    if (month > 12) month = 1, ++year;
  }
}
