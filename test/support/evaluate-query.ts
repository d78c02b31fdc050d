import type { Condition, FieldName, Literal, RunQuery, Value } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import { runStates, type RunRow } from '#contract/run.ts';

/** What a query is asked of: a row of the table with its points. */
export interface AskedRun {
  readonly row: RunRow;
  readonly points: Readonly<Record<string, readonly { readonly step: number; readonly value: number }[]>>;
}

type Atom = number | string | boolean | null;

interface Times {
  readonly now: number;
  readonly today: number;
  readonly yesterday: number;
}

/** The runs that a query is about, in its order, found by looking at each of them in plain JavaScript. */
export function evaluateQuery(query: RunQuery, runs: readonly AskedRun[], times: Times): number[] {
  const { condition, order } = query;
  const found = runs.filter((run) => condition === null || holds(condition, run, times));
  const sorted = found.toSorted((a, b) => {
    for (const { value, direction } of order) {
      const [placeA, placeB] = [placeOf(value, a, times), placeOf(value, b, times)];
      const sign = direction === 'asc' ? 1 : -1;
      const difference =
        placeA[0] - placeB[0] || sign * (placeA[1] < placeB[1] ? -1 : placeA[1] > placeB[1] ? 1 : 0);
      if (difference !== 0) return difference;
    }
    // Without an order the newest come first.
    if (order.length === 0 && a.row.createdAt !== b.row.createdAt) return b.row.createdAt - a.row.createdAt;
    return order.at(-1)?.direction === 'asc' ? a.row.id - b.row.id : b.row.id - a.row.id;
  });
  return sorted.map(({ row }) => row.id);
}

function holds(condition: Condition, run: AskedRun, times: Times): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(part, run, times));
    case 'any':
      return condition.of.some((part) => holds(part, run, times));
    case 'not':
      return !holds(condition.of, run, times);
    case 'compare': {
      const { operator, left, right } = condition;
      if (left.kind === 'field' && left.field.of === 'tags') {
        const has = right.kind === 'text' && run.row.tags.includes(right.value);
        return has === (operator === '=');
      }
      const types = [typeOf(left), typeOf(right)];
      const one = momentOf(left, types[1] === 'time', run, times);
      const other = momentOf(right, types[0] === 'time', run, times);
      // A param is taken for a number where it is computed with.
      return compares(operator, one, other);
    }
    case 'in': {
      const { value, list, negated } = condition;
      const values: readonly Atom[] = list.map((literal: Literal) => literal.value);
      if (typeOf(value) === 'texts') return run.row.tags.some((tag) => values.includes(tag)) !== negated;
      const atom = atomOf(value, run, times);
      return atom !== null && !isNaNValue(atom) && values.some((one) => one === atom) !== negated;
    }
    case 'like':
    case 'matches': {
      const { kind, value, pattern, negated } = condition;
      const test = kind === 'matches' ? expression(pattern) : like(pattern);
      if (typeOf(value) === 'texts') return run.row.tags.some((tag) => test.test(tag)) !== negated;
      const atom = atomOf(value, run, times);
      return typeof atom === 'string' && test.test(atom) !== negated;
    }
    case 'null': {
      const { value, negated } = condition;
      if (typeOf(value) === 'texts') return (run.row.tags.length === 0) !== negated;
      const atom = atomOf(value, run, times);
      const missing =
        atom === null ||
        (value.kind !== 'field' && typeof atom !== 'number') ||
        (value.kind !== 'field' && isNaNValue(atom));
      return missing !== negated;
    }
    case 'nan':
      return isNaNValue(atomOf(condition.value, run, times)) !== condition.negated;
    case 'true':
      return atomOf(condition.value, run, times) === true;
    case 'word':
      return hasWord(run.row, condition.word);
  }
}

function compares(operator: string, one: Atom, other: Atom): boolean {
  if (one === null || other === null || typeof one !== typeof other || isNaNValue(one) || isNaNValue(other))
    return false;
  switch (operator) {
    case '=':
      return one === other;
    case '!=':
      return one !== other;
    case '<':
      return typeof one !== 'boolean' && one < other;
    case '<=':
      return typeof one !== 'boolean' && one <= other;
    case '>':
      return typeof one !== 'boolean' && one > other;
    default:
      return typeof one !== 'boolean' && one >= other;
  }
}

