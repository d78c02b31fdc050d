import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { optimizerSpecSchema, scheduleSpecSchema, trainingSpecSchema } from '#contract/training.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { runTraining } from '../../support/training.ts';

const kindsOf = (options: readonly { entries: { kind: { literal: string } } }[]): string[] =>
  options.map(({ entries }) => entries.kind.literal);

const share = fc.constantFrom(0, 0.1, 0.5, 0.9, 0.999);
const optimizer = fc.record(
  {
    kind: fc.constantFrom(...kindsOf(optimizerSpecSchema.options)),
    learningRate: fc.constantFrom(1e-6, 0.01, 1, 1e4),
    weightDecay: fc.constantFrom(0, 0.1, 10),
    weightDecayExcept: fc.subarray(['biases', 'norms', 'dense1', 'head']),
    clipNorm: fc.constantFrom(1e-3, 1),
    clipValue: fc.constantFrom(1e-3, 1),
    clipArrayNorm: fc.constantFrom(1e-3, 1),
    beta1: share,
    beta2: share,
    epsilon: fc.constantFrom(1e-30, 1e-8, 1),
    history: fc.constantFrom(1, 5),
  },
  { requiredKeys: ['kind', 'learningRate'] },
);
const schedule = fc.record(
  {
    kind: fc.constantFrom(...kindsOf(scheduleSpecSchema.options)),
    warmupSteps: fc.constantFrom(0, 1, 5, 50),
    everySteps: fc.constantFrom(1, 3),
    factor: fc.constantFrom(0.1, 0.9),
    decay: fc.constantFrom(0.5, 1),
    final: share,
    rise: fc.constantFrom(0.01, 0.3, 0.99),
    patience: fc.constantFrom(0, 2),
  },
  { requiredKeys: ['kind'] },
);
const document = fc.record(
  {
    optimizer,
    schedule,
    averaging: fc.constantFrom({ kind: 'ema', decay: 0.5 }, { kind: 'swa', start: 0.2, everySteps: 1 }),
    earlyStopping: fc.record({
      metric: fc.constantFrom('val/loss', 'val/accuracy', 'train/loss', 'loss'),
      patience: fc.constantFrom(1, 3),
    }),
    batchSize: fc.constantFrom(1, 16, 'full'),
    accumulateBatches: fc.constantFrom(1, 3, 500),
    steps: fc.constantFrom(1, 2, 7),
    hidden: fc.constantFrom([], [4], [64, 64]),
  },
  { requiredKeys: ['optimizer', 'steps', 'hidden'] },
);

describe('any combination of optimizer, schedule, averaging and stopping', () => {
  it('trains to finite weights, is refused by the name of a field, or ends as diverged', async () => {
    const seen = { trained: 0, refused: 0, diverged: 0 };
    await fc.assert(
      fc.asyncProperty(document, async ({ hidden, ...parts }) => {
        // Fields of other kinds are left out, so that most of what is drawn is valid.
        const spec = {
          dataset: { source: { kind: 'sample', name: 'iris.csv' } },
          model: { kind: 'mlp', hidden },
          loss: { kind: 'crossEntropy' },
          evaluateEverySteps: 1,
          ...parts,
          optimizer: fitting(optimizerSpecSchema.options, parts.optimizer),
          ...(parts.schedule === undefined
            ? {}
            : { schedule: fitting(scheduleSpecSchema.options, parts.schedule) }),
        };
        const parsed = v.safeParse(trainingSpecSchema, spec);
        if (!parsed.success) {
          expect(parsed.issues.every((issue) => (issue.path ?? []).length > 1)).toBe(true);
          seen.refused++;
          return;
        }
        try {
          const outcome = await runTraining(parsed.output);
          if (outcome.end.state === 'failed') {
            expect(outcome.end.error?.code).toBe('diverged');
            seen.diverged++;
            return;
          }
          const { arrays } = decodeCheckpoint(outcome.checkpoint ?? new Uint8Array());
          const weights = arrays.filter(({ name }) => /^(weights|average|best)\//.test(name));
          const lost = weights.filter(({ values }) => values.some((value: number) => Number.isNaN(value)));
          expect(lost.map(({ name }) => name)).toEqual([]);
          seen.trained++;
        } catch (thrown) {
          if (!(thrown instanceof CodedError)) throw thrown;
          expect(thrown.code).toBe('invalid_input');
          expect(thrown.details?.['issues']).toMatchObject([{ path: expect.stringMatching(/\w/) as string }]);
          seen.refused++;
        }
      }),
      { numRuns: 150, seed: 5 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  }, 60_000);
});

function fitting(
  options: readonly { entries: { kind: { literal: string } } }[],
  drawn: { readonly kind: string },
): Record<string, unknown> {
  const known = Object.keys(
    options.find(({ entries }) => entries.kind.literal === drawn.kind)?.entries ?? {},
  );
  return Object.fromEntries(Object.entries(drawn).filter(([name]) => known.includes(name)));
}
