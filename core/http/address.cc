#include "http/address.h"

#include <charconv>
#include <cstddef>
#include <utility>

#include "base/text.h"

namespace fluxweir {
namespace {

struct Block4 {
  std::uint32_t base;
  int bits;
  AddressClass is;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr Block4 kBlocks4[] = {
    {ip(0, 0, 0, 0), 8, AddressClass::Unspecified},
    {ip(10, 0, 0, 0), 8, AddressClass::Private},
    {ip(100, 64, 0, 0), 10, AddressClass::Shared},
    {ip(127, 0, 0, 0), 8, AddressClass::Loopback},
    {ip(168, 63, 129, 16), 32, AddressClass::HostControl},
    {ip(169, 254, 0, 0), 16, AddressClass::LinkLocal},
    {ip(172, 16, 0, 0), 12, AddressClass::Private},
    {ip(192, 0, 0, 0), 24, AddressClass::Assigned},
    {ip(192, 0, 2, 0), 24, AddressClass::Documentation},
    {ip(192, 168, 0, 0), 16, AddressClass::Private},
    {ip(198, 18, 0, 0), 15, AddressClass::Benchmark},
    {ip(198, 51, 100, 0), 24, AddressClass::Documentation},
    {ip(203, 0, 113, 0), 24, AddressClass::Documentation},
    {ip(224, 0, 0, 0), 4, AddressClass::Multicast},
    {ip(240, 0, 0, 0), 4, AddressClass::Reserved},
};

struct Block6 {
  std::array<std::uint16_t, 8> base;
  int bits;
  AddressClass is;
};

// The first that holds the address decides.
constexpr Block6 kBlocks6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0}, 128, AddressClass::Unspecified},
    {{0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressClass::Loopback},
    {{0, 0, 0, 0, 0, 0, 0, 0}, 96, AddressClass::Embedded},          // compatible
    {{0, 0, 0, 0, 0, 0xffff, 0, 0}, 96, AddressClass::Embedded},     // mapped
    {{0, 0, 0, 0, 0xffff, 0, 0, 0}, 96, AddressClass::Embedded},     // translated
    {{0x64, 0xff9b, 0, 0, 0, 0, 0, 0}, 96, AddressClass::Embedded},  // NAT64
    {{0x64, 0xff9b, 1, 0, 0, 0, 0, 0}, 48, AddressClass::Embedded},
    {{0xfc00, 0, 0, 0, 0, 0, 0, 0}, 7, AddressClass::Private},
    {{0xfec0, 0, 0, 0, 0, 0, 0, 0}, 10, AddressClass::Private},
    {{0xfe80, 0, 0, 0, 0, 0, 0, 0}, 10, AddressClass::LinkLocal},
    {{0xff00, 0, 0, 0, 0, 0, 0, 0}, 8, AddressClass::Multicast},
    {{0x2001, 0, 0, 0, 0, 0, 0, 0}, 23, AddressClass::Assigned},
    {{0x2001, 0xdb8, 0, 0, 0, 0, 0, 0}, 32, AddressClass::Documentation},
    {{0x2002, 0, 0, 0, 0, 0, 0, 0}, 16, AddressClass::Embedded},  // 6to4
    {{0x3fff, 0, 0, 0, 0, 0, 0, 0}, 20, AddressClass::Documentation},
};
constexpr Block6 kGlobal6 = {{0x2000, 0, 0, 0, 0, 0, 0, 0}, 3, AddressClass::Public};

std::uint32_t group(const Ipv6& address, std::size_t index) {
  return std::uint32_t{address[2 * index]} << 8 | address[2 * index + 1];
}

bool holds(const Block6& block, const Ipv6& address) {
  int bits = block.bits;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 16) {
    const std::uint32_t mask = bits >= 16 ? 0xffff : 0xffff << (16 - bits) & 0xffff;
    if ((group(address, i) & mask) != block.base[i]) return false;
  }
  return true;
}

// An interface id that carries an IPv4 address (RFC 5214 6.1).
bool is_isatap(const Ipv6& address) {
  return (group(address, 4) == 0 || group(address, 4) == 0x0200) && group(address, 5) == 0x5efe;
}

