import type { ErrorPayload } from '../errors.ts';
import type { ParamValue } from '../param.ts';
import type { TrialRow } from './sweep-view.ts';
import { trialOrigins, trialStates, type TrialCopy } from './trial.ts';

/** A trial as a page of many shows it; what it was chosen by is asked for with its output. */
export type TrialSummary = Omit<TrialRow, 'why'>;

/**
 * All trials of a sweep by columns, the trial's number being its place: ten thousand rows of objects would take most
 * of a page's time to be written and read. Where there is no number, there is NaN.
 */
export interface TrialColumns {
  /** Places in `trialStates` and `trialOrigins`. */
  readonly states: Uint8Array;
  readonly origins: Uint8Array;
  readonly params: Readonly<Record<string, ParamColumn>>;
  /** One for each objective. Whether there are any: a value may be NaN itself. */
  readonly values: readonly Float64Array[];
  readonly valued: Uint8Array;
  /** One for each limit; a trial has none before it is complete. */
  readonly violations: readonly Float64Array[];
  readonly repeats: Float64Array;
  readonly runs: Float64Array;
  /** Of a population: whose copies trials are. */
  readonly copies: readonly { readonly trial: number; readonly copy: TrialCopy }[];
  readonly reasons: readonly { readonly trial: number; readonly reason: ErrorPayload }[];
  readonly excluded: Uint8Array;
  readonly attempts: Float64Array;
  readonly createdAt: Float64Array;
  readonly startedAt: Float64Array;
  readonly endedAt: Float64Array;
  readonly durationMs: Float64Array;
  readonly exitCodes: Float64Array;
  readonly lastSteps: Float64Array;
  readonly lastValues: Float64Array;
  readonly bestReports: Float64Array;
}

/** Numbers, NaN where a trial has no such param; else places in a list of values, -1 where it has none. */
export type ParamColumn =
  | { readonly numbers: Float64Array }
  | { readonly values: readonly ParamValue[]; readonly places: Int32Array };

/** `trials` are all of a sweep, by number. */
export function toTrialColumns(trials: readonly TrialRow[]): TrialColumns {
  const count = trials.length;
  const numbers = (of: (trial: TrialRow) => number | null | undefined): Float64Array => {
    const column = new Float64Array(count);
    for (let i = 0; i < count; i++) column[i] = of(at(i)) ?? Number.NaN;
    return column;
  };
  const bytes = (of: (trial: TrialRow) => number): Uint8Array => {
    const column = new Uint8Array(count);
    for (let i = 0; i < count; i++) column[i] = of(at(i));
    return column;
  };
  const at = (i: number): TrialRow => {
    const trial = trials[i];
    if (trial === undefined) throw new Error(`there is no trial ${i}`);
    return trial;
  };
  const most = (of: (trial: TrialRow) => number): number =>
    trials.reduce((longest, trial) => Math.max(longest, of(trial)), 0);
  const several = (
    length: number,
    of: (trial: TrialRow, i: number) => number | undefined,
  ): readonly Float64Array[] => Array.from({ length }, (_, i) => numbers((trial) => of(trial, i)));
  return {
    states: bytes(({ state }) => trialStates.indexOf(state)),
    origins: bytes(({ origin }) => trialOrigins.indexOf(origin)),
    params: paramColumns(trials),
    values: several(
      most(({ values }) => values?.length ?? 0),
      ({ values }, i) => values?.[i],
    ),
    valued: bytes(({ values }) => Number(values !== null)),
    violations: several(
      most(({ violations }) => violations.length),
      ({ violations }, i) => violations[i],
    ),
    repeats: numbers(({ repeats }) => repeats),
    runs: numbers(({ run }) => run),
    copies: trials.flatMap(({ number, copy }) => (copy === null ? [] : [{ trial: number, copy }])),
    reasons: trials.flatMap(({ number, reason }) => (reason === null ? [] : [{ trial: number, reason }])),
    excluded: bytes(({ excluded }) => Number(excluded)),
    attempts: numbers(({ attempts }) => attempts),
    createdAt: numbers(({ createdAt }) => createdAt),
    startedAt: numbers(({ startedAt }) => startedAt),
    endedAt: numbers(({ endedAt }) => endedAt),
    durationMs: numbers(({ durationMs }) => durationMs),
    exitCodes: numbers(({ exitCode }) => exitCode),
    lastSteps: numbers(({ last }) => last?.step),
    lastValues: numbers(({ last }) => last?.value),
    bestReports: numbers(({ bestReport }) => bestReport),
  };
}

