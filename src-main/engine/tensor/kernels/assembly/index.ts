export { gemm, gemmBatch, gemmWorkspaceBytes } from './shared-matrices';
export {
  convolutionWorkspaceBytes,
  convolve,
  convolveInputGradient,
  convolveKernelGradient,
  maxPool,
  maxPoolGradient,
} from './shared-images';
export { attend, attendGradient, attentionWorkspaceBytes } from './shared-attention';
export { activationGradient, adam, addBiasAndActivate, dropOut, layerNorm } from './shared-rows';
export { help } from './shared';
export { dismissTeam, helpersReady, leadTeam } from './team';
export { describeImages, describeKernel } from './geometry';
export { sumRows } from './activation';
export { layerNormGradient, softmaxCrossEntropy } from './normalise';
export { adagrad, momentum, rmsprop, sgd, sumOfSquares } from './optimizer';
export { sumSegments, takeRows } from './rows';
export { batchNorm, batchNormGradient, groupNorm, groupNormGradient } from './batch-norm';
export { depthwise } from './depthwise';
export { recurrent, recurrentGradient, recurrentWorkspaceBytes } from './recurrent';
