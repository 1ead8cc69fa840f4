// IP addresses as text and numbers, and whether a gateway may connect to them on a caller's word.
//
// Blocks are those of the IANA special-purpose registries (iana.org/assignments, iana-ipv4- and
// iana-ipv6-special-registry, read 2026-11-25) and the host control plane of Azure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fluxweir {

using Ipv6 = std::array<std::uint8_t, 16>;  // network order

enum class AddressClass : std::uint8_t {
  Public,
  Unspecified,  // 0/8 and ::, which connect to this machine on Linux
  Loopback,
  Private,    // RFC 1918, unique local, site-local
  Shared,     // carrier-grade NAT, 100.64/10
  LinkLocal,  // cloud metadata lives here
  Assigned,   // protocol assignments, Teredo and ORCHID among them
  Documentation,
  Benchmark,
  Multicast,
  Reserved,
  HostControl,  // 168.63.129.16
  Embedded      // IPv6 that carries an IPv4 address, whichever that is: mapped, NAT64, 6to4, ISATAP
};

// `address` in host order: 127.0.0.1 is 0x7f000001.
AddressClass classify_ipv4(std::uint32_t address);
AddressClass classify_ipv6(const Ipv6& address);

// Four decimal numbers without leading zeros; no other spelling.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);
// RFC 4291 2.2 without zone and brackets.
std::optional<Ipv6> parse_ipv6(std::string_view text);

std::string ipv4_text(std::uint32_t address);
std::string ipv6_text(const Ipv6& address);  // RFC 5952 4, all groups in hex

}  // namespace fluxweir
