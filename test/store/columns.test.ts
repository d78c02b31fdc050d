import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeColumn, encodeColumn, encodeRawColumn } from '../../src-main/store/columns.ts';

/** Bits, since `toEqual` takes −0 for 0 nowhere and NaN for NaN everywhere. */
function bits(values: Float64Array): BigUint64Array {
  return new BigUint64Array(values.slice().buffer);
}

function roundTrip(numbers: readonly number[]): { bytes: number; values: Float64Array } {
  const values = Float64Array.from(numbers);
  const bytes = encodeColumn(values);
  expect(bits(decodeColumn(bytes, values.length))).toEqual(bits(values));
  // As it comes out of the database: a view at an odd offset.
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(bits(decodeColumn(shifted.subarray(3), values.length))).toEqual(bits(values));
  expect(bits(decodeColumn(encodeRawColumn(values), values.length))).toEqual(bits(values));
  return { bytes: bytes.length, values };
}

const nearZero = Number.MIN_VALUE;
const special = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  nearZero,
  -nearZero,
  Number.MAX_VALUE,
  2 ** 53,
  2 ** 53 - 1,
];

describe('a column of float64', () => {
  it('comes back exactly, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.constantFrom(...special))), (numbers) => {
        roundTrip(numbers);
      }),
    );
  });

  it('comes back exactly when the numbers are integers of any size', () => {
    const integer = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.nat(100), fc.constantFrom(0, -0));
    fc.assert(
      fc.property(fc.array(integer), (numbers) => {
        roundTrip(numbers);
      }),
    );
  });

  it('comes back exactly when the numbers are a progression, also one that rounds', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.nat(50), (first, stride, count) => {
        roundTrip(Array.from({ length: count }, (_, i) => first + i * stride));
        roundTrip(Array.from({ length: count }).map((_, i) => (i + 1) * stride));
      }),
    );
  });

  it('takes 17 bytes for steps that count, from any first one and by any stride', () => {
    const counting = Array.from({ length: 4096 }, (_, i) => i + 1);
    expect(roundTrip(counting).bytes).toBe(17);
    expect(roundTrip(counting.map((step) => 500 + step * 50)).bytes).toBe(17);
    expect(roundTrip(counting.map(() => 1_700_000_000_000)).bytes).toBe(17);
  });

  it('takes at most two bytes a point for times in milliseconds', () => {
    const times = Array.from({ length: 4096 }, (_, i) => 1_700_000_000_000 + i * 37 + ((i * 7919) % 31));
    expect(roundTrip(times).bytes).toBeLessThan(2 * 4096);
    const close = Array.from({ length: 4096 }, (_, i) => 1_700_000_000_000 + Math.floor(i / 3));
    expect(roundTrip(close).bytes).toBeLessThan(4096 + 16);
  });

  it('never takes more than one byte above the raw numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.maxSafeInteger(), fc.double())), (numbers) => {
        const { bytes, values } = roundTrip(numbers);
        expect(bytes).toBeLessThanOrEqual(1 + values.byteLength);
      }),
    );
  });

  it('says that it is damaged when it has another length or an unknown encoding', () => {
    const corrupt = expect.objectContaining({ code: 'storage_corrupt' }) as unknown;
    const encoded = [
      [1, 2, 3],
      [1, 2, 4],
      [0.5, Math.PI, 7],
    ].map((numbers) => encodeColumn(Float64Array.from(numbers)));
    const broken = [
      ...encoded.map((bytes) => bytes.subarray(0, -1)),
      ...encoded.map((bytes) => Uint8Array.from([...bytes, 0])),
      Uint8Array.of(),
      Uint8Array.of(9, 0, 0),
    ];
    for (const bytes of broken) {
      expect(errorOf(() => decodeColumn(bytes, 3))).toEqual(corrupt);
    }
  });
});

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}
