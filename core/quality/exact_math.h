// Logarithm, power and cosine with the same bits on every target: only additions, multiplications
// and divisions in a fixed order, where libm's differ. Square roots are exact everywhere already.
#pragma once

namespace fluxweir::quality {

double log2_of(double x);   // x > 0; within 1e-14
double exp2_of(double x);   // -1000 < x < 1000; relative error within 1e-13
double log10_of(double x);  // x > 0

// cos(2 pi turns) for 0 <= turns <= 1; within 1e-15.
double cosine(double turns);

}  // namespace fluxweir::quality
