import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { lbfgsWeightLimit } from '../optimizer/optimizer.ts';
import type { Prepared } from './prepare.ts';
import { checkWeightDecay } from './weight-decay.ts';

/** Throws `invalid_input` naming the field for what the optimizer cannot do with this model and data. */
export function checkOptimization(spec: TrainingSpec, { model, plan, batchSize, fitted }: Prepared): void {
  checkWeightDecay(spec.optimizer, model.parameters);
  if (spec.optimizer.kind !== 'lbfgs') return;
  if (fitted.kind === 'text') {
    throw inputError(
      'optimizer.kind',
      'L-BFGS compares gradients of the same data, and text is cut at other places in every epoch. Choose "adamw".',
      'adamw',
    );
  }
  if (batchSize < plan.trainRows) {
    throw inputError(
      'batchSize',
      `L-BFGS compares gradients of the same data, and a batch of ${batchSize} of ${plan.trainRows} rows changes at every step. Write "full", or choose "adam".`,
      'full',
    );
  }
  if ('dropout' in spec.model && spec.model.dropout > 0) {
    throw inputError(
      'model.dropout',
      'L-BFGS compares losses of the same function, and dropout makes another one of every step. Write 0, or choose "adam".',
      '0',
    );
  }
  if (plan.parameterCount > lbfgsWeightLimit) {
    throw inputError(
      'optimizer.kind',
      `L-BFGS is for models of at most ${lbfgsWeightLimit} weights, and this one has ${plan.parameterCount}. Choose "adam".`,
      'adam',
    );
  }
}
