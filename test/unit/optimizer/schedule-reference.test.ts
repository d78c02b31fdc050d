import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { averagingSpecSchema, scheduleSpecSchema } from '#contract/training.ts';
import { plateauAfter, plateauAtStart } from '../../../src-main/engine/optimizer/plateau.ts';
import { scheduleFactor } from '../../../src-main/engine/optimizer/schedule.ts';
import { openAveraging } from '../../../src-main/engine/training/averaging.ts';
import { openTestEngine } from '../../support/engine.ts';
import { expectClose } from '../../support/tensors.ts';

interface Reference {
  /** The steps, from 1, whose factors are written down, of 200. */
  readonly recorded: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly schedule: unknown;
    readonly factors: readonly number[];
  }[];
  readonly values: readonly number[];
  readonly plateaus: readonly {
    readonly name: string;
    readonly schedule: unknown;
    readonly rises: boolean;
    readonly factors: readonly number[];
  }[];
  readonly decay: number;
  readonly averages: readonly {
    readonly weights: readonly number[];
    readonly ema: readonly number[];
    readonly swa: readonly number[] | null;
  }[];
}
const reference = JSON.parse(
  readFileSync(new URL('../../reference/schedules.json', import.meta.url), 'utf8'),
) as Reference;

describe('a schedule follows PyTorch', () => {
  it.each(reference.cases)('$name', ({ schedule, factors }) => {
    const spec = v.parse(scheduleSpecSchema, schedule);
    const found = reference.recorded.map((step) => scheduleFactor(spec, step - 1, 200));
    expectClose(found, factors, 1e-12);
  });

  it.each(reference.plateaus)('on a plateau $name', ({ schedule, rises, factors }) => {
    const spec = v.parse(scheduleSpecSchema, schedule);
    if (spec.kind !== 'plateau') throw new Error('unreachable');
    let state = plateauAtStart(rises);
    const found = reference.values.map((value) => {
      state = plateauAfter(state, rises ? 1 - value : value, spec, rises);
      return state.factor;
    });
    expect(new Set(factors).size).toBeGreaterThan(3);
    expectClose(found, factors, 1e-12);
  });
});

describe('averaging follows PyTorch', () => {
  beforeAll(() => openTestEngine('javascript'));

  it.each([
    ['ema', { kind: 'ema', decay: reference.decay, ramp: false }],
    ['swa', { kind: 'swa', start: 0.5, everySteps: 4 }],
  ] as const)('%s', (kind, document) => {
    const plan = { totalSteps: reference.averages.length, stepsPerEpoch: 5 };
    const parameters = [{ name: 'w', shape: [3] }];
    const averaging = openAveraging(v.parse(averagingSpecSchema, document), parameters, plan, null);
    for (const [index, { weights, ...means }] of reference.averages.entries()) {
      const tensor = tf.tensor([...weights]);
      averaging.update([tensor], index + 1);
      tensor.dispose();
      const expected = means[kind];
      const shown = averaging.tensors();
      if (expected === null) expect(shown).toBeNull();
      else expectClose([...(shown?.[0]?.dataSync() ?? [])], expected, 1e-6);
    }
    averaging.dispose();
  });

  it('forgets its beginning faster with a ramp', () => {
    const averaging = openAveraging(
      v.parse(averagingSpecSchema, { kind: 'ema', decay: 0.999 }),
      [{ name: 'w', shape: [1] }],
      { totalSteps: 100, stepsPerEpoch: 10 },
      null,
    );
    let expected = 0;
    for (let done = 1; done <= 50; done++) {
      const tensor = tf.tensor([done]);
      averaging.update([tensor], done);
      tensor.dispose();
      const before = done - 1;
      const decay = before === 0 ? 0 : Math.min(0.999, (1 + before) / (10 + before));
      expected = decay * expected + (1 - decay) * done;
    }
    expectClose([...(averaging.tensors()?.[0]?.dataSync() ?? [])], [expected], 1e-6);
    averaging.dispose();
  });
});
