/**
 * Counter-based random streams: every number is a pure function f(seed, stream name, position), computed by
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). A stream has no state
 * worth saving: whoever knows seed, name and step draws the same numbers again, which is what makes training
 * resume bit for bit. Seed 0 is a seed like any other.
 */

export type StreamName = string | number;

export interface RandomStream {
  /** The next 32 random bits. */
  uint32(): number;
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1 (Box–Muller). */
  normal(): number;
  /** Uniform whole number from 0 to n − 1, without modulo bias. Throws RangeError unless 1 ≤ n ≤ 2³². */
  integer(n: number): number;
  /** A random order of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array;
  /** An index drawn with the probability of its weight; weights need not sum to one. */
  choice(weights: ArrayLike<number>): number;
}

/**
 * The stream of a name under a seed; names are words and whole numbers, such as
 * `stream(seed, 'dropout', layer, step)`. Different names give independent streams.
 */
export function stream(seed: number, ...name: readonly StreamName[]): RandomStream {
  return streamOf(streamIdentity(seed, ...name));
}

/**
 * Two words of key, then the upper two words of the counter, of the stream of that name: enough for other code to
 * draw the same numbers. Block b of four is philox of the counter (b, 0, third word, fourth word).
 */
export function streamIdentity(seed: number, ...name: readonly StreamName[]): Uint32Array {
  const identity = new Uint32Array(4);
  absorbNumber(identity, seed);
  for (const part of name) {
    if (typeof part === 'number') absorbNumber(identity, part);
    else absorbText(identity, part);
  }
  return identity;
}

/** A stream for every row under one name, without anything being made for a row. */
export interface RowStream {
  /** Goes to the beginning of the row's numbers. */
  begin(row: number): void;
  /** Uniform in [0, 1) with 32 random bits. */
  uniform(): number;
  /** Uniform whole number from 0 to n − 1, for small n: biased by less than n / 2³². */
  integer(n: number): number;
}

/** Row r has the counters (block, r + 1, …), which no stream of that name uses. */
export function rowStream(seed: number, ...name: readonly StreamName[]): RowStream {
  const [key0 = 0, key1 = 0, high0 = 0, high1 = 0] = streamIdentity(seed, ...name);
  const counter = new Uint32Array(4);
  const block = new Uint32Array(4);
  let blockIndex = 0;
  let row = 0;
  let used = 4;
  const uniform = (): number => {
    if (used === 4) {
      counter[0] = blockIndex++;
      counter[1] = row + 1;
      counter[2] = high0;
      counter[3] = high1;
      philox(counter, key0, key1, block);
      used = 0;
    }
    return (block[used++] ?? 0) * 2 ** -32;
  };
  return {
    begin: (next) => {
      row = next;
      blockIndex = 0;
      used = 4;
    },
    uniform,
    integer: (n) => Math.floor(uniform() * n),
  };
}

function streamOf(identity: Uint32Array): RandomStream {
  const block = new Uint32Array(4);
  const counter = new Uint32Array(4);
  const [key0 = 0, key1 = 0, high0 = 0, high1 = 0] = identity;
  let blockIndex = 0;
  let used = 4;
  let spareNormal = Number.NaN;

  const uint32 = (): number => {
    if (used === 4) {
      counter[0] = blockIndex;
      counter[1] = Math.floor(blockIndex / 2 ** 32);
      counter[2] = high0;
      counter[3] = high1;
      philox(counter, key0, key1, block);
      blockIndex++;
      used = 0;
    }
    return block[used++] ?? 0;
  };

  const uniform = (): number => (uint32() * 2 ** 21 + (uint32() >>> 11)) * 2 ** -53;

  const normal = (): number => {
    if (!Number.isNaN(spareNormal)) {
      const value = spareNormal;
      spareNormal = Number.NaN;
      return value;
    }
    // 1 − u lies in (0, 1], so that the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`a random integer below ${n} cannot be drawn`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    let drawn = uint32();
    while (drawn >= limit) drawn = uint32();
    return drawn % n;
  };

  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last--) {
      const other = integer(last + 1);
      const moved = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = moved;
    }
    return order;
  };

  const choice = (weights: ArrayLike<number>): number => {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i] ?? 0;
    let rest = uniform() * total;
    for (let i = 0; i < weights.length - 1; i++) {
      rest -= weights[i] ?? 0;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  };

  return { uint32, uniform, normal, integer, permutation, choice };
}

/** Philox4x32 with ten rounds: 128 bits of counter and 64 of key to 128 random bits. */
export function philox(
  counter: Readonly<Uint32Array>,
  firstKey: number,
  secondKey: number,
  out: Uint32Array,
): void {
  let c0 = counter[0] ?? 0;
  let c1 = counter[1] ?? 0;
  let c2 = counter[2] ?? 0;
  let c3 = counter[3] ?? 0;
  let k0 = firstKey >>> 0;
  let k1 = secondKey >>> 0;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53);
    const high0 = multiplyHigh(c0, 0xd2511f53);
    const low1 = Math.imul(c2, 0xcd9e8d57);
    const high1 = multiplyHigh(c2, 0xcd9e8d57);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = aLow * bHigh + (middle % 65536);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carried / 65536)) >>> 0;
}

/** Mixes a number into the identity, through Philox itself, by its 64-bit float image: −1, 0.5 and 2⁴⁰ differ. */
function absorbNumber(identity: Uint32Array, value: number): void {
  // Adding zero turns −0 into 0, which is the same number to everybody who names a stream.
  const image = new Uint32Array(new Float64Array([value + 0]).buffer);
  absorb(identity, 1, image[0] ?? 0, image[1] ?? 0);
}

function absorbText(identity: Uint32Array, text: string): void {
  for (let i = 0; i < text.length; i += 2) {
    absorb(identity, 2, text.charCodeAt(i), i + 1 < text.length ? text.charCodeAt(i + 1) : 0x10000);
  }
  absorb(identity, 3, text.length, 0);
}

function absorb(identity: Uint32Array, tag: number, first: number, second: number): void {
  identity[3] = ((identity[3] ?? 0) ^ tag) >>> 0;
  philox(identity, first, second, identity);
}