// A number that fills `text`, without sign.
template <class Integer>
bool read(std::string_view text, int base, Integer& value) {
  const char* end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value, base);
  return !text.empty() && result.ec == std::errc{} && result.ptr == end;
}

// Appends the groups of "1:2:3" to `out`; the last may be an IPv4 address when `last` is set.
bool read_groups(std::string_view text, bool last, std::array<std::uint16_t, 8>& out,
                 std::size_t& count) {
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const bool is_end = colon == std::string_view::npos;
    if (is_end && last && part.find('.') != std::string_view::npos) {
      const std::optional<std::uint32_t> v4 = parse_ipv4(part);
      if (!v4 || count > 6) return false;
      out[count++] = static_cast<std::uint16_t>(*v4 >> 16);
      out[count++] = static_cast<std::uint16_t>(*v4 & 0xffff);
      return true;
    }
    if (part.size() > 4 || count > 7 || !read(part, 16, out[count])) return false;
    ++count;
    if (is_end) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;
  }
  return true;
}

// Start and length of the first longest run of zero groups.
std::pair<std::size_t, std::size_t> longest_zeros(const Ipv6& address) {
  std::size_t best = 0;
  std::size_t best_length = 0;
  for (std::size_t start = 0; start < 8; ++start) {
    std::size_t length = 0;
    while (start + length < 8 && group(address, start + length) == 0) ++length;
    if (length > best_length) {
      best = start;
      best_length = length;
    }
  }
  return {best, best_length};
}

}  // namespace

AddressClass classify_ipv4(std::uint32_t address) {
  for (const Block4& block : kBlocks4) {
    if ((address ^ block.base) >> (32 - block.bits) == 0) return block.is;
  }
  return AddressClass::Public;
}

AddressClass classify_ipv6(const Ipv6& address) {
  for (const Block6& block : kBlocks6) {
    if (holds(block, address)) return block.is;
  }
  if (!holds(kGlobal6, address)) return AddressClass::Reserved;
  return is_isatap(address) ? AddressClass::Embedded : AddressClass::Public;
}

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (part == 3)) return std::nullopt;
    const std::string_view digits = text.substr(0, dot);
    std::uint8_t value = 0;
    if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
    if (!read(digits, 10, value)) return std::nullopt;
    address = address << 8 | value;
    text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  }
  return address;
}

std::optional<Ipv6> parse_ipv6(std::string_view text) {
  std::array<std::uint16_t, 8> front{};
  std::array<std::uint16_t, 8> back{};
  std::size_t front_count = 0;
  std::size_t back_count = 0;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!read_groups(text, true, front, front_count) || front_count != 8) return std::nullopt;
  } else {
    // The gap stands for one group at least.
    if (!read_groups(text.substr(0, gap), false, front, front_count) ||
        !read_groups(text.substr(gap + 2), true, back, back_count) ||
        front_count + back_count > 7) {
      return std::nullopt;
    }
  }
  for (std::size_t i = 0; i < back_count; ++i) front[8 - back_count + i] = back[i];
  Ipv6 address{};
  for (std::size_t i = 0; i < 8; ++i) {
    address[2 * i] = static_cast<std::uint8_t>(front[i] >> 8);
    address[2 * i + 1] = static_cast<std::uint8_t>(front[i] & 0xff);
  }
  return address;
}

std::string ipv4_text(std::uint32_t address) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += whole_text(address >> shift & 0xff);
    if (shift > 0) out.push_back('.');
  }
  return out;
}

std::string ipv6_text(const Ipv6& address) {
  const auto [gap, length] = longest_zeros(address);
  std::string out;
  for (std::size_t i = 0; i < 8; ++i) {
    if (length > 1 && i == gap) {
      out += "::";
      i += length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out.push_back(':');
    char digits[4];
    const std::to_chars_result end = std::to_chars(digits, digits + 4, group(address, i), 16);
    out.append(digits, end.ptr);
  }
  return out;
}

}  // namespace fluxweir
