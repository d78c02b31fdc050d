import { parse } from '#contract/parse.ts';
import { prunerSpecSchema, searchSpaceSchema, type Trial } from '#contract/sweep.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { stream } from '../../../src-main/base/random.ts';
import { openPruner } from '../../../src-main/sweep/pruners/open.ts';
import { createSpace } from '../../../src-main/sweep/search-space.ts';
import { runTraining, sampleSpec } from '../../support/training.ts';

export interface HalvingFound {
  /** Epochs of all trials when each is trained to its end. */
  readonly epochs: number;
  /** Epochs until halving had a trial as good as the best of these; null where it missed it. */
  readonly halved: number | null;
}

/**
 * Draws learning rate, dropout and width of the sample digits-cnn by chance and trains each to its end; then plays what
 * successive halving would have done with the same trials, one after the other, from the curves.
 */
export async function measureHalving(trials: number, epochs: number): Promise<HalvingFound> {
  const space = createSpace(
    parse(
      searchSpaceSchema,
      {
        learningRate: { type: 'float', low: 1e-4, high: 0.1, log: true },
        dropout: { type: 'float', low: 0, high: 0.7 },
        filters: { type: 'int', low: 4, high: 16 },
      },
      'The space',
    ),
  );
  const curves: (readonly number[])[] = [];
  for (let number = 0; number < trials; number++) {
    const params = space.draw(stream(0, 'halving', number));
    const { points } = await runTraining(
      parse(
        trainingSpecSchema,
        {
          ...sampleSpec('digits-cnn'),
          model: {
            kind: 'cnn',
            blocks: [{ filters: Number(params['filters']) }, { filters: 2 * Number(params['filters']) }],
            dense: [32],
            norm: 'batch',
            dropout: Number(params['dropout']),
          },
          optimizer: { kind: 'adam', learningRate: Number(params['learningRate']) },
          epochs,
        },
        'The training',
      ),
    );
    curves.push(points('val/loss').map(({ value }) => value));
  }
  const best = Math.min(...curves.flat().filter((value) => !Number.isNaN(value)));
  return { epochs: trials * epochs, halved: played(curves, epochs, best) };
}

function played(curves: readonly (readonly number[])[], epochs: number, best: number): number | null {
  const pruner = openPruner(parse(prunerSpecSchema, { kind: 'asha', mostResource: epochs }, 'The pruner'), {
    direction: 'minimise',
  });
  const trials: Trial[] = [];
  let spent = 0;
  for (;;) {
    const number = pruner.nextPromotion(trials)?.trial ?? trials.length;
    const curve = curves[number];
    if (curve === undefined) return null;
    let trial: Trial = trials[number] ?? { number, state: 'running', params: {}, values: null, reports: [] };
    for (;;) {
      const step = trial.reports.length + 1;
      const value = curve[step - 1] ?? Number.NaN;
      trial = { ...trial, state: 'running', reports: [...trial.reports, { step, value }] };
      spent++;
      if (value <= best) return spent;
      if (step >= curve.length) {
        trial = { ...trial, state: 'complete', values: [Math.min(...curve)] };
        break;
      }
      if (pruner.decide(trial, trials).decision === 'continue') continue;
      trial = { ...trial, state: 'paused' };
      break;
    }
    trials[number] = trial;
  }
}
