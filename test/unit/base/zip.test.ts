import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zip } from '../../../src-main/base/zip.ts';
import { unzip } from '../../support/unzip.ts';

const entry = fc.record({
  name: fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => name.isWellFormed()),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat({ max: 5000 }).map((length) => new Uint8Array(length).fill(7)),
  ),
});

describe('a ZIP archive', () => {
  it('gives back what went in, whatever its names and bytes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 8 }),
        fc.nat(),
        (entries, time) => {
          const read = [...unzip(zip(entries, time))].map(([name, bytes]) => ({ name, bytes: [...bytes] }));
          expect(read).toEqual(entries.map(({ name, bytes }) => ({ name, bytes: [...bytes] })));
        },
      ),
    );
  });

  it('is smaller where its entries say the same over and over, and hardly larger where they do not', () => {
    const same = new Uint8Array(100_000).fill(65);
    expect(zip([{ name: 'a', bytes: same }], 0).length).toBeLessThan(1000);
    const noise = Uint8Array.from({ length: 300 }, (_, index) => (index * 7919 + index * index * 31) % 251);
    expect(zip([{ name: 'a', bytes: noise }], 0).length).toBeLessThan(noise.length + 120);
  });
});
