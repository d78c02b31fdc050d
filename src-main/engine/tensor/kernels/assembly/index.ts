export { gemm, gemmBatch, gemmWorkspaceBytes } from './gemm';
export { addBiasAndActivate, activationGradient, sumRows } from './activation';
export {
  convolutionWorkspaceBytes,
  convolve,
  convolveInputGradient,
  convolveKernelGradient,
  describeImages,
  describeKernel,
  maxPoolGradient,
} from './convolution';
export { layerNorm, layerNormGradient, softmaxCrossEntropy } from './normalise';
export { attend, attendGradient, attentionWorkspaceBytes } from './attention';
export { adagrad, adam, momentum, rmsprop, sgd, sumOfSquares } from './optimizer';
export { sumSegments, takeRows } from './rows';
export { dropOut } from './dropout';
export { batchNorm, batchNormGradient, groupNorm, groupNormGradient } from './batch-norm';
export { depthwise } from './depthwise';
export { recurrent, recurrentGradient, recurrentWorkspaceBytes } from './recurrent';
