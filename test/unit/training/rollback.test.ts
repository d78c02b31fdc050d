import { expect, it } from 'vitest';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { normalTable } from '../../support/findings.ts';
import { runTraining, spec } from '../../support/training.ts';

const labels = normalTable(400, ([a, b, c], noise) =>
  a * b + Math.sin(3 * c) + 0.1 * noise > 0 ? 'yes' : 'no',
);

it('a training that diverged goes back to before its losses rose, though all that it told was given away', async () => {
  const explosive = spec({
    dataset: fileSpec({ target: 'y' }),
    preprocessing: [{ step: 'standardise' }],
    model: { kind: 'mlp', hidden: [32, 32], activation: 'gelu' },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'sgd', learningRate: 5 },
    onNonFinite: { factor: 0.05, attempts: 1 },
    checkpoints: { everySteps: 1, keep: 100 },
    steps: 200,
  });
  const { events, end } = await runTraining(explosive, {
    files: fileOf(labels),
    steer: (event) => {
      // As a worker gives it to the core; it is no shared memory.
      if (event.kind === 'checkpoint')
        structuredClone(event.bytes, { transfer: [event.bytes.buffer as ArrayBuffer] });
      return undefined;
    },
  });
  const losses = new Map(
    events.flatMap((event) =>
      event.kind === 'points'
        ? event.series.flatMap(({ key, steps, values }) =>
            key === 'batch/loss'
              ? Array.from(steps, (step, at) => [step, values[at] ?? Number.NaN] as const)
              : [],
          )
        : [],
    ),
  );
  const back = events.find((event) => event.kind === 'rewound');
  if (back?.kind !== 'rewound') throw new Error('it never went back');
  expect(losses.get(back.step)).toBeLessThan(10);
  expect(end.state).toBe('complete');
});
