import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import type { RunLayer } from '#contract/result.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import type { Spent } from './budget.ts';
import { isAdapterArray } from './trained-part.ts';
import type { TrainingStart } from './start.ts';
import { decodeSafetensors, encodeSafetensors, readShapes } from './safetensors.ts';

/** Everything that training depends on from here; all randomness is a function of the spec's seed and the step. */
export interface CheckpointState {
  readonly spec: TrainingSpec;
  /** Updates done. Epoch and position in it follow from the step and the data. */
  readonly step: number;
  readonly preprocessing: FittedPreprocessing;
  readonly datasetSha256: string;
  readonly engine: string;
  readonly engineVariant: string;
  /** Where epochs and the optimizer's own count of updates begin; both at 0 when left out. */
  readonly start?: TrainingStart;
  /** Of its budget, where it has one. */
  readonly spent?: Spent;
}

const format = 'descent-checkpoint-1';

export function encodeCheckpoint(state: CheckpointState, arrays: readonly NamedArray[]): Uint8Array {
  return encodeSafetensors(arrays, { format, descent: JSON.stringify(state) });
}

/**
 * Throws `invalid_input` for a file that is damaged or that this version cannot continue. Fields of the spec that
 * came after it was written are as if they had been left out.
 */
export function decodeCheckpoint(bytes: Uint8Array): CheckpointState & { arrays: readonly NamedArray[] } {
  const { arrays, metadata } = decodeSafetensors(bytes);
  if (metadata['format'] !== format || metadata['descent'] === undefined) {
    throw new CodedError('invalid_input', say('goes.unknownFile'));
  }
  // Our own JSON, whole by its checksum.
  const state = JSON.parse(metadata['descent']) as CheckpointState;
  return { ...state, spec: parse(trainingSpecSchema, state.spec, "The checkpoint's spec"), arrays };
}

/** Layers of a checkpoint's model with the arrays that predict, by their names and shapes; the numbers stay unread. */
export function layersOfCheckpoint(bytes: Uint8Array): readonly RunLayer[] {
  const layers = new Map<string, RunLayer['arrays'][number][]>();
  for (const { name, shape } of servedArrays(readShapes(bytes))) {
    const parts = name.split('/').slice(1);
    const array = { name: parts.at(-1) ?? name, shape };
    const layer = parts.slice(0, -1).join('/');
    layers.set(layer, [...(layers.get(layer) ?? []), array]);
  }
  return [...layers].map(([layer, arrays]) => ({ layer, arrays }));
}

/** Before the names of the weights of the best evaluation, in place of `weights/`. */
export const bestPrefix = 'best/';
const averagePrefix = 'average/';

/**
 * The weights of a checkpoint that are evaluated and that predict, as `weights/…`: those of the best evaluation where it
 * was looked for, else their mean over steps where there is one, else the ones that training goes on from. States of
 * the model, `state/…`, are among them where they have no mean of their own; the best evaluation has its own.
 */
export function servedArrays<Named extends { readonly name: string }>(
  arrays: readonly Named[],
): readonly Named[] {
  const prefix =
    [bestPrefix, averagePrefix].find((known) => arrays.some(({ name }) => name.startsWith(known))) ??
    'weights/';
  const prefixes = prefix === bestPrefix ? [prefix] : [prefix, 'state/'];
  const names = new Set(arrays.map(({ name }) => name));
  return arrays.flatMap((array) => {
    if (isAdapterArray(array.name)) return [];
    if (names.has(array.name.replace(/^state\//, prefix)) && array.name.startsWith('state/')) return [];
    const found = prefixes.find((known) => array.name.startsWith(known));
    return found === undefined ? [] : [{ ...array, name: `weights/${array.name.slice(found.length)}` }];
  });
}
