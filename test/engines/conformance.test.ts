import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { differences, slopeError } from '../support/conformance/check.ts';
import { subjects } from '../support/conformance/index.ts';
import { engine } from './engine.ts';

/**
 * Left out on TensorFlow: the largest of a window with a NaN, which it leaves open. Left out on a GPU: what goes through
 * a maximum or an exponential there, since WGSL leaves it to a device what either makes of NaN (the rest of the layers
 * and losses carry it on); TensorFlow.js' own convolutions of no images, since ours answer before; and gradients over no
 * rows, which no training asks for and TensorFlow.js' kernels may end the process at.
 */
const leftOut =
  engine === 'webgpu'
    ? new RegExp(
        '(activation [34]|dense 2|pool [12]|residual 2|cnn 1|layers 1|binaryCrossEntropy 1), NaN' +
          '|(softplus|softmax|log and sqrt|maxPool.*), NaN|conv2d of no images|trained on no rows',
      )
    : /((layer pool|model layers) \d+|maxPool.*), NaN/;
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
