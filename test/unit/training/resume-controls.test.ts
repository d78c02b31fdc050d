import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { doctorPrefix } from '../../../src-main/engine/training/doctor/doctor.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import type { NamedArray } from '../../../src-main/engine/optimizer/named-array.ts';
import { resumedModels } from '../../support/resumed-models.ts';
import { countingClock, runTraining, spec, type Outcome } from '../../support/training.ts';

const steps = 30;
const stop = 17;

/** Short, with a best evaluation that stays the best: what replaces it would hide that it was lost. */
function shortened(document: TrainingSpecInput): TrainingSpecInput {
  const { earlyStopping, ...rest } = document;
  return {
    ...rest,
    ...(earlyStopping === undefined ? {} : { earlyStopping: { ...earlyStopping, minChange: 1 } }),
    steps,
    evaluateEverySteps: 5,
  };
}

const contents = ({ checkpoint }: Outcome) => decodeCheckpoint(checkpoint ?? new Uint8Array());

async function stopped(document: TrainingSpecInput): Promise<Outcome> {
  return runTraining(spec(document), {
    clock: countingClock(100),
    steer: (event) => (event.kind === 'progress' && event.progress.step >= stop ? 'stop' : undefined),
  });
}

/** What a checkpoint holds, by what would be lost with it: each kind of slot, each memory of the evaluations. */
function items(arrays: readonly NamedArray[]): readonly string[] {
  const itemOf = (name: string): string =>
    name.startsWith('guidance/') ? name : `${name.split('/')[0] ?? ''}/`;
  return [...new Set(arrays.map(({ name }) => itemOf(name)))];
}

const zeroed = (array: NamedArray): NamedArray => ({
  ...array,
  values: array.values.map((value) => (value === 0 ? 1 : 0)),
});

/** A best evaluation that none will beat. */
const raised = (array: NamedArray): NamedArray => ({
  ...array,
  values: array.values.map((value) => value * 2 + 1),
});
const largerIsBetter = ({ earlyStopping }: TrainingSpecInput): boolean =>
  earlyStopping?.metric === 'val/accuracy';

describe('a state of the training that is lost', () => {
  it.each(Object.entries(resumedModels))(
    'shows in what comes of it, whichever it is: %s',
    async (_, document) => {
      const training = shortened(document);
      const whole = contents(await runTraining(spec(training)));
      const saved = contents(await stopped(training));
      expect(saved.step).toBe(stop);
      const resumed = async (state: typeof saved, seed = 0) => {
        const { arrays, ...rest } = state;
        const checkpoint = encodeCheckpoint(rest, arrays);
        return contents(await runTraining(spec({ ...training, seed }), { checkpoint })).arrays;
      };
      expect(await resumed(saved)).toEqual(whole.arrays);
      expect(items(saved.arrays).length).toBeGreaterThan(3);
      // What the doctor noted is no state of the training; that it comes back is shown where it is tested.
      const states = saved.arrays.filter(({ name }) => !name.startsWith(doctorPrefix));
      for (const item of items(states)) {
        const spoil = item === 'guidance/bestCheckpoints' && largerIsBetter(training) ? raised : zeroed;
        const arrays = saved.arrays.map((array) => (array.name.startsWith(item) ? spoil(array) : array));
        expect(await resumed({ ...saved, arrays }), item).not.toEqual(whole.arrays);
      }
      // The place in the data, and where random numbers come from.
      expect(await resumed({ ...saved, step: stop - 1 })).not.toEqual(whole.arrays);
      expect(await resumed(saved, 1)).not.toEqual(whole.arrays);
    },
    60_000,
  );
});
