import type { OptimizerRace, RaceCandidate } from '#contract/advice.ts';
import type { OptimizerSpec } from '#contract/training.ts';
import { sizeOf } from '../model/model.ts';
import { slotsOf } from '../optimizer/rules.ts';
import { openSession, type Session } from '../training/session.ts';
import { candidates, decaysOtherwise, rivals } from './candidates.ts';
import { openHeldLosses, type HeldLosses } from './held-losses.ts';
import { testLearningRate } from './learning-rate.ts';
import { blewUp } from './rate-curve.ts';
import { judge } from './verdict.ts';
import { briefSpec, roundRate, type Trial, type Work } from './work.ts';

/** The race is this share of the training, within these limits, and within this time. */
const shareOfTraining = 1 / 16;
const leastSteps = 80;
const mostSteps = 1500;
const raceMs = 60_000;
/** What all candidates do in all rounds, in races of one: six to a quarter, four to a half, three to the end. */
const racesOfOne = 6 / 4 + 4 / 4 + 3 / 2;
/** Steps of the test that finds a learning rate for each rival. */
const probeSteps = 60;
/** Measurements of the loss in the whole race; the last quarter of those of a round decide. */
const measurements = 24;

interface Runner {
  readonly optimizer: OptimizerSpec;
  readonly own: boolean;
  readonly session: Session;
  state: RaceCandidate['state'];
  steps: number;
  time: number;
  readonly points: { step: number; time: number; parts: Float64Array }[];
}

/**
 * Races optimizers on the spec's own model and data: the same first weights, the same batches in the same order, the same
 * number of steps, held-out loss. After a quarter and after a half the slower half drops out (successive halving,
 * Jamieson & Talwalkar 2016); the spec's own choice stays. Learning rates of the rivals come from a range test each.
 */
export async function* raceOptimizers(trial: Trial): Work<OptimizerRace> {
  const { spec, prepared } = trial;
  const held = openHeldLosses(spec, prepared);
  const { totalSteps } = prepared.plan;
  const runners: Runner[] = [];
  let rounds: readonly number[] = [];
  let startLoss = Number.NaN;
  let done = 0;
  let total = rivals(spec, prepared).length * probeSteps + racesOfOne * leastSteps;
  let verdict: OptimizerRace['verdict'] = null;
  const report = (): OptimizerRace => {
    const choice = runners[verdict?.choice ?? -1];
    return {
      kind: 'optimizer',
      measuredOn: held.on,
      rows: held.rows,
      rounds,
      trainingSteps: totalSteps,
      raceSteps: done,
      startLoss,
      candidates: runners.map((runner) => ({
        ...told(runner, prepared.model.parameters),
        ...(decaysOtherwise(spec.optimizer, runner.optimizer) ? { decaysOtherwise: true as const } : {}),
      })),
      verdict,
      changes: choice === undefined || choice.own ? [] : [{ path: 'optimizer', value: choice.optimizer }],
    };
  };
  try {
    const started = trial.clock();
    const found = new Map<OptimizerSpec['kind'], number>();
    for (const rival of rivals(spec, prepared)) {
      for await (const step of probe(trial, rival, found)) {
        yield { done: done + step, total, report };
        if (step === probeSteps) done += probeSteps;
      }
    }
    const probedMs = (trial.clock() - started) / Math.max(1, done);
    const most = Math.max(1, Math.min(mostSteps, raceMs / racesOfOne / Math.max(probedMs, 1e-3)));
    const wanted = Math.max(leastSteps, Math.round(totalSteps * shareOfTraining));
    const length = Math.max(4, Math.round(Math.min(wanted, most, Math.max(totalSteps, 16))));
    rounds = [Math.ceil(length / 4), Math.ceil(length / 2), length];
    const brief = briefSpec(spec, length);
    for (const optimizer of candidates(spec, prepared, ({ kind }) => found.get(kind) ?? null)) {
      const session = openSession({ ...brief, optimizer }, prepared, null);
      const own = runners.length === 0;
      runners.push({ optimizer, own, session, state: 'racing', steps: 0, time: 0, points: [] });
    }
    for (const runner of runners) measure(runner, held);
    startLoss = lossOf(runners[0]?.points[0]?.parts ?? []);
    const every = Math.max(1, Math.floor(length / measurements));
    const planned = done + stepsOf(runners.length, rounds);
    let from = 0;
    for (const [round, to] of rounds.entries()) {
      for (let step = from; step < to; step++) {
        for (const runner of racing(runners)) {
          advance(runner, trial.clock);
          done++;
          if ((step + 1) % every === 0 || step + 1 === to) measure(runner, held);
          total = Math.max(planned, done);
          yield { done, total, report };
        }
      }
      from = to;
      const decisive = Math.max(3, Math.floor(to / every / 4));
      if (round < rounds.length - 1) dropOut(racing(runners), round === 0 ? 3 : 2, decisive);
      else {
        for (const runner of racing(runners)) runner.state = 'finished';
        verdict = judge(
          runners.map((runner) => ({
            ...told(runner, prepared.model.parameters),
            last: runner.state === 'finished' ? runner.points.slice(-decisive).map(({ parts }) => parts) : [],
          })),
          startLoss,
        );
      }
    }
    return report();
  } finally {
    for (const { session } of runners) session.dispose();
  }
}

