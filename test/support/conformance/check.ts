import * as tf from '@tensorflow/tfjs-core';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { slopeAlong, type Figures, type Subject } from './subject.ts';

/**
 * Computes a subject on the engine that `open` opens and on TensorFlow.js' own plain JavaScript, and says in words
 * where they differ; an empty list is agreement. NaN and ±∞ have to be at the same places. Tensors left behind count
 * as a difference, too.
 */
export async function differences(subject: Subject, open: () => Promise<unknown>): Promise<string[]> {
  await openEngine('javascript');
  const expected = await subject.compute();
  await open();
  const before = tf.memory().numTensors;
  const actual = await subject.compute();
  const left = tf.memory().numTensors - before;
  const found = compare(actual, expected, subject.tolerance ?? 2e-5);
  if (left !== 0) found.push(`${left} tensors were left behind`);
  return found;
}

/** The same against finite differences along a direction, on the engine that `open` opens. */
export async function slopeError(subject: Subject, open: () => Promise<unknown>): Promise<number> {
  await open();
  if (subject.slope === undefined) return 0;
  const errors: number[] = [];
  // A step that is too long sees the curvature, one too short only rounding.
  for (const step of [2 ** -5, 2 ** -7, 2 ** -9]) {
    const [difference, slope] = await slopeAlong(subject.slope(), step);
    errors.push(Math.abs(difference - slope) / Math.max(1, Math.abs(difference), Math.abs(slope)));
  }
  return Math.min(...errors);
}

function compare(actual: Figures, expected: Figures, tolerance: number): string[] {
  const found: string[] = [];
  for (const [name, wanted] of Object.entries(expected)) {
    const given = actual[name] ?? new Float32Array();
    if (given.length !== wanted.length) {
      found.push(`${name}: ${given.length} numbers instead of ${wanted.length}`);
      continue;
    }
    const scale = wanted.reduce(
      (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
      1,
    );
    for (const [index, value] of wanted.entries()) {
      const other = given[index] ?? Number.NaN;
      if (Object.is(value, other) || Math.abs(value - other) <= tolerance * scale) continue;
      found.push(`${name}[${index}]: ${other} instead of ${value}`);
      break;
    }
  }
  return found;
}
