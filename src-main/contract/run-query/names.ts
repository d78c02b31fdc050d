import { nearest } from '../parse.ts';
import { say } from '../sentence.ts';
import { queryError, type QueryError } from './query-error.ts';
import type { Segment } from './tokens.ts';
import {
  metricFigures,
  moments,
  roots,
  runFields,
  systemFields,
  type FieldName,
  type MetricFigure,
  type RunField,
  type Span,
  type SystemField,
} from './tree.ts';

/** What a name means before it is known where it stands: a field, a metric whose step comes in brackets, or neither. */
export type ReadName =
  | { readonly is: 'field'; readonly field: FieldName }
  | { readonly is: 'metricAt'; readonly key: string }
  | { readonly is: 'unknown'; readonly text: string };

/** Reads a name. Throws a `QueryError` where it begins like a field and does not go on like one. */
export function readName(segments: readonly Segment[], span: Span): ReadName {
  const [first, ...rest] = segments;
  const text = segments.map((segment) => segment.text).join('.');
  if (first === undefined || first.quoted) return { is: 'unknown', text };
  const last = rest.at(-1);
  if (last?.text === '' && !last.quoted) throw queryError(span, say('query.nameEnds', { name: text }));
  switch (first.text) {
    case 'metrics':
      if (rest.length === 0) throw queryError(span, say('query.nameEnds', { name: text }));
      return metricName(rest);
    case 'params':
      if (rest.length === 0) throw queryError(span, say('query.nameEnds', { name: text }));
      return { is: 'field', field: { of: 'param', path: joined(rest) } };
    case 'tags':
      return { is: 'field', field: rest.length === 0 ? { of: 'tags' } : { of: 'tag', tag: joined(rest) } };
    case 'system': {
      const name = joined(rest);
      if (isSystemField(name)) return { is: 'field', field: { of: 'system', name } };
      throw unknownName('system', name, Object.keys(systemFields), span);
    }
  }
  if (rest.length === 0 && isRunField(first.text)) {
    return { is: 'field', field: { of: 'run', name: first.text } };
  }
  return { is: 'unknown', text };
}

function metricName(rest: readonly Segment[]): ReadName {
  const plain = (index: number): string | null => {
    const segment = rest.at(index);
    return segment === undefined || segment.quoted ? null : segment.text;
  };
  const figureAt = (index: number): MetricFigure | null =>
    metricFigures.find((known) => known === plain(index)) ?? null;
  if (rest.length > 1 && plain(-1) === 'at') return { is: 'metricAt', key: joined(rest.slice(0, -1)) };
  const stepOf = rest.length > 2 && plain(-1) === 'step' ? figureAt(-2) : null;
  if (stepOf !== null && stepOf !== 'count') {
    return metric(joined(rest.slice(0, -2)), stepOf, true);
  }
  const figure = rest.length > 1 ? figureAt(-1) : null;
  return figure === null
    ? metric(joined(rest), 'final', false)
    : metric(joined(rest.slice(0, -1)), figure, false);
}

function metric(key: string, figure: MetricFigure, step: boolean): ReadName {
  return { is: 'field', field: { of: 'metric', key, figure, step } };
}

function joined(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join('.');
}

function isRunField(name: string): name is RunField {
  return Object.hasOwn(runFields, name);
}

function isSystemField(name: string): name is SystemField {
  return Object.hasOwn(systemFields, name);
}

/** A name that nothing has, with the nearest that something has. */
export function unknownField(text: string, span: Span): QueryError {
  const [first = '', ...rest] = text.split('.');
  const known: readonly string[] =
    rest.length > 0 ? roots : [...Object.keys(runFields), ...roots, ...moments];
  const near = nearest(first, known);
  const suggestion = near === undefined ? undefined : [near, ...rest].join('.');
  const listed = [...roots.map((root) => `${root}.…`), ...Object.keys(runFields)];
  return queryError(
    span,
    say('query.unknownField', {
      name: text,
      near: suggestion ?? '',
      known: suggestion === undefined ? listed : [],
    }),
    suggestion,
  );
}

/** A name of one kind of thing that no run has. There has to be at least one that some run has. */
export function unknownName(
  what: 'metric' | 'param' | 'tag' | 'system' | 'state',
  name: string,
  known: readonly string[],
  span: Span,
  near = nearest(name, known),
): QueryError {
  const listed = known.length > 12 ? [...known.slice(0, 12), '…'] : known;
  return queryError(
    span,
    say('query.unknownName', {
      what,
      name,
      near: near ?? '',
      known: near === undefined ? listed : [],
    }),
    near,
  );
}