/** The way back. */
export function fromTrialColumns(columns: TrialColumns): readonly TrialSummary[] {
  const reasons = new Map(columns.reasons.map(({ trial, reason }) => [trial, reason]));
  const copies = new Map(columns.copies.map(({ trial, copy }) => [trial, copy]));
  const params = Object.entries(columns.params);
  const known = (column: Float64Array, i: number): number | null => {
    const value = column[i] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const trials: TrialSummary[] = [];
  for (let i = 0; i < columns.states.length; i++) {
    const own: Record<string, ParamValue> = {};
    for (const [name, column] of params) {
      const value = paramAt(column, i);
      if (value !== undefined) own[name] = value;
    }
    const step = known(columns.lastSteps, i);
    trials.push({
      number: i,
      state: trialStates[columns.states[i] ?? 0] ?? 'waiting',
      origin: trialOrigins[columns.origins[i] ?? 0] ?? 'sampler',
      repeats: known(columns.repeats, i),
      copy: copies.get(i) ?? null,
      params: own,
      values: columns.valued[i] === 1 ? columns.values.map((column) => column[i] ?? Number.NaN) : null,
      violations: columns.valued[i] === 1 ? columns.violations.map((column) => column[i] ?? Number.NaN) : [],
      run: known(columns.runs, i),
      reason: reasons.get(i) ?? null,
      excluded: columns.excluded[i] === 1,
      attempts: columns.attempts[i] ?? 0,
      createdAt: columns.createdAt[i] ?? 0,
      startedAt: known(columns.startedAt, i),
      endedAt: known(columns.endedAt, i),
      durationMs: known(columns.durationMs, i),
      exitCode: known(columns.exitCodes, i),
      last: step === null ? null : { step, value: columns.lastValues[i] ?? Number.NaN },
      bestReport: known(columns.bestReports, i),
    });
  }
  return trials;
}

function paramAt(column: ParamColumn, i: number): ParamValue | undefined {
  if ('numbers' in column) {
    const value = column.numbers[i] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }
  const place = column.places[i] ?? -1;
  return place < 0 ? undefined : column.values[place];
}

/** In the order in which trials name their params. */
function paramColumns(trials: readonly TrialRow[]): Readonly<Record<string, ParamColumn>> {
  const names = new Set<string>();
  const lists = new Set<string>();
  for (const { params } of trials) {
    for (const name in params) {
      names.add(name);
      if (typeof params[name] !== 'number') lists.add(name);
    }
  }
  return Object.fromEntries(
    Array.from(names, (name): [string, ParamColumn] => [
      name,
      lists.has(name) ? listColumn(trials, name) : numberColumn(trials, name),
    ]),
  );
}

function numberColumn(trials: readonly TrialRow[], name: string): ParamColumn {
  const numbers = new Float64Array(trials.length);
  for (const [i, { params }] of trials.entries()) {
    const value = params[name];
    numbers[i] = typeof value === 'number' ? value : Number.NaN;
  }
  return { numbers };
}

function listColumn(trials: readonly TrialRow[], name: string): ParamColumn {
  const known = new Map<ParamValue, number>();
  const places = new Int32Array(trials.length);
  for (const [i, { params }] of trials.entries()) {
    const value = params[name];
    if (value === undefined) {
      places[i] = -1;
      continue;
    }
    const place = known.get(value) ?? known.size;
    known.set(value, place);
    places[i] = place;
  }
  return { values: [...known.keys()], places };
}
