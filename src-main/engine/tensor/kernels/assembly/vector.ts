// Vector arithmetic that every kernel shares. Four float32 lanes (v128).

/** a · b + c: one rounding where the engine has relaxed SIMD with a fused multiply-add, else two. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return f32x4.relaxed_madd(a, b, c);
  } else {
    return f32x4.add(f32x4.mul(a, b), c);
  }
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/**
 * eˣ by Cody and Waite's reduction and the polynomial of Cephes' expf, within 2 units in the last place. NaN stays
 * NaN; 0 below −104 and ∞ above 89 come by themselves, since the power of two is applied in two halves.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, f32x4.splat(89)), f32x4.splat(-104.5));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = multiplyAdd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(power, half)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** tanh, by Cephes' polynomial below 0.625, where the formula by eˣ would cancel. */
// @ts-ignore: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const size = f32x4.abs(x);
  const e = exponential(f32x4.add(size, size));
  const large = f32x4.sub(
    f32x4.splat(1),
    f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))),
  );
  const z = f32x4.mul(x, x);
  let p = multiplyAdd(f32x4.splat(-5.70498872745e-3), z, f32x4.splat(2.06390887954e-2));
  p = multiplyAdd(p, z, f32x4.splat(-5.37397155531e-2));
  p = multiplyAdd(p, z, f32x4.splat(1.33314422036e-1));
  p = multiplyAdd(p, z, f32x4.splat(-3.33332819422e-1));
  const small = multiplyAdd(f32x4.mul(p, z), x, x);
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(small, v128.or(large, sign), f32x4.lt(size, f32x4.splat(0.625)));
}

// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))));
}

/** The last one to three numbers of an array, the other lanes zero: no kernel reads past its end. */
// @ts-ignore: decorator
@inline
export function loadPart(from: usize, count: i32): v128 {
  let lanes = f32x4.splat(0);
  lanes = f32x4.replace_lane(lanes, 0, load<f32>(from));
  if (count > 1) lanes = f32x4.replace_lane(lanes, 1, load<f32>(from, 4));
  if (count > 2) lanes = f32x4.replace_lane(lanes, 2, load<f32>(from, 8));
  return lanes;
}

// @ts-ignore: decorator
@inline
export function storePart(to: usize, lanes: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(lanes, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(lanes, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(lanes, 2), 8);
}

/** Four numbers, or the `left` that there still are. */
// @ts-ignore: decorator
@inline
export function take(from: usize, left: i32): v128 {
  return left >= 4 ? v128.load(from) : loadPart(from, left);
}

// @ts-ignore: decorator
@inline
export function put(to: usize, lanes: v128, left: i32): void {
  if (left >= 4) v128.store(to, lanes);
  else storePart(to, lanes, left);
}

export function fillZeros(to: usize, count: i32): void {
  memory.fill(to, 0, <usize>count << 2);
}
