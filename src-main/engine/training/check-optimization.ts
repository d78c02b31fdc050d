import type { TrainingSpec } from '#contract/training.ts';
import { nearest } from '#contract/parse.ts';
import { inputError } from '../../base/input-error.ts';
import { lbfgsWeightLimit } from '../optimizer/optimizer.ts';
import type { Prepared } from './prepared.ts';
import { checkWeightDecay } from './weight-decay.ts';

/** Throws `invalid_input` naming the field for what optimizer, schedule and stopping cannot do with model and data. */
export function checkOptimization(spec: TrainingSpec, prepared: Prepared): void {
  const { schedule, earlyStopping } = spec;
  checkWeightDecay(spec.optimizer, prepared.model.parameters);
  if (spec.optimizer.kind === 'lbfgs') checkLbfgs(spec, prepared);
  if (schedule.kind === 'plateau') checkWatched('schedule.metric', schedule.metric, prepared);
  if (earlyStopping !== undefined) checkWatched('earlyStopping.metric', earlyStopping.metric, prepared);
}

function checkWatched(
  path: string,
  metric: string | undefined,
  { fitted, metrics, validation }: Prepared,
): void {
  const measured = ['loss', ...metrics];
  const known = [
    ...(validation === null ? [] : measured.map((name) => `val/${name}`)),
    ...(fitted.kind === 'table' ? measured.map((name) => `train/${name}`) : ['train/loss']),
  ];
  if (metric === undefined || known.includes(metric)) return;
  const unheld =
    validation === null && metric.startsWith('val/') ? ', since no rows are held out for validation' : '';
  throw inputError(
    path,
    `"${metric}" is not measured in this training${unheld}. Write one of ${known.join(', ')}, or name it in "metrics".`,
    known.find((name) => name === metric.replace(/^val/, 'train')) ?? nearest(metric, known),
  );
}

function checkLbfgs(spec: TrainingSpec, { plan, batchSize, fitted, train }: Prepared): void {
  if (fitted.kind === 'text') {
    throw inputError(
      'optimizer.kind',
      'L-BFGS compares gradients of the same data, and text is cut at other places in every epoch. Choose "adamw".',
      'adamw',
    );
  }
  if (fitted.kind === 'table' && train.varies) {
    throw inputError(
      'optimizer.kind',
      'L-BFGS compares gradients of the same data, and augmentation makes other images of it in every epoch. Choose "adam", or remove the steps that draw at random.',
      'adam',
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
