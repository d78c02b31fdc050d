import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { EngineChoice } from '#contract/training.ts';

export async function openEngine(_choice: EngineChoice) {
  await tf.setBackend('cpu');
  await tf.ready();
  return {
    kind: 'javascript' as const,
    name: 'TensorFlow.js (JavaScript)',
    variant: 'javascript',
    reason: 'for now',
    versions: { 'tfjs-core': tf.version_core },
    threads: 1,
  };
}
