import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { differences, slopeError } from '../support/conformance/check.ts';
import { subjects } from '../support/conformance/index.ts';
import { engine } from './engine.ts';

/**
 * Left out on TensorFlow: the largest of a window with a NaN, which it leaves open. Left out on a GPU: WGSL leaves it
 * to a device what a maximum makes of NaN, so that relu may swallow one; and TensorFlow.js' own kernels for
 * convolutions are not asked for batches without rows, since ours answer before.
 */
const leftOut = engine === 'webgpu' ? / NaN|conv2d of no images/ : /(layer pool|model layers) \d+, NaN/;
const all = subjects().filter(({ name }) => !leftOut.test(name));
const smooth = all.filter(({ slope }) => slope !== undefined);
/** Other orders of sums, and a GPU's own functions: WebGPU leaves most of them some units in the last place. */
const leastTolerance = 2e-4;

describe(`the engine "${engine}"`, () => {
  const open = () => openEngine(engine);

  it.each(all.map((subject) => [subject.name, subject] as const))(
    'gives what JavaScript gives: %s',
    async (_, subject) => {
      const tolerance = Math.max(leastTolerance, subject.tolerance ?? 0);
      expect(await differences({ ...subject, tolerance }, open)).toEqual([]);
    },
  );

  it.each(smooth.map((subject) => [subject.name, subject] as const))(
    'has the gradients of finite differences: %s',
    async (_, subject) => {
      expect(await slopeError(subject, open)).toBeLessThan(1e-2);
    },
  );
});
