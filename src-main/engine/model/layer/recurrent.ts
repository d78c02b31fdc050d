import * as tf from '@tensorflow/tfjs-core';
import { dense as denseOf } from '../../tensor/fused/dense.ts';
import { gateCounts, recurrent, type RecurrentCell } from '../../tensor/fused/recurrent.ts';
import { plan, type LayerPlan } from '../layers.ts';
import type { ParameterSpec } from '../model.ts';
import type { Layer } from './layer.ts';

/** Additions, multiplications and activations of the gates themselves, beside the products of matrices. */
const flopsPerGate = 6;

/** x [batch, time, inputs] to the states [batch, time, units], or to the last one [batch, units]. */
export function recur(
  name: string,
  cell: RecurrentCell,
  [time = 1, inputs = 1]: readonly number[],
  units: number,
  returns: 'sequence' | 'last',
): Layer {
  const outputShape = returns === 'last' ? [units] : [time, units];
  return {
    plans: [recurrentPlan(name, cell, time, inputs, units, outputShape)],
    outputShape,
    apply: (x, weights) => {
      const [batch = 0, now = 0] = x.shape;
      const rows = tf.reshape(x, [batch * now, inputs]);
      const projected = denseOf(rows, weights(`${name}/weights`), weights(`${name}/bias`), null);
      const gates = tf.reshape(projected, [batch, now, gateCounts[cell] * units]);
      const bias = cell === 'gru' ? weights(`${name}/recurrentBias`) : tf.zeros([units]);
      const states = recurrent(cell, gates, weights(`${name}/recurrent`), bias);
      if (returns === 'sequence') return states;
      return tf.reshape(tf.slice(states, [0, now - 1, 0], [batch, 1, units]), [batch, units]);
    },
  };
}

/**
 * Weights of the inputs begin after Glorot, recurrent ones orthogonal, so that what is carried on neither grows nor
 * fades at first (Saxe et al. 2014).
 */
function recurrentPlan(
  name: string,
  cell: RecurrentCell,
  time: number,
  inputs: number,
  units: number,
  outputShape: readonly number[],
): LayerPlan {
  const wide = gateCounts[cell] * units;
  const weights: ParameterSpec = {
    name: `${name}/weights`,
    shape: [inputs, wide],
    role: 'weights',
    fanIn: inputs,
    fanOut: units,
    initializer: { kind: 'glorotUniform' },
  };
  const bias: ParameterSpec = {
    ...weights,
    name: `${name}/bias`,
    shape: [wide],
    role: 'bias',
    ...(cell === 'lstm' ? { ones: [units, 2 * units] as const } : {}),
  };
  const carried: ParameterSpec = {
    ...weights,
    name: `${name}/recurrent`,
    shape: [units, wide],
    fanIn: units,
    initializer: { kind: 'orthogonal', gain: 1 },
  };
  const parameters = [weights, bias, carried];
  if (cell === 'gru') {
    parameters.push({ ...weights, name: `${name}/recurrentBias`, shape: [units], role: 'bias' });
  }
  const flops = time * wide * (2 * (inputs + units) + flopsPerGate);
  return plan(name, cell, outputShape, parameters, flops);
}
