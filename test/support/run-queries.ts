import fc from 'fast-check';
import type { Condition, Field, FieldName, Literal, RunQuery, Value } from '#contract/run-query/tree.ts';
import { comparisons, metricFigures, moments } from '#contract/run-query/tree.ts';
import { runStates } from '#contract/run.ts';

/** Where a field stands in a text says nothing of what a query means. */
export const nowhere = { start: 0, end: 0 };

/** Names and values that queries of a test speak of; small, so that they meet those of its runs. */
export interface Words {
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Queries as whoever reads one gives them, every kind of condition and value among them. */
export function queryArbitrary(words: Words): fc.Arbitrary<RunQuery> {
  const condition = conditionArbitrary(words);
  const order = fc.array(
    fc.record({
      value: fc.oneof(
        numberArbitrary(words),
        timeArbitrary,
        textField(words),
        anyField(words),
        durationArbitrary,
      ),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    }),
    { maxLength: 2 },
  );
  return fc.record({ condition: fc.option(condition, { freq: 8 }), order });
}

function field(name: fc.Arbitrary<FieldName>): fc.Arbitrary<Field> {
  return name.map((one) => ({ kind: 'field', field: one, span: nowhere }));
}

function anyField({ names }: Words): fc.Arbitrary<Field> {
  return field(fc.constantFrom(...names).map((path) => ({ of: 'param', path })));
}

function textField(_: Words): fc.Arbitrary<Field> {
  return field(
    fc.constantFrom({ of: 'run', name: 'name' } as const, { of: 'run', name: 'experiment' } as const),
  );
}

function metricField({ names, numbers }: Words): fc.Arbitrary<Field> {
  const figure = fc.record({
    of: fc.constant('metric' as const),
    key: fc.constantFrom(...names),
    figure: fc.constantFrom(...metricFigures),
    step: fc.boolean(),
  });
  const at = fc.record({
    of: fc.constant('metricAt' as const),
    key: fc.constantFrom(...names),
    at: fc.constantFrom(...numbers.filter((number) => number >= 0 && !Object.is(number, -0))),
    step: fc.boolean(),
  });
  return field(
    fc.oneof(
      figure.map((one) => (one.figure === 'count' ? { ...one, step: false } : one)),
      at,
    ),
  );
}

function numberArbitrary(words: Words, depth = 2): fc.Arbitrary<Value> {
  const literal = fc.constantFrom(...words.numbers).map((value): Value => ({ kind: 'number', value }));
  const leaf = fc.oneof(
    literal,
    metricField(words),
    anyField(words),
    field(fc.constant({ of: 'run', name: 'id' })),
  );
  if (depth === 0) return leaf;
  const deeper = fc.tuple(numberArbitrary(words, depth - 1), numberArbitrary(words, depth - 1));
  const computed = fc
    .tuple(fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const), deeper)
    .map(([operator, [left, right]]): Value => ({ kind: 'arithmetic', operator, left, right }));
  const negative = numberArbitrary(words, depth - 1)
    .filter((of) => of.kind !== 'number')
    .map((of): Value => ({ kind: 'negative', of }));
  return fc.oneof({ weight: 4, arbitrary: leaf }, computed, negative);
}

const durationLiteral = fc
  .constantFrom(0, 1, 1500, -700, 7 * 86_400_000, 0.5)
  .map((value): Value => ({ kind: 'duration', value }));
const durationArbitrary: fc.Arbitrary<Value> = fc.oneof(
  durationLiteral,
  field(fc.constant({ of: 'run', name: 'duration' })),
);
const timeField = field(
  fc.constantFrom(
    { of: 'run', name: 'created' } as const,
    { of: 'run', name: 'started' } as const,
    { of: 'run', name: 'ended' } as const,
  ),
);
const timeArbitrary: fc.Arbitrary<Value> = fc.oneof(
  timeField,
  fc.constantFrom(1_764_028_800_123, 0).map((value): Value => ({ kind: 'time', value })),
  fc.constantFrom(...moments).map((value): Value => ({ kind: 'moment', value })),
  fc
    .tuple(timeField, durationLiteral)
    .map(([left, right]): Value => ({ kind: 'arithmetic', operator: '-', left, right })),
);

function conditionArbitrary(words: Words): fc.Arbitrary<Condition> {
  const { texts } = words;
  const text = fc.constantFrom(...texts);
  const textLiteral = text.map((value): Literal => ({ kind: 'text', value }));
  const number = numberArbitrary(words);
  const operator = fc.constantFrom(...comparisons);
  const equality = fc.constantFrom('=' as const, '!=' as const);
  const compare = (
    left: fc.Arbitrary<Value>,
    right: fc.Arbitrary<Value>,
    by: fc.Arbitrary<(typeof comparisons)[number]> = operator,
  ) => fc.record({ kind: fc.constant('compare' as const), operator: by, left, right });
  const tags = field(fc.constant({ of: 'tags' }));
  const tag = field(text.map((name) => ({ of: 'tag', tag: name })));
  const state = field(fc.constant({ of: 'run', name: 'state' }));
  const stateLiteral = fc.constantFrom(...runStates).map((value): Literal => ({ kind: 'text', value }));
  const boolean = fc.boolean().map((value): Literal => ({ kind: 'boolean', value }));
  const anyLiteral = fc.oneof(
    textLiteral,
    boolean,
    fc.constantFrom(...words.numbers).map((value): Literal => ({ kind: 'number', value })),
  );
  const listed = (value: fc.Arbitrary<Value>, literal: fc.Arbitrary<Literal>) =>
    fc.record({
      kind: fc.constant('in' as const),
      value,
      list: fc.array(literal, { minLength: 1, maxLength: 3 }),
      negated: fc.boolean(),
    });
  const looked = fc.oneof(textField(words), anyField(words), tags);
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    compare(number, number),
    compare(anyField(words), anyLiteral, equality),
    compare(anyField(words), anyField(words)),
    compare(textField(words), fc.oneof(textLiteral, anyField(words))),
    compare(tags, textLiteral, equality),
    compare(tag, boolean, equality),
    compare(state, stateLiteral),
    compare(timeArbitrary, fc.oneof(timeArbitrary, durationArbitrary)),
    compare(durationArbitrary, durationArbitrary),
    listed(anyField(words), anyLiteral),
    listed(tags, textLiteral),
    listed(state, stateLiteral),
    listed(
      number,
      fc.constantFrom(...words.numbers).map((value): Literal => ({ kind: 'number', value })),
    ),
    fc.record({
      kind: fc.constant('like' as const),
      value: looked,
      pattern: text.chain((one) => fc.constantFrom(one, `${one}%`, '_%', '%a_', '\\%', '%')),
      negated: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('matches' as const),
      value: looked,
      pattern: fc.constantFrom('^a', 'a|b', '[a-z]+$', '\\d', '(?i)A', 'x{2,}', '^$'),
      negated: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('null' as const),
      value: fc.oneof(number, textField(words), tags, timeArbitrary, durationArbitrary),
      negated: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('nan' as const), value: metricField(words), negated: fc.boolean() }),
    fc.record({ kind: fc.constant('true' as const), value: fc.oneof(tag, anyField(words)) }),
    fc.record({ kind: fc.constant('word' as const), word: text }),
  );
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 3, arbitrary: leaf },
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
    ),
  }));
  return condition;
}
