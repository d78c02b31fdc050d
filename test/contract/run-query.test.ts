import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapFields } from '#contract/run-query/fields.ts';
import { longestQuery, parseRunQuery } from '#contract/run-query/parse.ts';
import { printRunQuery } from '#contract/run-query/print.ts';
import type { RunQuery } from '#contract/run-query/tree.ts';
import { nowhere, queryArbitrary } from '../support/run-queries.ts';

const odd = [
  'a',
  'val/loss',
  'my-tag',
  'a.min',
  'min',
  'x y',
  '`',
  'a\\',
  '"',
  '\\"',
  'Épreuve',
  '运行',
  '100%',
  'at',
  'a.at',
  'x.step',
  '0',
  'or',
];
const words = { names: odd, texts: odd, numbers: [0, -0, 1, -2.5, 1e-7, 1e300, 100] };

function read(text: string): RunQuery {
  const { query, issue } = parseRunQuery(text);
  return query ?? expect.fail(`${text}: ${issue?.message ?? ''}`);
}

function withoutPlaces(query: RunQuery): RunQuery {
  const bare = structuredClone(query);
  return JSON.parse(
    JSON.stringify(
      mapFields(bare, ({ field }) => field),
      (key, value: unknown) => (key === 'span' ? nowhere : Object.is(value, -0) ? '-0' : value),
    ),
  ) as RunQuery;
}

/** The place that is told, and what stands there. */
function wrong(text: string): readonly [code: string | undefined, place: string, suggestion?: string] {
  const { issue } = parseRunQuery(text);
  if (issue === null) return expect.fail(`${text} is understood`);
  const found = [issue.said?.code, text.slice(issue.start, issue.end)] as const;
  return issue.suggestion === undefined ? found : [...found, issue.suggestion];
}

describe('a query as text', () => {
  it('reads as the same query when it is printed', () => {
    fc.assert(
      fc.property(queryArbitrary(words), (query) => {
        expect(withoutPlaces(read(printRunQuery(query)))).toEqual(withoutPlaces(query));
      }),
      { numRuns: 2000 },
    );
  });

  it('is understood in the words of a sentence', () => {
    expect(
      printRunQuery(
        read(
          'METRICS.val/loss.min <> 3 OR not  state == \'failed\' && (params.optimizer IN (adam, "lion")||tags.a-b) Order BY started'.replace(
            'METRICS',
            'metrics',
          ),
        ),
      ),
    ).toBe(
      'metrics.val/loss.min != 3 or not state = "failed" and (params.optimizer in ("adam", "lion") or tags.a-b) order by started',
    );
    expect(printRunQuery(read('name contains 50% or name ~ "^a"'.replace('50%', '"50%"')))).toBe(
      'name like "%50\\%%" or name matches "^a"',
    );
    expect(printRunQuery(read('- metrics.a - -1 > 2 * (3 + 4)'))).toBe('-metrics.a - -1 > 2 * (3 + 4)');
    expect(printRunQuery(read('metrics.a.final < 1 and duration > 90m'))).toBe(
      'metrics.a < 1 and duration > 90m',
    );
  });

  it('may be words alone, as they were always searched for', () => {
    expect(read('adam 0.002 100% x*y [z]').condition).toEqual({
      kind: 'all',
      of: ['adam', '0.002', '100%', 'x*y', '[z]'].map((word) => ({ kind: 'word', word })),
    });
    expect(printRunQuery(read('adam sgd "two words" or state = failed'))).toBe(
      '"adam" and "sgd" and "two words" or state = "failed"',
    );
    expect(read('  ')).toEqual({ condition: null, order: [] });
  });
});

