import type { PatternReason } from '../pattern/parse-pattern.ts';
import type { ValueType } from '../run-query/tree.ts';

const expected = {
  value: 'a value, such as metrics.val/loss, 0.3 or "adam"',
  comparison: 'a comparison, such as < 0.3, = "adam" or is null',
  joint: '"and", "or" or "order by"',
  by: '"by" after "order"',
  endOrComma: 'a comma with another value, or the end',
  list: 'a list in brackets, such as ("adam", "lion")',
  listEnd: 'a comma or the bracket that ends the list',
  bracketEnd: 'the bracket that closes this one',
  text: 'a text in quotes',
  nullOrNan: '"null" or "nan"',
  step: 'a step in brackets, such as .at(100)',
} as const;
export type Expected = keyof typeof expected;

const types: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  text: 'a text',
  texts: 'a set of tags',
  boolean: 'true or false',
  time: 'a time',
  duration: 'a duration',
  any: 'a param',
};

const patternReasons: Readonly<Record<PatternReason, string>> = {
  bracket: 'a bracket has no partner',
  set: 'a set is not closed by ]',
  range: 'a range in a set goes backwards',
  nothingToRepeat: 'there is nothing to repeat; write \\* for the sign itself',
  repeat: 'a repeat is {3}, {2,5} or {2,}, up to 200',
  lookaround: 'groups that begin with ? are not possible, other than (?: and, at the beginning, (?i)',
  reference: 'references to groups are not possible',
  escape: 'this escape means nothing here',
  tooLarge: 'it is too large',
};

/** The names that there are, or the nearest one in their stead. */
const mean = (near: string, known: readonly string[]): string =>
  known.length === 0 ? `Did you mean "${near}"?` : `There are ${known.join(', ')}.`;

/** What is wrong with the text of a query. */
export const querySentences = {
  'query.strange': ({ character }: { character: string }) =>
    `"${character}" means nothing here. Put texts in quotes and odd names in backticks.`,
  'query.unclosed': ({ quote }: { quote: string }) =>
    `This quote is not closed: put ${quote} at the end of the text.`,
  'query.unit': ({ text }: { text: string }) =>
    `"${text}" is no number. Units are ms, s, m, h, d and w, such as 90m.`,
  'query.tooLarge': ({ text }: { text: string }) => `${text} is too large a number.`,
  'query.date': ({ text }: { text: string }) =>
    `"${text}" is no time. Write 2026-11-25, 2026-11-25T14:30, today, or -7d for seven days ago.`,
  'query.tooLong': ({ most }: { most: number }) => `A query has at most ${most} characters.`,
  'query.tooManyParts': ({ most }: { most: number }) => `A query has at most ${most} parts.`,
  'query.tooDeep': ({ most }: { most: number }) => `Brackets lie at most ${most} deep.`,
  'query.expected': ({ what, found }: { what: Expected; found: string }) =>
    `Expected ${expected[what]}, and found "${found}".`,
  'query.expectedEnd': ({ what }: { what: Expected }) =>
    `The query ends too early: expected ${expected[what]}.`,
  'query.nameEnds': ({ name }: { name: string }) => `"${name}" is not complete: a name comes after the dot.`,
  'query.unknownField': ({ name, near, known }: { name: string; near: string; known: readonly string[] }) =>
    `There is no "${name}" to compare. ${mean(near, known)}${known.length === 0 ? '' : ' Texts are in quotes.'}`,
  'query.unknownName': (unknown: {
    what: 'metric' | 'param' | 'tag' | 'system' | 'state';
    name: string;
    near: string;
    known: readonly string[];
  }) => {
    const { what, name, near, known } = unknown;
    const nothing = {
      metric: `No run has the metric "${name}".`,
      param: `No run has the param "${name}".`,
      tag: `No run has the tag "${name}".`,
      system: `The system has no "${name}".`,
      state: `No run can be "${name}".`,
    }[what];
    return `${nothing} ${mean(near, known)}`;
  },
  'query.types': ({ left, right }: { left: ValueType; right: ValueType }) =>
    `${capital(types[left])} cannot be compared with ${types[right]}.`,
  'query.needsUnit': () => 'A duration needs a unit: 90s, 5m, 2h or 7d.',
  'query.truthOrder': () => 'True and false have no order: use = or !=.',
  'query.tagsCompared': () =>
    'Tags are compared with a text by = or !=, in, like or matches; or write tags.NAME.',
  'query.tagsOrder': () =>
    'Tags have no order. Order by tags.NAME, a metric, a param, or a field such as started.',
  'query.conditionAsValue': () => 'This is a condition already; a value was expected here.',
  'query.noCondition': () => 'This is a value, no condition: compare it with something.',
  'query.listed': () => 'A list holds numbers, texts, true and false only.',
  'query.needsText': ({ is }: { is: 'like' | 'contains' | 'matches' }) =>
    `"${is}" looks into texts, and this is none.`,
  'query.nanOf': () => 'Only metrics can be nan. Use "is null" for what a run lacks.',
  'query.arithmetic': ({ operator, left, right }: { operator: string; left: ValueType; right: ValueType }) =>
    `"${operator}" cannot join ${types[left]} and ${types[right]}.`,
  'query.negative': ({ type }: { type: ValueType }) => `There is no minus before ${types[type]}.`,
  'query.oneValue': () => 'This has to be one value, such as metrics.val/loss.min or params.batchSize * 2.',
  'query.effort': () =>
    'Searching so many texts for this pattern takes too long. Make it shorter, or narrow the runs down first.',
  'query.pattern': ({ reason, at }: { reason: PatternReason; at: number }) =>
    `This regular expression cannot be used: ${patternReasons[reason]} (character ${at}).`,
} as const;

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
