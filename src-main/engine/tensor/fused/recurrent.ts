import * as tf from '@tensorflow/tfjs-core';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, readyGradients, savedTensor } from '../gradients/define.ts';

const kernelName = 'DescentRecurrent';

/** A plain network, LSTM or GRU; the numbers are those of kernels/assembly/recurrent.ts. */
export type RecurrentCell = 'rnn' | 'lstm' | 'gru';
const cells: Readonly<Record<RecurrentCell, number>> = { rnn: 0, lstm: 1, gru: 2 };
export const gateCounts: Readonly<Record<RecurrentCell, number>> = { rnn: 1, lstm: 4, gru: 3 };

/**
 * States [batch, time, units] of a recurrent layer, from zero, given what comes from its inputs, `gates` [batch, time,
 * gates · units], and its recurrent weights [units, gates · units]. rnn: tanh(x + h·U). lstm: gates i, f, g, o; c =
 * f·c + i·g, h = o·tanh(c). gru: gates r, z, n; n = tanh(x + r·(h·U + bias)), h = (1 − z)·n + z·h. `bias` [units] is
 * used by a GRU only.
 */
export function recurrent(
  cell: RecurrentCell,
  gates: tf.Tensor,
  weights: tf.Tensor,
  bias: tf.Tensor,
): tf.Tensor {
  if (currentHeap() === null) return composed(cell, gates as tf.Tensor3D, weights as tf.Tensor2D, bias);
  return runEmbedded(kernelName, { gates, weights, bias }, { cell: cells[cell] });
}

function composed(cell: RecurrentCell, gates: tf.Tensor3D, weights: tf.Tensor2D, bias: tf.Tensor): tf.Tensor {
  const [batch, time] = gates.shape;
  const units = weights.shape[0];
  let h: tf.Tensor2D = tf.zeros([batch, units]);
  let c: tf.Tensor = tf.zeros([batch, units]);
  const states: tf.Tensor[] = [];
  for (let t = 0; t < time; t++) {
    const x = tf.reshape(tf.slice(gates, [0, t, 0], [batch, 1, -1]), [batch, gates.shape[2]]);
    const product = tf.matMul(h, weights);
    if (cell === 'rnn') {
      h = tf.tanh(tf.add(x, product));
    } else if (cell === 'lstm') {
      const [i, f, g, o] = parts(tf.add(x, product), 4);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    } else {
      const [xr, xz, xn] = parts(x, 3);
      const [hr, hz, hn] = parts(product, 3);
      const r = tf.sigmoid(tf.add(xr, hr));
      const z = tf.sigmoid(tf.add(xz, hz));
      const n = tf.tanh(tf.add(xn, tf.mul(r, tf.add(hn, bias))));
      h = tf.add(n, tf.mul(z, tf.sub(h, n)));
    }
    states.push(tf.reshape(h, [batch, 1, units]));
  }
  return tf.concat(states, 1);
}

/** As many parts side by side as there are gates; the shape is known to have them. */
function parts(x: tf.Tensor, count: number): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const [a = x, b = x, c = x, d = x] = tf.split(x, count, 1);
  return [a, b, c, d];
}

export function registerRecurrent(heap: Heap): void {
  const workspaceOf = (batch: number, units: number): number =>
    heap.workspace(heap.kernels.recurrentWorkspaceBytes(batch, units));
  registerEmbeddedKernel(kernelName, (call) => {
    const given = inputOf(call, 'gates');
    const weights = inputOf(call, 'weights');
    const [batch = 0, time = 0, wide = 0] = given.shape;
    const units = weights.shape[0] ?? 0;
    const hidden = heap.allocate([batch, time, units]);
    const gates = heap.allocateHidden(batch * time * wide);
    const kept = heap.allocateHidden(batch * time * units);
    heap.view({ ...gates, shape: given.shape }).set(heap.view(given));
    heap.kernels.recurrent(
      Number(call.attributes['cell']),
      heap.address(gates),
      heap.address(weights),
      heap.address(inputOf(call, 'bias')),
      heap.address(hidden),
      heap.address(kept),
      batch,
      time,
      units,
      workspaceOf(batch, units),
    );
    return [hidden, gates, kept];
  });
  registerEmbeddedGradient({
    kernelName,
    inputsToSave: ['weights'],
    outputsToSave: [true, true, true],
    gradFunc: (dys, saved, attributes) => {
      const weights = savedTensor(saved, 0);
      const hidden = savedTensor(saved, 1);
      const [batch = 0, time = 0, units = 0] = hidden.shape;
      const gradients = {
        gates: heap.allocate([batch, time, weights.shape[1] ?? 0]),
        weights: heap.allocate(weights.shape),
        bias: heap.allocate([units]),
      };
      const cell = Number(attributes['cell']);
      if (cell !== cells.gru) heap.view(gradients.bias).fill(0);
      const inner = heap.allocate([cell === cells.gru ? batch * time * units : 1]);
      heap.kernels.recurrentGradient(
        cell,
        heap.address(savedTensor(saved, 2)),
        heap.address(weights),
        heap.address(hidden),
        heap.address(savedTensor(saved, 3)),
        heap.address(firstGradient(dys)),
        heap.address(gradients.gates),
        heap.address(inner),
        heap.address(gradients.weights),
        heap.address(gradients.bias),
        batch,
        time,
        units,
        workspaceOf(batch, units),
      );
      heap.free(inner);
      return readyGradients(gradients);
    },
  });
}
