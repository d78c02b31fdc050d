import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from '../../../src-renderer/state/route.ts';
import { sourceKey, sourceOfKey } from '#contract/source-key.ts';

const id = fc.integer({ min: 1, max: 1_000_000_000 });
const word = fc.string({ minLength: 1, maxLength: 30 });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ page: 'home' }),
  fc.constant<Route>({ page: 'settings' }),
  fc.boolean().map((trashed): Route => ({ page: 'runs', trashed })),
  fc.tuple(fc.boolean(), word).map(([trashed, query]): Route => ({ page: 'runs', trashed, query })),
  id.map((run): Route => ({ page: 'run', id: run })),
  fc.tuple(id, word).map(([run, tab]): Route => ({ page: 'run', id: run, tab })),
  id.map((family): Route => ({ page: 'family', id: family })),
  fc.constant<Route>({ page: 'sweeps' }),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 8 })
    .map((sweeps): Route => ({ page: 'sweepComparison', sweeps })),
  id.map((sweep): Route => ({ page: 'sweep', id: sweep })),
  fc.uniqueArray(id, { maxLength: 8 }).map((runs): Route => ({ page: 'compare', runs })),
  fc.option(word).map((source): Route => ({ page: 'data', source })),
  fc.option(word).map((name): Route => ({ page: 'guide', name })),
  fc
    .record({ from: fc.option(id), sample: fc.option(word), data: fc.option(word) })
    .map((where): Route => ({ page: 'new', ...where })),
);

describe('a route', () => {
  it('comes back from its address as it was', () => {
    fc.assert(
      fc.property(route, (given) => {
        expect(parseRoute(formatRoute(given))).toEqual(given);
      }),
    );
  });

  it('is read from any address without failing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRoute(`#${text}`).page).toBeTypeOf('string');
      }),
    );
  });

  it.each([
    ['', { page: 'home' }],
    ['#/', { page: 'home' }],
    ['#/runs/12', { page: 'run', id: 12 }],
    ['#/runs/012', { page: 'unknown', path: '/runs/012' }],
    ['#/runs/-1', { page: 'unknown', path: '/runs/-1' }],
    ['#/runs/1/2', { page: 'unknown', path: '/runs/1/2' }],
    ['#/compare?runs=3,1,3,x', { page: 'compare', runs: [3, 1] }],
    ['#/new?from=12', { page: 'new', from: 12, sample: null, data: null }],
    ['#/sweepings', { page: 'unknown', path: '/sweepings' }],
    ['#/data/%E4%BD%A0', { page: 'data', source: '你' }],
    ['#/data/%', { page: 'data', source: '%' }],
  ])('%s is %j', (address, expected) => {
    expect(parseRoute(address)).toEqual(expected);
  });
});

describe('a dataset in an address', () => {
  it('comes back as it was', () => {
    const sources = [
      { kind: 'sample', name: 'iris.csv' },
      { kind: 'file', path: '/data/with:colon and 空格.csv' },
      { kind: 'stored', sha256: 'ab'.repeat(32) },
    ] as const;
    expect(sources.map((source) => sourceOfKey(sourceKey(source)))).toEqual(sources);
  });

  it('is refused when it is none', () => {
    expect(['', 'sample:', 'stored:abc', 'http://x', 'nothing'].map(sourceOfKey)).toEqual(
      Array(5).fill(null),
    );
  });
});
