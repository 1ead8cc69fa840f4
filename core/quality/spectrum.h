// How fine a picture's detail really is: the radial spectrum of its busiest tiles. An enlarged
// picture has nothing near the highest frequencies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fluxweir::quality {

inline constexpr std::size_t kSpectrumTile = 128;
inline constexpr std::size_t kSpectrumTiles = 48;  // at most

// Mean power at 0..64 cycles a tile, over tiles whose mean was taken away and whose edges were
// faded by a Hann window.
using Spectrum = std::array<double, kSpectrumTile / 2 + 1>;

// `corners` are the tiles' upper left pixels within `luma`, whose rows lie `stride` bytes apart; at
// least one.
Spectrum radial_spectrum(const std::vector<const std::uint8_t*>& corners, std::size_t stride);

// log10 of the power at 48..62 cycles over that at 20..28: about -1.7 for native detail, -3.25
// after doubling (image-quality.md 3.9).
double high_frequency_ratio(const Spectrum& spectrum);

// The highest frequency in cycles a pixel, 0..0.5, with ten times the power that rounding to 8 bits
// leaves everywhere.
double highest_frequency(const Spectrum& spectrum);

}  // namespace fluxweir::quality
