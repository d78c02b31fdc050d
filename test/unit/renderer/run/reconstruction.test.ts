import { describe, expect, it } from 'vitest';
import { farthest, pixelsOf, shareBelow } from '../../../../src-renderer/state/run/reconstruction.ts';

describe('a reconstruction', () => {
  it('is told by the numbers that are farthest off', () => {
    const row = { input: [1, 5, -2], output: [1.5, 5, 3] };
    expect(farthest(['a', 'b', 'c'], row, 2)).toEqual([
      { name: 'c', input: -2, output: 3 },
      { name: 'a', input: 1, output: 1.5 },
    ]);
  });

  it('is placed among the errors of other rows', () => {
    const quantiles = [
      { share: 0, error: 1 },
      { share: 0.5, error: 2 },
      { share: 1, error: 6 },
    ];
    expect([0, 1, 1.5, 2, 4, 6, 9].map((error) => shareBelow(quantiles, error))).toEqual([
      0, 0, 0.25, 0.5, 0.75, 1, 1,
    ]);
  });

  it('is drawn from black to white in the scale that is given, in colour where it has three channels', () => {
    expect([...pixelsOf([-1, 0, 1, 9], [2, 2, 1], -1, 1)]).toEqual([
      0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ]);
    expect([...pixelsOf([0, 0.5, 1], [1, 1, 3], 0, 1)]).toEqual([0, 128, 255, 255]);
    expect([...pixelsOf([3], [1, 1, 1], 3, 3)]).toEqual([0, 0, 0, 255]);
  });
});
