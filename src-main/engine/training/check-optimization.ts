import type { InputIssue } from '#contract/errors.ts';
import type { LayerSpec, TrainingSpec } from '#contract/training.ts';
import { nearest } from '#contract/parse.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { lbfgsWeightLimit } from '../optimizer/optimizer.ts';
import type { Prepared } from './prepared.ts';
import { checkWeightDecay } from './weight-decay.ts';

/** Throws `invalid_input` naming the field for what optimizer, schedule and stopping cannot do with model and data. */
export function checkOptimization(spec: TrainingSpec, prepared: Prepared): void {
  const { schedule, earlyStopping } = spec;
  checkWeightDecay(spec.optimizer, prepared.model.parameters);
  if (spec.optimizer.kind === 'lbfgs') checkLbfgs(spec, prepared);
  checkDisk(spec, prepared);
  if (schedule.kind === 'plateau') checkWatched('schedule.metric', schedule.metric, prepared);
  if (earlyStopping !== undefined) checkWatched('earlyStopping.metric', earlyStopping.metric, prepared);
}

/** A run keeps its last checkpoint at least. */
function checkDisk({ budget }: TrainingSpec, { plan }: Prepared): void {
  const allowed = budget?.diskBytes ?? Number.POSITIVE_INFINITY;
  if (allowed >= plan.checkpointBytes) return;
  const megabytes = (bytes: number): number => Number((bytes / 2 ** 20).toPrecision(3));
  throw inputError(
    'budget.diskBytes',
    say('plan.diskBelowCheckpoint', {
      allowed: megabytes(allowed),
      checkpoint: megabytes(plan.checkpointBytes),
    }),
  );
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
  const unheld = validation === null && metric.startsWith('val/');
  throw inputError(
    path,
    say('plan.notMeasured', { metric, unheld, known }),
    known.find((name) => name === metric.replace(/^val/, 'train')) ?? nearest(metric, known),
  );
}

function checkLbfgs(spec: TrainingSpec, prepared: Prepared): void {
  const why = whyNoLbfgs(spec, prepared);
  if (why !== null) throw inputError(why.path, why, why.suggestion);
}

/** What of a training L-BFGS cannot be used with; null where it can. */
export function whyNoLbfgs(
  { model, batchSize: written }: Pick<TrainingSpec, 'model' | 'batchSize'>,
  { plan, batchSize, fitted, train }: Prepared,
): InputIssue | null {
  if (fitted.kind === 'text') {
    return {
      path: 'optimizer.kind',
      ...say('plan.lbfgsText'),
      suggestion: 'adamw',
    };
  }
  if (train.varies) {
    return {
      path: 'optimizer.kind',
      ...say('plan.lbfgsAugmentation'),
      suggestion: 'adam',
    };
  }
  if (batchSize < plan.trainRows) {
    return {
      path: 'batchSize',
      ...say('plan.lbfgsBatch', { batch: String(written), rows: plan.trainRows }),
      suggestion: 'full',
    };
  }
  const dropout = dropoutOf(model);
  if (dropout !== null) {
    return {
      path: dropout,
      ...say('plan.lbfgsDropout'),
      suggestion: '0',
    };
  }
  if (plan.parameterCount > lbfgsWeightLimit) {
    return {
      path: 'optimizer.kind',
      ...say('plan.lbfgsWeights', { most: lbfgsWeightLimit, weights: plan.parameterCount }),
      suggestion: 'adam',
    };
  }
  return null;
}

/** Where a model drops out, as a path of the spec; null where it does not. */
function dropoutOf(model: TrainingSpec['model']): string | null {
  if ('dropout' in model && model.dropout > 0) return 'model.dropout';
  return model.kind === 'layers' ? dropoutAmong(model.layers, 'model.layers') : null;
}

function dropoutAmong(layers: readonly LayerSpec[], path: string): string | null {
  for (const [index, layer] of layers.entries()) {
    const place = `${path}.${index}`;
    if (layer.layer === 'dropout' && layer.rate > 0) return `${place}.rate`;
    const inner = layer.layer === 'residual' ? dropoutAmong(layer.layers, `${place}.layers`) : null;
    if (inner !== null) return inner;
  }
  return null;
}
