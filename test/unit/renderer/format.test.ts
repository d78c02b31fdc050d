import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../src-renderer/format/bytes.ts';
import { parseFormula, type MathNode } from '../../../src-renderer/format/formula.ts';
import {
  formatDelta,
  formatExact,
  formatInteger,
  formatNumber,
  formatPercent,
} from '../../../src-renderer/format/number.ts';
import { formatParam } from '../../../src-renderer/format/param.ts';
import { formatShape } from '../../../src-renderer/format/shape.ts';
import { formatDuration, formatIsoTime, formatRelativeTime } from '../../../src-renderer/format/time.ts';
import { parts, preprocessingKinds, textKinds } from '../../../src-renderer/state/spec-fields.ts';

describe('a measured number', () => {
  it.each([
    [0.123456, '0.1235'],
    [12.3456, '12.35'],
    [1234.56, '1,235'],
    [123456, '123,456'],
    [999999.9, '1e6'],
    [1_000_000, '1e6'],
    [1_234_567, '1.235e6'],
    [0.001, '0.001000'],
    [0.000999949, '9.999e−4'],
    [0.00099999, '0.001000'],
    [-0.5, '−0.5000'],
    [-1.5e-10, '−1.5e−10'],
    [0, '0'],
    [-0, '−0'],
    [NaN, 'NaN'],
    [Infinity, 'inf'],
    [-Infinity, '−inf'],
    [null, '—'],
    [undefined, '—'],
    [7, '7'],
    [Number.MIN_VALUE, '4.941e−324'],
    [Number.MAX_VALUE, '1.798e308'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('has all its digits when copied', () => {
    expect([0.1 + 0.2, -0, NaN, -Infinity, null].map(formatExact)).toEqual([
      '0.30000000000000004',
      '-0',
      'NaN',
      '-Infinity',
      '—',
    ]);
  });

  it('is grouped when whole, signed when a difference, percent when a share', () => {
    expect(formatInteger(1234567)).toBe('1,234,567');
    expect([formatDelta(0.25), formatDelta(-3), formatDelta(0), formatDelta(NaN)]).toEqual([
      '+0.2500',
      '−3',
      '0',
      'NaN',
    ]);
    expect(formatPercent(0.9667)).toBe('96.7\u202f%');
  });
});

describe('a param', () => {
  it('is shown as chosen', () => {
    const values = [0.000125, 1e-8, 12345678, 123456789, 5.1999999999999993, true, null, 'adam', undefined];
    expect(values.map(formatParam)).toEqual([
      '0.000125',
      '1e−8',
      '12345678',
      '123,456,789',
      '5.2',
      'true',
      'null',
      'adam',
      '—',
    ]);
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KB'],
    [1024 * 1023.6, '1.00 MB'],
    [10 * 1024 ** 2, '10.0 MB'],
    [977 * 1024 ** 2, '977 MB'],
    [1.5 * 1024 ** 4, '1.50 TB'],
    [null, '—'],
  ])('%d are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [839.6, '840 ms'],
    [999.6, '1.0 s'],
    [4200, '4.2 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1m 00s'],
    [187_000, '3m 07s'],
    [3_599_600, '1h 00m'],
    [3_840_000, '1h 04m'],
    [53 * 3_600_000, '2d 05h'],
    [null, '—'],
    [NaN, '—'],
  ])('of %d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('a point in time', () => {
  const now = Date.UTC(2026, 10, 24, 12, 0, 0);

  it('is relative within a day, in both languages', () => {
    const ages = [3, 45, 130, 7200 + 60].map((seconds) => now - seconds * 1000);
    expect(ages.map((time) => formatRelativeTime(time, now, 'en'))).toEqual([
      'now',
      '45 seconds ago',
      '2 minutes ago',
      '2 hours ago',
    ]);
    expect(ages.map((time) => formatRelativeTime(time, now, 'zh-CN'))).toEqual([
      '现在',
      '45秒钟前',
      '2分钟前',
      '2小时前',
    ]);
  });

  it('is a date after that', () => {
    expect(formatRelativeTime(now - 3 * 86_400_000, now, 'en')).toContain('2026');
  });

  it('has a form that sorts', () => {
    const time = new Date(2026, 0, 2, 3, 4, 5).getTime();
    expect(formatIsoTime(time)).toBe('2026-01-02 03:04:05');
  });
});

describe('a shape', () => {
  it('is written with crosses', () => {
    expect([formatShape([8, 8, 1]), formatShape([3]), formatShape([])]).toEqual(['8 × 8 × 1', '3', '1']);
  });
});

describe('a formula', () => {
  const write = (node: MathNode): string =>
    `<${node.tag}>${node.text ?? ''}${(node.children ?? []).map(write).join('')}</${node.tag}>`;
  const read = (tex: string): string => parseFormula(tex).map(write).join('');

  it('becomes MathML', () => {
    expect(read(String.raw`\frac{1}{n} x_i^2`)).toBe(
      '<mfrac><mn>1</mn><mi>n</mi></mfrac><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>',
    );
    expect(read(String.raw`\sqrt{\hat{v}_{t+1}} - \op{softmax}`)).toBe(
      '<msqrt><msub><mover><mi>v</mi><mo>^</mo></mover><mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow></msub></msqrt>' +
        '<mo>−</mo><mi>softmax</mi>',
    );
  });

  it('is refused when it uses what is not known or does not end', () => {
    expect(() => read(String.raw`\integral x`)).toThrow('unknown \\integral');
    expect(() => read('x_{i')).toThrow('open brace');
    expect(() => read('x_')).toThrow('ends too early');
  });

  it('of every choice can be read', () => {
    const all = [...Object.values(parts), preprocessingKinds, textKinds].flatMap((kinds) =>
      kinds.flatMap(({ formulas }) => formulas ?? []),
    );
    expect(all.length).toBeGreaterThan(20);
    for (const tex of all) expect(read(tex), tex).toContain('<mi>');
  });
});
