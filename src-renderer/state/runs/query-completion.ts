import { printField, printLiteral } from '#contract/run-query/print.ts';
import type { Token } from '#contract/run-query/tokens.ts';
import {
  metricFigures,
  runFields,
  systemFields,
  type RunField,
  type SystemField,
} from '#contract/run-query/tree.ts';
import type { RunNames } from '#contract/methods/runs.ts';
import type { ParamValue } from '#contract/param.ts';
import { runStates } from '#contract/run.ts';
import { readSoFar } from './query-text.ts';

export interface KnownNames extends RunNames {
  readonly experiments: readonly string[];
}

/** What could stand at the caret. */
export interface Completion {
  readonly text: string;
  readonly kind: 'field' | 'metric' | 'param' | 'tag' | 'value' | 'word';
}

export interface Completions {
  /** What is replaced: from here to the caret. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
  /** The param whose values would be of use. */
  readonly path: string | null;
}

const most = 40;

/** What a name stands for in the sentence so far. */
type Expecting =
  | { readonly what: 'operand' | 'operator' | 'joint' | 'null' | 'by' | 'direction' | 'orderBy' }
  | { readonly what: 'value'; readonly of: Token | null };

/**
 * Names, values and words that fit where the caret is, those first that begin with what is typed. `values` are known ones
 * of the param that is compared (see `path` of an earlier answer).
 */
