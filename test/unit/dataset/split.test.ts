import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRows } from '../../../src-main/engine/dataset/split.ts';

const rows = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

describe('a split', () => {
  it('puts every row in exactly one part and holds out the share, whatever the kind', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('random', 'stratified', 'ordered'),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(),
        (kind, count, share, seed) => {
          const classes = Array.from({ length: count }, (_, row) => (row * row) % 4);
          const { train, validation } = splitRows(rows(count), kind, share, seed, classes);
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...rows(count)]);
          expect(validation.length).toBe(Math.round(count * share));
        },
      ),
    );
  });

  it('keeps the shares of classes to within a row when stratified', () => {
    const classes = Array.from({ length: 150 }, (_, row) => (row < 100 ? 0 : row < 145 ? 1 : 2));
    const { validation } = splitRows(rows(150), 'stratified', 0.2, 0, classes);
    const counts = [0, 1, 2].map((of) => [...validation].filter((row) => classes[row] === of).length);
    expect(counts).toEqual([20, 9, 1]);
  });

  it('holds out the end when ordered', () => {
    expect([...splitRows(rows(10), 'ordered', 0.3, 5).validation]).toEqual([7, 8, 9]);
  });

  it('is the same for the same seed and another for another', () => {
    const held = (seed: number) => [...splitRows(rows(100), 'random', 0.2, seed).validation];
    expect(held(0)).toEqual(held(0));
    expect(held(0)).not.toEqual(held(1));
  });
});