/** Finds a rate for a rival; gives the steps made, up to `probeSteps` in any case. */
async function* probe(
  trial: Trial,
  optimizer: OptimizerSpec,
  found: Map<OptimizerSpec['kind'], number>,
): AsyncGenerator<number, void, undefined> {
  const test = testLearningRate({ ...trial, spec: { ...trial.spec, optimizer } }, probeSteps);
  try {
    for (;;) {
      const next = await test.next();
      if (next.done === true) {
        if (next.value.suggested !== null) found.set(optimizer.kind, roundRate(next.value.suggested));
        break;
      }
      if (next.value.done < probeSteps) yield next.value.done;
    }
    yield probeSteps;
  } finally {
    await test.return(undefined as never);
  }
}

function racing(runners: readonly Runner[]): Runner[] {
  return runners.filter(({ state }) => state === 'racing');
}

/** Steps of all rounds, if nobody diverges: everybody to the first mark, the best three and two with the own one on. */
function stepsOf(count: number, [first = 0, second = 0, last = 0]: readonly number[]): number {
  return count * first + Math.min(count, 4) * (second - first) + Math.min(count, 3) * (last - second);
}

function advance(runner: Runner, clock: () => number): void {
  const before = clock();
  const { loss } = runner.session.step(runner.steps);
  runner.time += clock() - before;
  runner.steps++;
  if (!Number.isFinite(loss)) runner.state = 'diverged';
}

function measure(runner: Runner, held: HeldLosses): void {
  if (runner.state !== 'racing') return;
  const parts = held.measure(runner.session.weights);
  runner.points.push({ step: runner.steps, time: runner.time, parts });
  const losses = runner.points.map((point) => lossOf(point.parts));
  if (blewUp(losses.at(-1) ?? 0, losses[0] ?? 0, Math.min(...losses))) runner.state = 'diverged';
}

/** Only the best so many go on, and the spec's own. */
function dropOut(runners: readonly Runner[], keep: number, decisive: number): void {
  const ranked = [...runners].sort((a, b) => recentLoss(a.points, decisive) - recentLoss(b.points, decisive));
  for (const [rank, runner] of ranked.entries()) if (rank >= keep && !runner.own) runner.state = 'out';
}

function recentLoss(points: Runner['points'], count: number): number {
  const last = points.slice(-count);
  return last.reduce((sum, { parts }) => sum + lossOf(parts), 0) / last.length;
}

function lossOf(parts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < parts.length; i++) sum += parts[i] ?? Number.NaN;
  return sum / parts.length;
}

function told(
  { optimizer, own, state, steps, time, points }: Runner,
  parameters: readonly { readonly shape: readonly number[] }[],
): RaceCandidate {
  const weights = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const kept =
    optimizer.kind === 'lbfgs'
      ? 2 * optimizer.history * weights
      : parameters.reduce(
          (sum, { shape }) =>
            sum + slotsOf(optimizer, shape).reduce((all, slot) => all + sizeOf(slot.shape), 0),
          0,
        );
  return {
    optimizer,
    own,
    state,
    steps,
    millisecondsPerStep: steps === 0 ? 0 : time / steps,
    slotsPerWeight: kept / weights,
    curve: {
      steps: Float64Array.from(points, ({ step }) => step),
      times: Float64Array.from(points, (point) => point.time),
      losses: Float64Array.from(points, ({ parts }) => lossOf(parts)),
    },
    loss: state === 'diverged' || points.length === 0 ? null : recentLoss(points, 3),
  };
}
