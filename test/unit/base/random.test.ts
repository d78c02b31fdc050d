import { describe, expect, it } from 'vitest';
import { philox, stream } from '../../../src-main/base/random.ts';
import { moments } from '../../../src-main/base/statistics.ts';

function words(counter: readonly number[], key: readonly [number, number]): string[] {
  const out = new Uint32Array(4);
  philox(Uint32Array.from(counter), key[0], key[1], out);
  return [...out].map((word) => word.toString(16).padStart(8, '0'));
}

describe('Philox4x32-10', () => {
  // The known answers published with Random123 (kat_vectors).
  it('gives the published answers', () => {
    const ones = 0xffffffff;
    expect([
      words([0, 0, 0, 0], [0, 0]),
      words([ones, ones, ones, ones], [ones, ones]),
      words([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    ]).toEqual([
      ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
      ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
      ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    ]);
  });
});

describe('a random stream', () => {
  const first = (seed: number, ...name: (string | number)[]): number => stream(seed, ...name).uint32();

  it('draws the same numbers whenever it is opened', () => {
    const draw = () => {
      const random = stream(0, 'order', 3);
      return [random.uniform(), random.normal(), random.integer(10), [...random.permutation(5)]];
    };
    expect(draw()).toEqual(draw());
  });

  it('differs by seed, by name and by how a name is cut', () => {
    const all = [
      first(0, 'a'),
      first(1, 'a'),
      first(0, 'b'),
      first(0, 'ab'),
      first(0, 'a', 'b'),
      first(0, 'a', 0),
      first(0, 'a', 1),
      first(0, 'a', -1),
      first(2 ** 40, 'a'),
      first(0, 'aa'),
      first(0),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('draws uniform and normal numbers with the moments of their distributions', () => {
    const random = stream(7, 'moments');
    const uniform = moments(Array.from({ length: 100_000 }, () => random.uniform()));
    const normal = moments(Array.from({ length: 100_000 }, () => random.normal()));
    // Within four standard errors of a sample of this size.
    expect(uniform.mean).toBeCloseTo(0.5, 2);
    expect(uniform.standardDeviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    expect(uniform.min).toBeGreaterThanOrEqual(0);
    expect(uniform.max).toBeLessThan(1);
    expect(Math.abs(normal.mean)).toBeLessThan(4 / Math.sqrt(100_000));
    expect(normal.standardDeviation).toBeCloseTo(1, 1);
  });

  it('permutes: every index comes once, and every order is as likely', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = stream(0, 'permutation', i).permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    // 99.9 % of chi-square with five degrees of freedom is 20.5.
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(20.5);
  });

  it('chooses by weight and never what has none', () => {
    const random = stream(0, 'choice');
    const counts = [0, 0, 0];
    for (let i = 0; i < 10_000; i++) {
      const chosen = random.choice([1, 0, 3]);
      counts[chosen] = (counts[chosen] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect((counts[2] ?? 0) / 10_000).toBeCloseTo(0.75, 1);
  });

  it('refuses a range that has no numbers', () => {
    expect(() => stream(0).integer(0)).toThrow(RangeError);
  });
});