describe('what is wrong with a query', () => {
  it('is told with its place and the nearest right word', () => {
    expect(wrong('nmae = "x"')).toEqual(['query.unknownField', 'nmae', 'name']);
    expect(wrong('metric.val/loss < 1')).toEqual([
      'query.unknownField',
      'metric.val/loss',
      'metrics.val/loss',
    ]);
    expect(wrong('id > 3 and state = "faild"')).toEqual(['query.unknownName', '"faild"', 'failed']);
    expect(wrong('state in (complete, runing)')).toEqual(['query.unknownName', 'runing', 'running']);
    expect(wrong('system.core > 3')).toEqual(['query.unknownName', 'system.core', 'cores']);
    expect(wrong('metrics.val/loss')).toEqual(['query.expectedEnd', '']);
    expect(wrong('metrics.val/loss <')).toEqual(['query.expectedEnd', '']);
    expect(wrong('metrics.val/loss < )')).toEqual(['query.expected', ')']);
    expect(wrong('(id > 3')).toEqual(['query.expectedEnd', '']);
    expect(wrong('id > 3)')).toEqual(['query.expected', ')']);
    expect(wrong('id > 3 id < 5')).toEqual(['query.expected', 'id']);
    expect(wrong('name = "x')).toEqual(['query.unclosed', '"x']);
    expect(wrong('name = ;')).toEqual(['query.strange', ';']);
    expect(wrong('started > "last week"')).toEqual(['query.date', '"last week"']);
    expect(wrong('started > 2026-02-31')).toEqual(['query.date', '2026-02-31']);
    expect(wrong('duration > 90')).toEqual(['query.needsUnit', 'duration > 90']);
    expect(wrong('duration > 5min')).toEqual(['query.unit', '5min']);
    expect(wrong('name > 3')).toEqual(['query.types', 'name > 3']);
    expect(wrong('name + 1 > 3')).toEqual(['query.arithmetic', 'name + 1']);
    expect(wrong('tags > "a"')).toEqual(['query.tagsCompared', 'tags > "a"']);
    expect(wrong('(id > 3) > 4')).toEqual(['query.conditionAsValue', '(id > 3)']);
    expect(wrong('name in ()')).toEqual(['query.expected', ')']);
    expect(wrong('id in (1, "a")')).toEqual(['query.types', '"a"']);
    expect(wrong('id like "a"')).toEqual(['query.needsText', 'id']);
    expect(wrong('name matches "(a"')).toEqual(['query.pattern', '"(a"']);
    expect(wrong('name is 3')).toEqual(['query.expected', '3']);
    expect(wrong('order started')).toEqual(['query.expected', 'started']);
    expect(wrong('order by started desk')).toEqual(['query.expected', 'desk']);
    expect(wrong('metrics. < 3')).toEqual(['query.nameEnds', 'metrics.']);
    expect(wrong('metrics.a.at < 3')).toEqual(['query.expected', '<']);
  });

  it('is the only thing that any text gives but a query', () => {
    const parts = fc.constantFrom(
      'metrics.',
      'params.',
      'tags',
      'a',
      '.at(',
      'and',
      'or',
      'not',
      'in',
      'is',
      'null',
      'order',
      'by',
      '(',
      ')',
      ',',
      '"',
      "'",
      '`',
      '\\',
      '<',
      '=',
      '~',
      '-',
      '/',
      '7d',
      '1e999',
      '2026-01-01',
      ' ',
      '\u0000',
      '😀',
      ';--',
      '__proto__',
      'constructor',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts, { maxLength: 30 }).map((all) => all.join(' ')),
      fc.array(parts, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const { query, issue } = parseRunQuery(given);
        if (issue === null) printRunQuery(query);
        else expect(0 <= issue.start && issue.start <= issue.end && issue.end <= given.length).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is told of what would be too much', () => {
    expect(wrong('a '.repeat(500))[0]).toBe('query.tooManyParts');
    expect(wrong(`${'id=1 or '.repeat(450)}id=1`)[0]).toBe('query.tooManyParts');
    expect(wrong(`${'('.repeat(100)}id = 1`)[0]).toBe('query.tooDeep');
    expect(wrong(`${'not '.repeat(100)}id = 1`)[0]).toBe('query.tooDeep');
    expect(wrong(`${'-'.repeat(100)}1 = 1`)[0]).toBe('query.tooDeep');
    expect(wrong(`id = 1${' '.repeat(longestQuery)}`)[0]).toBe('query.tooLong');
  });
});