export function completions(
  text: string,
  caret: number,
  names: KnownNames,
  values: readonly ParamValue[] = [],
): Completions {
  const typed = text.slice(0, caret);
  const { tokens, openQuote } = readSoFar(typed);
  const last = tokens.at(-1);
  const isPartial = openQuote === null && last?.kind === 'name' && last.end === caret;
  const before = isPartial ? tokens.slice(0, -1) : tokens;
  const from = openQuote ?? (isPartial ? last.start : caret);
  const partial = typed.slice(from).replace(/^["']/, '').toLowerCase();
  const expecting = expected(before);
  const path = expecting.what === 'value' ? paramOf(expecting.of) : null;
  const offered = offers(expecting, names, values, openQuote !== null, partial);
  const fitting = ranked(offered, partial);
  // A word that is complete needs no help.
  const items = fitting.length === 1 && fitting[0]?.text === typed.slice(from) ? [] : fitting;
  return { from, to: caret, items: items.slice(0, most), path };
}

/** What the words and signs before the caret leave to be said. */
function expected(before: readonly Token[]): Expecting {
  let state: Expecting = { what: 'operand' };
  let operand: Token | null = null;
  let inList = false;
  for (const token of before) {
    const word =
      token.kind === 'name' && token.segments.length === 1 ? token.segments[0]?.text.toLowerCase() : '';
    if (token.kind === 'symbol') {
      if (['=', '!=', '<', '>', '<=', '>=', '==', '<>', '~', '!~'].includes(token.symbol)) {
        state = { what: 'value', of: operand };
      } else if (token.symbol === ')') {
        state = { what: 'joint' };
        inList = false;
      } else if (token.symbol === '(') state = inList ? { what: 'value', of: operand } : { what: 'operand' };
      else if (token.symbol === ',') state = inList ? { what: 'value', of: operand } : { what: 'orderBy' };
      else if (token.symbol === '.step') state = { what: 'operator' };
      else state = { what: 'operand' };
    } else if (word === 'and' || word === 'or') state = { what: 'operand' };
    else if (word === 'not') state = state.what === 'operator' ? state : { what: 'operand' };
    else if (word === 'order') state = { what: 'by' };
    else if (word === 'by') state = { what: 'orderBy' };
    else if (word === 'in') inList = true;
    else if (word === 'like' || word === 'contains' || word === 'matches')
      state = { what: 'value', of: operand };
    else if (word === 'is') state = { what: 'null' };
    else if (word === 'null' || word === 'nan' || word === 'asc' || word === 'desc')
      state = { what: 'joint' };
    else if (state.what === 'value') state = { what: 'joint' };
    else if (state.what === 'orderBy') state = { what: 'direction' };
    else {
      operand = token;
      state = { what: 'operator' };
    }
  }
  return state;
}

function paramOf(token: Token | null): string | null {
  if (token?.kind !== 'name' || token.segments[0]?.text !== 'params') return null;
  return token.segments
    .slice(1)
    .map(({ text }) => text)
    .join('.');
}

function offers(
  expecting: Expecting,
  names: KnownNames,
  values: readonly ParamValue[],
  quoted: boolean,
  partial: string,
): readonly Completion[] {
  const words = (...all: readonly string[]): readonly Completion[] =>
    all.map((text) => ({ text, kind: 'word' }));
  switch (expecting.what) {
    case 'operand':
    case 'orderBy':
      return quoted ? [] : fields(names, partial);
    case 'operator':
      return quoted
        ? []
        : words('is null', 'is not null', 'in (', 'contains', 'like', 'matches', 'and', 'or', 'order by');
    case 'joint':
      return words('and', 'or', 'order by');
    case 'null':
      return words('null', 'not null', 'nan');
    case 'by':
      return words('by');
    case 'direction':
      return words('desc', 'asc');
    case 'value':
      return valuesOf(expecting.of, names, values).map((text) => ({ text, kind: 'value' }));
  }
}

/** Figures of a metric are offered once its name is there, else there would be too many. */
function fields(names: KnownNames, partial: string): readonly Completion[] {
  // What Object.keys gives are the names of fields.
  const own = (Object.keys(runFields) as RunField[]).map((name) => printField({ of: 'run', name }));
  const system = (Object.keys(systemFields) as SystemField[]).map((name) =>
    printField({ of: 'system', name }),
  );
  const metrics = names.metrics.flatMap((key) => {
    const name = printField({ of: 'metric', key, figure: 'final', step: false });
    if (!partial.startsWith(`${name.toLowerCase()}.`)) return [name];
    const figures = metricFigures.filter((figure) => figure !== 'final');
    const steps = figures.filter((figure) => figure !== 'count').map((figure) => `${name}.${figure}.step`);
    return [...figures.map((figure) => `${name}.${figure}`), `${name}.at(`, ...steps];
  });
  const of = (kind: Completion['kind'], texts: readonly string[]): readonly Completion[] =>
    texts.map((text) => ({ text, kind }));
  return [
    ...of('metric', metrics),
    ...of('field', own),
    ...of(
      'param',
      names.params.map((path) => printField({ of: 'param', path })),
    ),
    ...of(
      'tag',
      names.tags.map((tag) => printField({ of: 'tag', tag })),
    ),
    ...of('field', system),
  ];
}

function valuesOf(token: Token | null, names: KnownNames, values: readonly ParamValue[]): readonly string[] {
  const text = (value: string): string => printLiteral({ kind: 'text', value });
  if (token?.kind !== 'name') return [];
  const [root] = token.segments;
  switch (root?.text) {
    case 'state':
      return runStates.map(text);
    case 'experiment':
      return names.experiments.map(text);
    case 'engine':
      return names.engines.map(text);
    case 'tags':
      return token.segments.length === 1 ? names.tags.map(text) : ['true', 'false'];
    case 'created':
    case 'started':
    case 'ended':
      return ['today', 'yesterday', '-1h', '-1d', '-7d', '-30d'];
    case 'params':
      return values.flatMap((value) => {
        if (value === null) return [];
        if (typeof value === 'string') return [text(value)];
        return [typeof value === 'number' ? printLiteral({ kind: 'number', value }) : String(value)];
      });
    default:
      return [];
  }
}

/** Those with what is typed in them: at the beginning, behind a dot or a slash, anywhere. */
function ranked(offered: readonly Completion[], partial: string): readonly Completion[] {
  const place = ({ text }: Completion): number => {
    const plain = text.toLowerCase().replace(/^"/, '');
    if (plain.startsWith(partial)) return 0;
    const at = plain.indexOf(partial);
    return at < 0 ? 3 : /[./ ]/.test(plain[at - 1] ?? '') ? 1 : 2;
  };
  const placed = offered.map((item) => ({ item, at: place(item) })).filter(({ at }) => at < 3);
  return placed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}
