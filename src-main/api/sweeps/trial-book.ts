import type { Params } from '#contract/param.ts';
import type { Sentence } from '#contract/sentence.ts';
import type { Report, TrialCopy, TrialOrigin } from '#contract/sweep/trial.ts';
import type { WriteDatabase } from '../../store/database.ts';
import {
  addReports,
  beginTrialAnew,
  dropReportsAfter,
  insertTrial,
  noSuchTrial,
  readReports,
  readTrials,
  setTrialExcluded,
  setTrialOutput,
  setTrialProcess,
  setTrialRun,
  setTrialState,
  shareReports,
  type NewReport,
  type StoredTrial,
  type TrialChange,
  type TrialKey,
} from '../../store/tables/trials.ts';
import type { TrialReport } from './running-trial.ts';

/** The trials of a sweep in memory, each change of which is in the database first. */
export interface TrialBook {
  /** By number, from 0 without gaps. Trials never change: a changed one is another object. */
  readonly all: readonly StoredTrial[];
  /** Throws `not_found`. */
  at(number: number): StoredTrial;
  add(trial: NewTrial): StoredTrial;
  setState(number: number, change: Omit<TrialChange, 'now'>): void;
  setRun(number: number, run: number): void;
  setProcess(number: number, pid: number, beginning: string | null): void;
  setOutput(number: number, text: string): void;
  setExcluded(number: number, excluded: boolean): void;
  /** What an earlier attempt told counts for nothing; its run is no part of it any more. */
  beginAnew(number: number): void;
  /** What was told of later steps will be told again. */
  dropReportsAfter(number: number, step: number): void;
  /** Gives the reports with their steps; those of the objective are in the trial one by one, as `each` is called. */
  report(number: number, told: readonly TrialReport[], each: (report: Report) => void): void;
  /** Of all metrics. */
  reports(number: number): readonly NewReport[];
  /** Changes that are all made, or none. */
  together(changes: () => void): void;
}

export interface NewTrial {
  readonly params: Params;
  readonly origin: TrialOrigin;
  /** The trial whose params it has, with another seed. */
  readonly repeats?: number;
  /** It shares what that trial told up to there. */
  readonly copy?: TrialCopy;
  readonly why?: Sentence;
}

export interface TrialBookOptions {
  readonly db: WriteDatabase;
  readonly sweep: number;
  /** Whose reports stand in the trials. */
  readonly metric: string;
  readonly clock: () => number;
}

export function openTrialBook({ db, sweep, metric, clock }: TrialBookOptions): TrialBook {
  const all: StoredTrial[] = readTrials(db, sweep, metric);
  /** How many figures a trial told of a metric without a step. */
  const counted = new Map<string, number>();

  const keyOf = (number: number): TrialKey => ({ sweep, number });
  const at = (number: number): StoredTrial => {
    const trial = all[number];
    if (trial === undefined) throw noSuchTrial(sweep, number);
    return trial;
  };
  const change = (number: number, changes: Partial<StoredTrial>): void => {
    all[number] = { ...at(number), ...changes };
  };
  /** A figure that was told without a step is the next one of its metric. */
  const nextStep = (number: number, told: string): number => {
    const key = `${number} ${told}`;
    const step = (counted.get(key) ?? 0) + 1;
    counted.set(key, step);
    return step;
  };

  const book: TrialBook = {
    all,
    at,
    add: ({ params, origin, repeats, copy, why }) => {
      const number = all.length;
      const createdAt = clock();
      const repeated = repeats === undefined ? {} : { repeats };
      insertTrial(db, {
        sweep,
        number,
        params,
        origin,
        createdAt,
        ...repeated,
        copy,
        ...(why === undefined ? {} : { why }),
      });
      if (copy !== undefined) shareReports(db, sweep, copy, number);
      const made: StoredTrial = {
        number,
        state: 'waiting',
        params,
        origin,
        ...repeated,
        copy,
        values: null,
        violations: [],
        reports: copy === undefined ? [] : at(copy.from).reports.filter(({ step }) => step <= copy.step),
        excluded: false,
        run: null,
        process: null,
        reason: null,
        attempts: 0,
      };
      all.push(made);
      return made;
    },
    setState: (number, changed) => {
      setTrialState(db, keyOf(number), { ...changed, now: clock() });
      change(number, {
        state: changed.state,
        values: changed.values ?? null,
        violations: changed.violations ?? [],
        reason: changed.reason ?? null,
        process: null,
      });
    },
    setRun: (number, run) => {
      setTrialRun(db, keyOf(number), run);
      change(number, { run });
    },
    setProcess: (number, pid, beginning) => setTrialProcess(db, keyOf(number), pid, beginning),
    setOutput: (number, text) => setTrialOutput(db, keyOf(number), text),
    setExcluded: (number, excluded) => {
      setTrialExcluded(db, keyOf(number), excluded);
      change(number, { excluded });
    },
    beginAnew: (number) => {
      beginTrialAnew(db, keyOf(number));
      for (const key of counted.keys()) if (key.startsWith(`${number} `)) counted.delete(key);
      change(number, { reports: [], run: null, attempts: at(number).attempts + 1 });
    },
    dropReportsAfter: (number, step) => {
      dropReportsAfter(db, keyOf(number), step);
      change(number, { reports: at(number).reports.filter((report) => report.step <= step) });
    },
    report: (number, told, each) => {
      const numbered = told.map((report) => ({
        ...report,
        step: report.step ?? nextStep(number, report.metric),
      }));
      db.transaction(() => addReports(db, keyOf(number), numbered, clock()));
      for (const { metric: its, step, value } of numbered) {
        if (its !== metric) continue;
        change(number, { reports: withReport(at(number).reports, { step, value }) });
        each({ step, value });
      }
    },
    reports: (number) => readReports(db, keyOf(number)),
    together: (changes) => {
      const before = [...all];
      try {
        db.transaction(changes);
      } catch (thrown) {
        all.splice(0, all.length, ...before);
        throw thrown;
      }
    },
  };

  for (const { number, state, run, reports, process } of all) {
    // A command that the end of a process cut off has nothing to go on from.
    if (state !== 'waiting' || run !== null || (reports.length === 0 && process === null)) continue;
    db.transaction(() => {
      book.beginAnew(number);
      book.setState(number, { state });
    });
  }
  return book;
}

function withReport(reports: readonly Report[], report: Report): readonly Report[] {
  const last = reports.at(-1);
  if (last !== undefined && last.step >= report.step) {
    return [...reports.filter(({ step }) => step !== report.step), report].sort((a, b) => a.step - b.step);
  }
  // The array was made here, and grows: a copy for each of many reports would take their square.
  (reports as Report[]).push(report);
  return reports;
}
