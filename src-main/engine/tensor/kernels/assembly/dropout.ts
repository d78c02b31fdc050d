// Inverted dropout (Srivastava et al. 2014) with the numbers of base/random.ts: Philox4x32-10 (Salmon et al. 2011).

let word0: u32 = 0;
let word1: u32 = 0;
let word2: u32 = 0;
let word3: u32 = 0;

/**
 * y = x · mask, where the mask is 0 for the share of numbers below `threshold` (of 2³²) and `kept` for the others. The
 * numbers are those of blocks from `block` on, four in each.
 */
export function dropOutBlocks(
  x: usize,
  mask: usize,
  y: usize,
  count: i32,
  threshold: f64,
  kept: f32,
  key0: u32,
  key1: u32,
  high0: u32,
  high1: u32,
  block: u32,
): void {
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    philox(block++, high0, high1, key0, key1);
    const lanes = f32x4(
      maskOf(word0, threshold, kept),
      maskOf(word1, threshold, kept),
      maskOf(word2, threshold, kept),
      maskOf(word3, threshold, kept),
    );
    v128.store(mask, lanes);
    v128.store(y, f32x4.mul(v128.load(x), lanes));
    x += 16;
    mask += 16;
    y += 16;
  }
  if (index == count) return;
  philox(block, high0, high1, key0, key1);
  for (let word = 0; index < count; index++, word++) {
    const drawn = word == 0 ? word0 : word == 1 ? word1 : word2;
    const value = maskOf(drawn, threshold, kept);
    store<f32>(mask, value);
    store<f32>(y, load<f32>(x) * value);
    x += 4;
    mask += 4;
    y += 4;
  }
}

// @ts-ignore: decorator
@inline
function maskOf(drawn: u32, threshold: f64, kept: f32): f32 {
  return <f64>drawn < threshold ? 0 : kept;
}

function philox(block: u32, high0: u32, high1: u32, key0: u32, key1: u32): void {
  let c0 = block;
  let c1: u32 = 0;
  let c2 = high0;
  let c3 = high1;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>c0 * 0xd2511f53;
    const product1 = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(product1 >> 32) ^ c1 ^ key0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ key1;
    c3 = <u32>product0;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}
