import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';
import { activationLayer } from '../../tensor/fused/activation-layer.ts';
import { denseLayer, densePlan, embeddingPlan, initializerFor, plainPlan } from '../layers.ts';
import { sizeOf } from '../model.ts';
import type { Layer } from './layer.ts';

type Shape = readonly number[];

/** Over the last axis. `towards` is the activation that follows later, by which the weights begin. */
export function dense(
  name: string,
  input: Shape,
  units: number,
  activation: Activation | null,
  towards: Activation | null = activation,
): Layer {
  const inputs = input.at(-1) ?? 1;
  const leading = input.slice(0, -1);
  return {
    plans: [densePlan(name, inputs, units, { initializer: initializerFor(towards), leading })],
    outputShape: [...leading, units],
    apply: (x, weights, pass) => {
      const rows = denseLayer(weights, name, x.rank === 2 ? x : tf.reshape(x, [-1, inputs]), activation);
      if (activation !== null) pass.observe?.(name, activation, rows);
      return x.rank === 2 ? rows : tf.reshape(rows, [...x.shape.slice(0, -1), units]);
    },
  };
}

export function activate(name: string, input: Shape, activation: Activation): Layer {
  return {
    plans: [plainPlan(name, activation, input, sizeOf(input))],
    outputShape: input,
    apply: (x, _weights, pass) => {
      const output = activationLayer(x, activation);
      pass.observe?.(name, activation, output);
      return output;
    },
  };
}

/** Has no line of its own in a summary: it changes no shape, and nothing outside training. */
export function dropOut(name: string, input: Shape, rate: number): Layer {
  return {
    plans: [],
    outputShape: input,
    apply: (x, _weights, pass) => pass.dropout(x, rate, name),
  };
}

/** Same numbers, other axes. */
export function reshape(name: string, kind: string, shape: Shape): Layer {
  return {
    plans: [plainPlan(name, kind, shape)],
    outputShape: shape,
    apply: (x) => tf.reshape(x, [-1, ...shape]),
  };
}

/** Ids [batch, time] to vectors [batch, time, width]. */
export function embed(name: string, time: number, rows: number, width: number): Layer {
  return {
    plans: [embeddingPlan(name, rows, width, [time, width])],
    outputShape: [time, width],
    apply: (ids, weights) => tf.gather(weights(`${name}/weights`), ids as tf.Tensor2D),
  };
}

/** x [batch, time, width] plus a learned vector for each position. */
export function addPositions(name: string, [time = 1, width = 1]: Shape): Layer {
  return {
    plans: [embeddingPlan(name, time, width, [time, width])],
    outputShape: [time, width],
    apply: (x, weights) => {
      const all = weights(`${name}/weights`) as tf.Tensor2D;
      const now = x.shape[1] ?? time;
      return tf.add(x, now === time ? all : tf.slice(all, [0, 0], [now, width]));
    },
  };
}
