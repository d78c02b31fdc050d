import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';

const small = (from: number, to: number) => fc.integer({ min: from, max: to });
const cases = fc.record({
  images: small(1, 2),
  height: small(3, 8),
  width: small(3, 8),
  channels: small(1, 5),
  filter: fc.tuple(small(1, 3), small(1, 3)),
  strides: fc.tuple(small(1, 3), small(1, 3)),
  pad: fc.constantFrom('same' as const, 'valid' as const),
  bad: fc.array(fc.nat(2 * 8 * 8 * 5 - 1), { minLength: 1, maxLength: 4 }),
});

describe.each(['embedded', 'javascript'] as const)('max-pooling on the engine "%s"', (engine) => {
  beforeAll(() => openEngine(engine));

  it('gives NaN where a window sees one, of any size, stride and padding, and the largest number elsewhere', () => {
    fc.assert(
      fc.property(cases, ({ images, height, width, channels, filter, strides, pad, bad }) => {
        const shape: [number, number, number, number] = [images, height, width, channels];
        const size = images * height * width * channels;
        const places = new Set(bad.map((place) => place % size));
        const values = Float32Array.from({ length: size }, (_, at) => ((at * 7919) % 101) - 50);
        const pooled = (of: Float32Array): Float32Array =>
          tf.tidy(() =>
            Float32Array.from(tf.maxPool(tf.tensor4d(of, shape), filter, strides, pad).dataSync()),
          );
        const seen = pooled(Float32Array.from(values, (_, at) => (places.has(at) ? 1 : 0)));
        const clean = pooled(values);
        const spoiled = pooled(values.map((value, at) => (places.has(at) ? Number.NaN : value)));
        expect([...spoiled]).toEqual([...clean].map((value, at) => (seen[at] === 1 ? Number.NaN : value)));
      }),
      { numRuns: 60 },
    );
  });
});
