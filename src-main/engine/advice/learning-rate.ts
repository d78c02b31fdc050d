import type { LearningRateTest } from '#contract/advice.ts';
import type { OptimizerSpec } from '#contract/training.ts';
import { openSession } from '../training/session.ts';
import { blewUp, readRateCurve } from './rate-curve.ts';
import { briefSpec, roundRate, type Trial, type Work } from './work.ts';

/** Two rates within this factor of each other train alike. */
const sameWithin = 2.5;

/**
 * Learning-rate range test (Smith 2017): a training whose rate grows exponentially from step to step until the loss blows
 * up, from new weights, on the batches of the training itself.
 */
export async function* testLearningRate(trial: Trial, steps = 120): Work<LearningRateTest> {
  const { spec, prepared } = trial;
  const { from, to } = rateRange(spec.optimizer);
  const growth = (to / from) ** (1 / (steps - 1));
  const session = openSession(
    {
      ...briefSpec(spec, steps),
      optimizer: { ...spec.optimizer, learningRate: from },
      schedule: { kind: 'exponential', decay: growth, warmupSteps: 0 },
    },
    prepared,
    null,
  );
  const rates: number[] = [];
  const losses: number[] = [];
  let blown = false;
  const report = (ended: boolean): LearningRateTest => {
    const curve = readRateCurve(rates, losses);
    const suggested = ended && curve.suggested !== null ? roundRate(curve.suggested) : null;
    const own = spec.optimizer.learningRate;
    const fine = suggested !== null && Math.max(suggested / own, own / suggested) <= sameWithin;
    return {
      kind: 'learningRate',
      rates: Float64Array.from(rates),
      losses: Float64Array.from(losses),
      smoothed: curve.smoothed,
      from,
      to,
      own,
      blewUp: blown,
      lowest: ended ? curve.lowest : null,
      steepest: ended ? curve.steepest : null,
      suggested,
      verdict: ended ? (suggested === null ? 'flat' : fine ? 'fine' : 'found') : null,
      changes: suggested === null || fine ? [] : [{ path: 'optimizer.learningRate', value: suggested }],
    };
  };
  try {
    let start = Number.NaN;
    let lowest = Number.POSITIVE_INFINITY;
    for (let done = 0; done < steps && !blown; done++) {
      const { loss, learningRate } = session.step(done);
      if (done === 0) start = loss;
      blown = blewUp(loss, start, lowest);
      if (!blown) {
        rates.push(learningRate);
        losses.push(loss);
        lowest = Math.min(lowest, loss);
      }
      yield { done: done + 1, total: steps, report: () => report(false) };
    }
    return report(true);
  } finally {
    session.dispose();
  }
}

/** From rates at which nothing happens to rates at which nearly everything blows up. */
export function rateRange({ kind }: OptimizerSpec): { readonly from: number; readonly to: number } {
  switch (kind) {
    case 'sgd':
    case 'momentum':
      return { from: 1e-5, to: 10 };
    case 'adagrad':
    case 'adafactor':
    case 'lamb':
      return { from: 1e-5, to: 10 };
    case 'adadelta':
      return { from: 1e-3, to: 1000 };
    case 'lion':
      return { from: 1e-7, to: 0.1 };
    case 'rmsprop':
    case 'adam':
    case 'amsgrad':
    case 'adamw':
    case 'adamax':
    case 'nadam':
    case 'radam':
      return { from: 1e-6, to: 1 };
    case 'lbfgs':
      throw new Error('L-BFGS searches its own step');
    default:
      return kind satisfies never;
  }
}