function isNaNValue(atom: Atom): boolean {
  return typeof atom === 'number' && Number.isNaN(atom);
}

function momentOf(value: Value, besideTime: boolean, run: AskedRun, times: Times): Atom {
  const atom = atomOf(value, run, times);
  return besideTime && typeOf(value) === 'duration' && typeof atom === 'number' ? times.now + atom : atom;
}

function atomOf(value: Value, run: AskedRun, times: Times): Atom {
  switch (value.kind) {
    case 'field':
      return fieldOf(value.field, run);
    case 'negative': {
      const of = numberOf(atomOf(value.of, run, times));
      return of === null ? null : -of;
    }
    case 'arithmetic': {
      const left = numberOf(atomOf(value.left, run, times));
      const right = numberOf(atomOf(value.right, run, times));
      if (left === null || right === null || (value.operator === '/' && right === 0)) return null;
      const result = { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[
        value.operator
      ];
      return Number.isNaN(result) ? null : result;
    }
    case 'moment':
      return times[value.value];
    default:
      return value.value;
  }
}

function numberOf(atom: Atom): number | null {
  return typeof atom === 'number' && !Number.isNaN(atom) ? atom : null;
}

function fieldOf(field: FieldName, { row, points }: AskedRun): Atom {
  switch (field.of) {
    case 'run': {
      const known: Record<string, Atom> = {
        id: row.id,
        name: row.name,
        state: row.state,
        experiment: row.experiment,
        created: row.createdAt,
        started: row.startedAt,
        ended: row.endedAt,
        duration: row.durationMs,
      };
      return known[field.name] ?? null;
    }
    case 'param':
      return row.params[field.path] ?? null;
    case 'tag':
      return row.tags.includes(field.tag);
    case 'metric': {
      const summary = row.metrics[field.key];
      if (summary === undefined) return null;
      if (field.figure === 'count') return summary.count;
      return field.step ? summary[`${field.figure}Step`] : summary[field.figure];
    }
    case 'metricAt': {
      const before = (points[field.key] ?? []).filter(({ step }) => step <= field.at);
      const latest = before.reduce<(typeof before)[number] | undefined>(
        (best, point) => (best === undefined || point.step >= best.step ? point : best),
        undefined,
      );
      return latest === undefined ? null : field.step ? latest.step : latest.value;
    }
    default:
      return null;
  }
}

function placeOf(value: Value, run: AskedRun, times: Times): readonly [number, number | string] {
  const atom = atomOf(value, run, times);
  if (value.kind === 'field' && value.field.of === 'param') {
    const { path } = value.field;
    if (!(path in run.row.params)) return [4, 0];
    if (atom === null) return [3, 0];
    if (typeof atom === 'number') return [0, atom];
    return typeof atom === 'boolean' ? [1, Number(atom)] : [2, lower(atom)];
  }
  if (value.kind === 'field' && value.field.of === 'run' && value.field.name === 'state') {
    return [0, runStates.indexOf(run.row.state)];
  }
  if (value.kind === 'field' && value.field.of === 'metric' && run.row.metrics[value.field.key] === undefined)
    return [2, 0];
  if (atom === null || isNaNValue(atom)) return [1, 0];
  return [0, typeof atom === 'string' ? lower(atom) : Number(atom)];
}

/** A to Z alone, as SQLite folds them. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function hasWord(row: RunRow, word: string): boolean {
  const texts = [row.name, row.experiment, row.state, ...row.tags];
  const params = Object.values(row.params).filter((value) => typeof value === 'string');
  return [...texts, ...params].some((text) => text.toLowerCase().includes(word.toLowerCase()));
}

function expression(pattern: string): RegExp {
  return pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'iu') : new RegExp(pattern, 'u');
}

function like(pattern: string): RegExp {
  const parts = Array.from(pattern.matchAll(/\\[\\%_]|[^]/gu), ([part]) => {
    if (part === '%') return '[^]*';
    if (part === '_') return '[^]';
    return part.replace(/^\\(?=[\\%_])/, '').replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'iu');
}
