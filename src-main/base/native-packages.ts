/** The packages of TensorFlow's own library, by engine. Descent does not depend on them; a user may install one. */
export const nativePackages = {
  native: '@tensorflow/tfjs-node',
  cuda: '@tensorflow/tfjs-node-gpu',
} as const;
export type NativeKind = keyof typeof nativePackages;
