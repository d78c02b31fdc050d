import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Triple = readonly [number, number, number];

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/styles/tokens.css'), 'utf8');
const valuesOf = (name: string): readonly string[] =>
  [...css.matchAll(new RegExp(`${name}: (#[0-9a-f]{6});`, 'g'))].map(([, value]) => value ?? '');
// Light stands first, then the system's dark and the chosen one.
const themes = ['light', 'dark by the system', 'dark by choice'].map((name, index) => ({
  name,
  colors: Array.from({ length: 10 }, (_, slot) => valuesOf(`--series-${slot}`)[index] ?? ''),
  backgrounds: ['--bg', '--bg-raised'].map((background) => valuesOf(background)[index] ?? '#ffffff'),
}));

function linear(hex: string): Triple {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const times = (matrix: readonly Triple[], [a, b, c]: Triple): Triple => {
  const [x = 0, y = 0, z = 0] = matrix.map(([i, j, k]) => i * a + j * b + k * c);
  return [x, y, z];
};
const mapped = ([a, b, c]: Triple, how: (value: number) => number): Triple => [how(a), how(b), how(c)];

/** Contrast of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((hex) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0])
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Normal sight, and the three deficiencies at full severity: Machado, Oliveira and Fernandes 2009. */
const sights: readonly (readonly Triple[])[] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
];

/** OKLab: Ottosson 2020. */
function oklab(color: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    mapped(cones, Math.cbrt),
  );
}

const seen = (hex: string): readonly Triple[] =>
  sights.map((sight) => oklab(mapped(times(sight, linear(hex)), (value) => Math.min(1, Math.max(0, value)))));
const distance = (one: string, other: string): number => {
  const there = seen(other);
  return Math.min(
    ...seen(one).map((color, i) => Math.hypot(...color.map((x, j) => x - (there[i]?.[j] ?? 0)))),
  );
};

describe.each(themes)('series colours, $name', ({ colors, backgrounds }) => {
  it('stand out from the page and from cards', () => {
    for (const color of colors) {
      for (const background of backgrounds) {
        expect(contrast(color, background), `${color} on ${background}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('are told apart with normal and with colour-deficient sight', () => {
    const pairs = colors.flatMap((one, i) => colors.slice(i + 1).map((other) => [one, other] as const));
    for (const [one, other] of pairs) {
      expect(distance(one, other), `${one} and ${other}`).toBeGreaterThanOrEqual(0.085);
    }
  });
});
