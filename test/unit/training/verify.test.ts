import { describe, expect, it } from 'vitest';
import type { SeriesBatch } from '#contract/training-event.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { verifyStretch } from '../../../src-main/engine/training/verify.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, forSteps, runTraining } from '../../support/training.ts';

const spec = forSteps('iris', 12);
const options = {
  files: sampleFiles,
  control: { state: 'run' as const, resumed: () => Promise.resolve() },
  clock: countingClock(100),
};

async function trained(): Promise<{
  readonly recorded: readonly SeriesBatch[];
  readonly expected: Uint8Array;
}> {
  const { events, checkpoint } = await runTraining(spec);
  if (checkpoint === null) throw new Error('no checkpoint');
  const batches = events.flatMap((event) => (event.kind === 'points' ? event.series : []));
  const columnOf = (key: string, column: 'steps' | 'times' | 'values'): Float64Array =>
    Float64Array.from(batches.filter((batch) => batch.key === key).flatMap((batch) => [...batch[column]]));
  const keys = [...new Set(batches.map(({ key }) => key))];
  return {
    recorded: keys.map((key) => ({
      key,
      steps: columnOf(key, 'steps'),
      times: columnOf(key, 'times'),
      values: columnOf(key, 'values'),
    })),
    expected: checkpoint,
  };
}

describe('a stretch that is trained again', () => {
  it('has no difference where nothing is other', async () => {
    expect(await verifyStretch({ spec, until: 12, ...(await trained()) }, options)).toMatchObject({
      first: null,
      largestDifference: 0,
      largestShare: 0,
      largestShareOfPoints: 0,
    });
  });

  it('tells by how much it differs, in weights and in points', async () => {
    const { recorded, expected } = await trained();
    const state = decodeCheckpoint(expected);
    // The largest number of an array becomes larger by a thousandth of itself.
    const array = state.arrays.find(({ name }) => name.includes('kernel')) ?? state.arrays[0];
    if (array === undefined) throw new Error('no array');
    const largest = Array.from(array.values, Math.abs).reduce((one, other) => Math.max(one, other));
    const at = Array.from(array.values, Math.abs).indexOf(largest);
    array.values[at] = (array.values[at] ?? 0) * 1.001;
    const bytes = encodeCheckpoint(state, state.arrays);
    const losses = recorded.find(({ key }) => key === 'batch/loss');
    if (losses === undefined) throw new Error('no losses');
    losses.values[4] = (losses.values[4] ?? 0) * 1.25;
    const found = await verifyStretch({ spec, until: 12, recorded, expected: bytes }, options);
    expect(found).toMatchObject({ first: { kind: 'metric', name: 'batch/loss', step: 5 } });
    expect(found.largestDifference).toBeCloseTo(largest * 0.001, 6);
    // Of what is recorded: 0.001 of 1.001, and 0.25 of 1.25.
    expect(found.largestShare).toBeCloseTo(0.001 / 1.001, 5);
    expect(found.largestShareOfPoints).toBeCloseTo(0.2, 12);
  });
});
