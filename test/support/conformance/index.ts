import { lossSubjects } from './losses.ts';
import { modelSubjects } from './models.ts';
import { operationSubjects } from './operations.ts';
import { optimizerSubjects } from './optimizers.ts';
import { sampleSubjects } from './samples.ts';
import type { Subject } from './subject.ts';

/**
 * Everything that has to be the same on every engine: the operations, every layer and model with its gradients, every
 * loss and optimizer, and what preparation gives for every sample.
 */
export function subjects(): readonly Subject[] {
  return [
    ...operationSubjects(),
    ...modelSubjects(),
    ...lossSubjects(),
    ...optimizerSubjects(),
    ...sampleSubjects(),
  ];
}
