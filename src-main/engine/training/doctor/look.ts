import * as tf from '@tensorflow/tfjs-core';
import type { Activation, InitializerSpec } from '#contract/training.ts';
import { sizeOf, type ParameterSpec } from '../../model/model.ts';
import { currentHeap } from '../../tensor/embedded/heap.ts';
import { numbersOf, sumsOfSquares } from '../../tensor/numbers.ts';
import { layerOf } from '../named-layers.ts';
import type { LookFigures, WatchedArray } from './look-track.ts';
import { stillnessOf, type UnitTrack } from './unit-track.ts';

/** A look at one update, from its batch to its new weights. It reads, and changes nothing. */
export interface Look {
  /** Makes the batch, and counts the time that it takes. */
  take<T>(make: () => T): T;
  /** Outputs of an activation on the way forward. */
  observe(layer: string, activation: Activation, output: tf.Tensor): void;
  /** Gradients before clipping, the weights before the update, and its learning rate. */
  before(gradients: readonly tf.Tensor[], weights: readonly tf.Tensor[], learningRate: number): void;
  after(weights: readonly tf.Tensor[]): void;
}

/** Of a large array, so many numbers, evenly spread, show how far an update goes. */
export const mostWatched = 1024;

/** The arrays of weights among those that the optimizer moves; biases and gains are left to them. */
export function watchedArrays(
  trained: readonly ParameterSpec[],
  layers: readonly { readonly name: string; readonly kind: string }[],
  initializer: InitializerSpec | undefined,
): readonly WatchedArray[] {
  const embeddings = new Set(layers.filter(({ kind }) => kind === 'embedding').map(({ name }) => name));
  return trained.flatMap((parameter, place) => {
    const { name, shape, role } = parameter;
    if (role !== 'weights') return [];
    const layer = layerOf(name);
    const isAdapter = name.includes('/lora/');
    return [
      {
        layer,
        place,
        size: sizeOf(shape),
        inDepth: shape.length > 1 && !embeddings.has(layer) && !isAdapter,
        startsAtZero: isAdapter || (initializer ?? parameter.initializer).kind === 'zeros',
        watched: currentHeap() === null ? sizeOf(shape) : Math.min(sizeOf(shape), mostWatched),
      },
    ];
  });
}

export interface Looker {
  /** `done` gets the figures when the update is done. */
  open(step: number, done: (figures: LookFigures) => void): Look;
}

type Moves = Pick<LookFigures, 'moves' | 'sizes'>;

/** Looks share their buffers, so that they allocate little. */
export function openLooker(arrays: readonly WatchedArray[], units: UnitTrack): Looker {
  const samples = arrays.map(({ size }) => new Float32Array(Math.min(size, mostWatched)));
  return {
    open: (step, done) => {
      const openedAt = performance.now();
      let batchMs = 0;
      let gradientsOf: readonly number[] = [];
      let norm = 0;
      let rate = 0;
      let movesTo: (weights: readonly tf.Tensor[]) => Moves = () => ({ moves: [], sizes: [] });
      return {
        take: (make) => {
          const from = performance.now();
          const batch = make();
          batchMs += performance.now() - from;
          return batch;
        },
        observe: (layer, activation, output) => {
          if (stillnessOf(activation) === null) return;
          units.add(layer, activation, numbersOf(output), output.shape.at(-1) ?? 0);
        },
        before: (gradients, weights, learningRate) => {
          rate = learningRate;
          const squares = sumsOfSquares(gradients);
          norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
          gradientsOf = arrays.map(({ place, size }) => Math.sqrt((squares[place] ?? Number.NaN) / size));
          movesTo =
            currentHeap() === null ? keepTensors(arrays, weights) : keepSamples(arrays, weights, samples);
        },
        after: (weights) => {
          const moved = movesTo(weights);
          const stepMs = performance.now() - openedAt;
          done({ step, rate, norm, gradients: gradientsOf, ...moved, batchMs, stepMs });
        },
      };
    },
  };
}

/** Where tensors are changed in place: some of their numbers are copied out. */
function keepSamples(
  arrays: readonly WatchedArray[],
  weights: readonly tf.Tensor[],
  samples: readonly Float32Array[],
): (weights: readonly tf.Tensor[]) => Moves {
  const strides = arrays.map(({ size }) => Math.max(1, Math.floor(size / mostWatched)));
  for (const [at, { place }] of arrays.entries()) {
    const [weight, sample, stride = 1] = [weights[place], samples[at], strides[at]];
    if (weight === undefined || sample === undefined) continue;
    const numbers = numbersOf(weight);
    for (let index = 0; index < sample.length; index++) sample[index] = numbers[index * stride] ?? 0;
  }
  return (now) => {
    const moves: number[] = [];
    const sizes: number[] = [];
    for (const [at, { place }] of arrays.entries()) {
      const [weight, sample, stride = 1] = [now[place], samples[at], strides[at]];
      if (weight === undefined || sample === undefined) continue;
      const numbers = numbersOf(weight);
      let [move, size] = [0, 0];
      for (let index = 0; index < sample.length; index++) {
        const was = sample[index] ?? 0;
        move += ((numbers[index * stride] ?? 0) - was) ** 2;
        size += was ** 2;
      }
      moves.push(Math.sqrt(move));
      sizes.push(Math.sqrt(size));
    }
    return { moves, sizes };
  };
}

/** Where an update makes new tensors: the old ones are held on to, without a copy. */
function keepTensors(
  arrays: readonly WatchedArray[],
  weights: readonly tf.Tensor[],
): (weights: readonly tf.Tensor[]) => Moves {
  const held = arrays.flatMap(({ place }) => {
    const weight = weights[place];
    return weight === undefined ? [] : [tf.keep(tf.clone(weight))];
  });
  return (now) => {
    const sizes = sumsOfSquares(held);
    const differences = arrays.map(({ place }, at) => {
      const [before, after] = [held[at], now[place]];
      if (before === undefined || after === undefined) throw new Error('a weight without its tensor');
      return tf.sub(after, before);
    });
    const moves = sumsOfSquares(differences);
    tf.dispose([...held, ...differences]);
    return { moves: moves.map(Math.sqrt), sizes: sizes.map(Math.sqrt) };
  };
}
