import { CodedError } from '#contract/errors.ts';
import type { Comparison, Difference, Verification } from '#contract/reproduction.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { engineNamed, repeatsExactly } from '#contract/engine-names.ts';
import { runDetail } from '../../query/run-detail.ts';
import { appendEvent } from '../../store/tables/events.ts';
import { setResult } from '../../store/tables/results.ts';
import type { Context, Writing } from '../context.ts';
import { differencesBetween } from '../differences.ts';
import type { Handlers } from '../dispatch.ts';
import { initialWeights } from '../initial-weights.ts';
import { planOf } from '../plan-of.ts';
import {
  asTrained,
  editsAsTrained,
  findStretch,
  measuredEnding,
  requireTrained,
  type Stretch,
} from '../reproduction.ts';
import { wholeCheckpoint } from '../whole-checkpoint.ts';

type ReproductionHandlers = Pick<Handlers, 'runs.verify' | 'runs.differences' | 'runs.rerun'>;

/** Trainings that are computed again, in part or as a whole, to see whether the same comes out. */
export function reproductionHandlers(context: Context): ReproductionHandlers {
  const { db, clock, pool, runsChanged, version } = context;
  const versions = { descent: version, node: process.versions.node };
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  return {
    'runs.verify': async ({ run, from, steps }, signal) => {
      const detail = runDetail(db, run, clock());
      const environment = requireTrained(detail);
      const stretch = findStretch(context, detail, { from, steps });
      const spec = asTrained(detail, stretch.fromStep);
      const initial = stretch.from === null ? initialWeights(context, spec) : undefined;
      const input = {
        spec,
        until: stretch.toStep,
        recorded: stretch.recorded,
        branches: stretch.branches,
        edits: editsAsTrained(detail, stretch.fromStep).filter(({ step }) => step < stretch.toStep),
        ...(stretch.expected === null ? {} : { expected: stretch.expected.bytes }),
        ...(stretch.from === null ? {} : { checkpoint: stretch.from.bytes }),
        ...(initial === undefined ? {} : { initial }),
      };
      const { now, ...comparison } = await writing().loneJobs.run('verify', input, signal);
      const differences = differencesBetween(environment, now, versions);
      const repeats = repeatsExactly(engineNamed(now.engine));
      const verification = judged(stretch, comparison, { differences, repeats, at: clock() });
      writing().db.transaction(() => {
        const { db: target } = writing();
        setResult(target, run, 'verification', verification);
        appendEvent(target, run, {
          time: clock(),
          step: stretch.toStep,
          kind: 'verified',
          ...inWords(verification),
          data: null,
        });
      });
      runsChanged([run]);
      return verification;
    },
    'runs.differences': async ({ run }, signal) => {
      const detail = runDetail(db, run, clock());
      const environment = requireTrained(detail);
      const spec = asTrained(detail);
      const initial = detail.branchStep === null ? initialWeights(context, spec) : undefined;
      const input = { spec, ...(initial === undefined ? {} : { initial }) };
      const now = await pool.run('circumstances', input, signal);
      return differencesBetween(environment, now, versions);
    },
    'runs.rerun': async ({ run }, signal) => {
      const detail = runDetail(db, run, clock());
      requireTrained(detail);
      const spec = asTrained(detail);
      const { branchStep, parentRunId } = detail;
      const name = `${detail.name.slice(0, 190)} · again`;
      const ending = measuredEnding(detail);
      const repeats = {
        rerunOf: run,
        edits: editsAsTrained(detail),
        ...(ending === null ? {} : { ending }),
      };
      if (branchStep === null || parentRunId === null) {
        const plan = await planOf(context, spec, signal);
        return { run: writing().training.start(spec, name, plan, repeats) };
      }
      const checkpoint = wholeCheckpoint(context, run, branchStep);
      if (checkpoint?.step !== branchStep) {
        throw new CodedError('conflict', say('branch.beginningGone', { run, step: branchStep }));
      }
      const plan = await planOf(context, spec, signal, checkpoint.bytes);
      const branch = { spec, name, parent: parentRunId, checkpoint, holder: run, ...repeats };
      return { run: writing().training.branch(branch, plan) };
    },
  };
}

function judged(
  { fromStep, toStep }: Stretch,
  comparison: Comparison,
  {
    differences,
    repeats,
    at,
  }: { readonly differences: readonly Difference[]; readonly repeats: boolean; readonly at: number },
): Verification {
  const decides = differences.some((difference) => difference.decides);
  const other = decides ? 'notComparable' : repeats ? 'differs' : 'close';
  const outcome = comparison.first === null ? 'exact' : other;
  return { outcome, fromStep, toStep, ...comparison, differences, promised: repeats, at };
}

/** To the digits that a reader of a sentence wants. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

function inWords(verification: Verification): Sentence {
  const { outcome, fromStep, toStep, points, arrays, first, differences, promised } = verification;
  const { largestDifference, largestShare = 0, largestShareOfPoints = 0 } = verification;
  const stretch = { from: fromStep + 1, to: toStep };
  switch (outcome) {
    case 'exact':
      return say(promised === false ? 'verify.sameThisTime' : 'verify.exact', { ...stretch, points, arrays });
    case 'close':
      return say('verify.closeBy', {
        ...stretch,
        name: first?.name ?? '',
        step: first?.step ?? 0,
        weights: rounded(largestDifference),
        weightsShare: rounded(largestShare),
        pointsShare: rounded(largestShareOfPoints),
      });
    case 'differs':
      return say('verify.differs', { ...stretch, name: first?.name ?? '', step: first?.step ?? 0 });
    case 'notComparable': {
      const changed = differences.filter(({ decides }) => decides).map(({ what }) => what);
      return say('verify.notComparable', { ...stretch, changed: changed.join(', ') });
    }
    default:
      return outcome satisfies never;
  }
}
