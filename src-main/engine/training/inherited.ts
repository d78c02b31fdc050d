import { say, type Sentence } from '#contract/sentence.ts';
import { nearest } from '#contract/parse.ts';
import type { InitializerSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { describeShape } from '../model/list-shapes.ts';
import type { Model } from '../model/model.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import { openTokenizer } from '../preprocessing/text/tokenizer.ts';
import { decodeCheckpoint, servedArrays } from './checkpoint.ts';

export type RunInitializer = Extract<InitializerSpec, { kind: 'run' }>;

/** Weights, and states of norms, that a training begins with instead of its initializer's, by their names. */
export interface Inherited {
  readonly arrays: ReadonlyMap<string, ArrayLike<number>>;
  /** Where they come from, what was taken and what was not, for the run's record. */
  readonly notes: readonly Sentence[];
}

interface Wanted {
  readonly name: string;
  readonly shape: readonly number[];
}

const mostNamed = 6;

/**
 * The weights of another run's checkpoint, those that it predicts with, for a model: all layers whose arrays have the
 * same names and shapes in both, or the layers that the spec names; the rest begins as it would have. Throws
 * `invalid_input` naming the field when a named layer is missing or differs in shape, and when nothing would be taken.
 */
export function inheritWeights(
  { run, layers }: RunInitializer,
  model: Model,
  fitted: FittedPreprocessing,
  checkpoint: Uint8Array,
): Inherited {
  const source = decodeCheckpoint(checkpoint);
  const given = new Map(
    servedArrays(source.arrays).map((array): [string, NamedArray] => {
      const name = array.name.replace(/^weights\//, '');
      return [name, { ...array, name }];
    }),
  );
  const wanted: readonly Wanted[] = [...model.parameters, ...model.states];
  const chosen = layers === undefined ? wanted : namedArrays(layers, wanted, given, run);
  const whole = layersOf(chosen).filter((layer) =>
    chosen.every((array) => layerOf(array) !== layer || sameShape(array, given.get(array.name))),
  );
  const taken = chosen.filter((array) => whole.includes(layerOf(array)));
  if (taken.length === 0) throw nothingFits(run, wanted, given);
  const names = new Set(taken.map(({ name }) => name));
  const left = wanted.filter(({ name }) => !names.has(name));
  return {
    arrays: new Map(taken.map(({ name }) => [name, given.get(name)?.values ?? []])),
    notes: [
      say('inherited.begins', {
        run,
        step: source.step,
        layers: layersOf(taken),
        ...leftOver(left, given, layers !== undefined),
      }),
      ...otherInputs(run, source.preprocessing, fitted),
    ],
  };
}

/** Arrays of the layers that the spec names, each of which has to be in both models with the same shape. */
function namedArrays(
  layers: readonly string[],
  wanted: readonly Wanted[],
  given: ReadonlyMap<string, NamedArray>,
  run: number,
): readonly Wanted[] {
  return layers.flatMap((layer, index) => {
    const path = `initializer.layers.${index}`;
    const own = wanted.filter(({ name }) => belongsTo(name, layer));
    if (own.length === 0) {
      const known = layersOf(wanted);
      throw inputError(path, say('plan.noSuchLayer', { layer, known }), nearest(layer, known));
    }
    for (const array of own) {
      const found = given.get(array.name);
      if (sameShape(array, found)) continue;
      throw inputError(
        path,
        found === undefined
          ? say('plan.noSuchWeights', {
              run,
              weights: array.name,
              layers: listed(layersOf([...given.values()])),
            })
          : say('plan.otherShape', {
              weights: array.name,
              shape: describeShape(array.shape),
              other: describeShape(found.shape),
              run,
              layer,
            }),
      );
    }
    return own;
  });
}

function nothingFits(run: number, wanted: readonly Wanted[], given: ReadonlyMap<string, NamedArray>) {
  const differing = differences(wanted, given);
  const theirs = listed(layersOf([...given.values()]));
  return inputError(
    'initializer.run',
    say('plan.nothingFits', { run, differing, theirs, ours: listed(layersOf(wanted)) }),
  );
}

/** Layers that begin anew: those of another shape, with both shapes, and the others. */
function leftOver(left: readonly Wanted[], given: ReadonlyMap<string, NamedArray>, byName: boolean) {
  // Layers that nobody asked for need no reason.
  const differing = byName ? [] : differences(left, given);
  const anew = layersOf(left).filter((layer) => !differing.some((why) => why.startsWith(`${layer}/`)));
  return { differing, anew };
}

/** The first array of every layer that has another shape in the other run. */
function differences(wanted: readonly Wanted[], given: ReadonlyMap<string, NamedArray>): string[] {
  return layersOf(wanted).flatMap((layer) => {
    const array = wanted.find(
      (candidate) =>
        layerOf(candidate) === layer &&
        given.has(candidate.name) &&
        !sameShape(candidate, given.get(candidate.name)),
    );
    if (array === undefined) return [];
    const { name, shape } = array;
    return [`${name} ${describeShape(shape)} instead of ${describeShape(given.get(name)?.shape ?? [])}`];
  });
}

/** Weights of a first layer mean something else where its inputs are others. */
function otherInputs(run: number, before: FittedPreprocessing, now: FittedPreprocessing): Sentence[] {
  const inputs = (fitted: FittedPreprocessing): unknown =>
    fitted.kind === 'text' ? { ...fitted, unseen: null } : fitted.outputs;
  if (before.kind === now.kind && JSON.stringify(inputs(before)) === JSON.stringify(inputs(now))) return [];
  return [
    now.kind === 'text'
      ? say('inherited.otherPieces', { run, pieces: openTokenizer(now).plural })
      : say('inherited.otherColumns', { run }),
  ];
}

/** Layers of the arrays, each once, in their order. */
function layersOf(arrays: readonly { readonly name: string }[]): string[] {
  return [...new Set(arrays.map(layerOf))];
}

function layerOf({ name }: { readonly name: string }): string {
  return name.slice(0, name.lastIndexOf('/'));
}

/** A layer's own arrays, and those of the layers inside it: "block2" is all of "block2/convolution1". */
function belongsTo(array: string, layer: string): boolean {
  return array.startsWith(`${layer}/`);
}

function sameShape(array: Wanted, found: NamedArray | undefined): boolean {
  return found !== undefined && JSON.stringify(found.shape) === JSON.stringify(array.shape);
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ');
}
