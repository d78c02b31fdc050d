import { batchNorm, normaliseByAverages } from '../../tensor/fused/batch-norm.ts';
import { groupNorm as groupNormed } from '../../tensor/fused/group-norm.ts';
import { batchNormPlan, layerNormLayer, layerNormPlan } from '../layers.ts';
import type { Layer } from './layer.ts';

type Shape = readonly number[];

/** PyTorch's; TensorFlow's 0.01 needs hundreds of batches before an evaluation means anything. */
const defaultMovingShare = 0.1;

/**
 * Batch norm over all axes but the last (Ioffe & Szegedy 2015). The moving variance is the unbiased one, n / (n − 1)
 * of the batch's, as in PyTorch; a batch that has one row alone has no variance, and the averages stay.
 */
export function normaliseBatch(name: string, input: Shape, movingShare = defaultMovingShare): Layer {
  return {
    plans: [batchNormPlan(name, input)],
    outputShape: input,
    apply: (x, weights, pass) => {
      const [gain, bias] = [weights(`${name}/gain`), weights(`${name}/bias`)];
      if (!pass.training || pass.isFrozen?.(name) === true) {
        return normaliseByAverages(x, gain, bias, weights(`${name}/mean`), weights(`${name}/variance`));
      }
      return batchNorm(x, gain, bias, (mean, variance) => {
        const rows = x.size / gain.size;
        if (rows < 2) return;
        pass.average(`${name}/mean`, mean, movingShare);
        const unbiased = variance.map((value) => (value * rows) / (rows - 1));
        pass.average(`${name}/variance`, unbiased, movingShare);
      });
    },
  };
}

/** Over the last axis, at every position (Ba et al. 2016). */
export function normaliseLayer(name: string, input: Shape): Layer {
  return {
    plans: [layerNormPlan(name, input)],
    outputShape: input,
    apply: (x, weights) => layerNormLayer(weights, name, x),
  };
}

/** Over groups of channels and all positions (Wu & He 2018). `groups` divides the channels. */
export function normaliseGroups(name: string, input: Shape, groups: number): Layer {
  return {
    plans: [layerNormPlan(name, input, 'groupNorm')],
    outputShape: input,
    apply: (x, weights) => groupNormed(x, weights(`${name}/gain`), weights(`${name}/bias`), groups),
  };
}

/** As many groups as asked for, or the most that divide the channels. */
export function fittingGroups(channels: number, wanted: number): number {
  for (let groups = Math.min(wanted, channels); groups > 1; groups--)
    if (channels % groups === 0) return groups;
  return 1;
}
