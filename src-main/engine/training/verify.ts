import { fromErrorPayload } from '#contract/errors.ts';
import type { Circumstances, Comparison, FirstDifference } from '#contract/reproduction.ts';
import type { SeriesBatch } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { doctorPrefix } from './doctor/doctor.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { train } from './train.ts';
import type { TrainingOptions } from './training-options.ts';

/** A stretch of a training, with what is known of it. */
export interface VerifiedStretch {
  readonly spec: TrainingSpec;
  /** The last step. */
  readonly until: number;
  /** Points of the stretch as they were recorded. */
  readonly recorded: readonly SeriesBatch[];
  /** Bytes of the checkpoint after the last step, where there is one. */
  readonly expected?: Uint8Array;
}

type Options = Pick<
  TrainingOptions,
  'files' | 'control' | 'clock' | 'checkpoint' | 'branches' | 'initial' | 'edits'
>;

/**
 * Trains a stretch again, from the checkpoint of the options or from the beginning, and compares every number that it
 * gives with what is known, bit by bit. Throws what `train` throws, and what the training fails with.
 */
export async function verifyStretch(
  { spec, until, recorded, expected }: VerifiedStretch,
  options: Options,
): Promise<Comparison & { readonly now: Circumstances }> {
  const points = comparePoints(recorded);
  let now: Circumstances | null = null;
  let bytes: Uint8Array | null = null;
  for await (const event of train(spec, { ...options, until })) {
    switch (event.kind) {
      case 'started': {
        const { datasetSha256, engine, engineVariant, engineVersions, threads } = event;
        now = { datasetSha256, engine, engineVariant, engineVersions, threads };
        break;
      }
      case 'points':
        for (const batch of event.series) points.add(batch);
        break;
      case 'checkpoint':
        if (event.step === until) bytes = event.bytes;
        break;
      case 'finished':
        if (event.error !== undefined) throw fromErrorPayload(event.error);
        break;
    }
  }
  if (now === null) throw new Error('a training ended without having started');
  const ofPoints = points.finish();
  const ofArrays = compareArrays(expected ?? null, bytes, until);
  return {
    now,
    points: ofPoints.count,
    arrays: ofArrays.count,
    // A number that differs is earlier than the weights that it was measured with are compared.
    first: ofPoints.first ?? ofArrays.first,
    largestDifference: ofArrays.largest,
    largestShare: ofArrays.largestShare,
    largestShareOfPoints: ofPoints.largestShare,
  };
}

interface PointComparison {
  add(batch: SeriesBatch): void;
  finish(): { readonly count: number; readonly first: FirstDifference | null; readonly largestShare: number };
}

function comparePoints(recorded: readonly SeriesBatch[]): PointComparison {
  const known = new Map(
    recorded.map(({ key, steps, values }) => [
      key,
      new Map(Array.from(steps, (step, index) => [step, values[index] ?? Number.NaN])),
    ]),
  );
  let count = 0;
  let first: FirstDifference | null = null;
  let largestShare = 0;
  return {
    add: ({ key, steps, values }) => {
      for (const [index, step] of steps.entries()) {
        const now = values[index] ?? Number.NaN;
        const before = known.get(key)?.get(step);
        count++;
        if (Object.is(before, now)) continue;
        if (before !== undefined) largestShare = Math.max(largestShare, shareOf(before, now));
        if (first !== null && first.step <= step) continue;
        first = { kind: 'metric', name: key, step, before: before ?? null, now };
      }
    },
    finish: () => ({ count, first, largestShare }),
  };
}

function compareArrays(
  expected: Uint8Array | null,
  bytes: Uint8Array | null,
  step: number,
): {
  readonly count: number;
  readonly first: FirstDifference | null;
  readonly largest: number;
  readonly largestShare: number;
} {
  if (expected === null || bytes === null) return { count: 0, first: null, largest: 0, largestShare: 0 };
  const [before, now] = [arraysOf(expected), arraysOf(bytes)];
  let first: FirstDifference | null = null;
  let largest = 0;
  let largestShare = 0;
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  for (const name of names) {
    const [one, other] = [before.get(name)?.values ?? [], now.get(name)?.values ?? []];
    let [within, size] = [0, 0];
    for (let index = 0; index < Math.max(one.length, other.length); index++) {
      const [was, is] = [one[index], other[index]];
      size = Math.max(size, Math.abs(was ?? 0));
      if (Object.is(was, is)) continue;
      first ??= { kind: 'array', name, step, before: was ?? null, now: is ?? null };
      within = Math.max(within, Math.abs((was ?? 0) - (is ?? 0)));
    }
    largest = Math.max(largest, within);
    if (within > 0) largestShare = Math.max(largestShare, within / Math.max(size, Number.MIN_VALUE));
  }
  return { count: names.length, first, largest, largestShare };
}

function shareOf(before: number, now: number): number {
  const larger = Math.max(Math.abs(before), Math.abs(now));
  return larger === 0 ? 0 : Math.abs(before - now) / larger;
}

function arraysOf(checkpoint: Uint8Array): ReadonlyMap<string, NamedArray> {
  // What the doctor noted is no state of the training, and earlier versions had none.
  const arrays = decodeCheckpoint(checkpoint).arrays.filter(({ name }) => !name.startsWith(doctorPrefix));
  return new Map(arrays.map((array) => [array.name, array]));
}
