import * as v from 'valibot';
import { optimizerSpecSchema, type OptimizerSpec, type TrainingSpec } from '#contract/training.ts';
import { lbfgsWeightLimit } from '../optimizer/optimizer.ts';
import type { Prepared } from '../training/prepared.ts';

/** Two rates of one optimizer closer than this are one candidate. */
const sameWithin = 1.6;
/** Losses that go through all rows at every step: L-BFGS is offered up to so many. */
const lbfgsRows = 20_000;

/** Optimizers whose learning rate is worth finding before the race, the spec's own first. */
export function rivals(spec: TrainingSpec, prepared: Prepared): readonly OptimizerSpec[] {
  const own = spec.optimizer;
  const text = prepared.fitted.kind === 'text';
  const kinds: readonly OptimizerSpec['kind'][] = text
    ? ['adamw', 'lion', 'momentum']
    : ['adam', 'momentum', spec.model.kind === 'linear' ? 'sgd' : 'rmsprop'];
  return [...(own.kind === 'lbfgs' ? [] : [own]), ...kinds.map((kind) => like(own, kind, text))].filter(
    (rival, index, all) => all.findIndex(({ kind }) => kind === rival.kind) === index,
  );
}

/**
 * Three to six optimizers to race, the spec's own first: with its own rate, with the rate that was found for it, then
 * those that are usual for such a model, each with the rate found for it; L-BFGS where every step sees all rows anyway.
 * `rateOf` is null where no rate was found.
 */
export function candidates(
  spec: TrainingSpec,
  prepared: Prepared,
  rateOf: (optimizer: OptimizerSpec) => number | null,
): readonly OptimizerSpec[] {
  const own = spec.optimizer;
  const found = rivals(spec, prepared).flatMap((rival): OptimizerSpec[] => {
    const rate = rateOf(rival);
    if (rate === null) return rival.kind === own.kind ? [] : [rival];
    const same = Math.max(rate / own.learningRate, own.learningRate / rate) < sameWithin;
    return rival.kind === own.kind && same ? [] : [{ ...rival, learningRate: rate }];
  });
  const lbfgs = own.kind !== 'lbfgs' && canUseLbfgs(spec, prepared) ? [like(own, 'lbfgs', false)] : [];
  return [own, ...found, ...lbfgs];
}

/** Only where its steps see the same rows as everybody's. */
function canUseLbfgs(spec: TrainingSpec, { batchSize, fitted, plan }: Prepared): boolean {
  return (
    fitted.kind === 'table' &&
    batchSize >= plan.trainRows &&
    plan.trainRows <= lbfgsRows &&
    plan.parameterCount <= lbfgsWeightLimit &&
    !('dropout' in spec.model && spec.model.dropout > 0) &&
    // Batch statistics and dropout of a list of layers make another function of every step.
    spec.model.kind !== 'layers'
  );
}

const usualRates: Readonly<Record<string, number>> = { sgd: 0.1, momentum: 0.03, lion: 1e-4, lbfgs: 1 };

/** Another optimizer with its usual settings, and with what the own one clips. */
function like(own: OptimizerSpec, kind: OptimizerSpec['kind'], text: boolean): OptimizerSpec {
  if (kind === own.kind) return own;
  const {
    clipNorm = undefined,
    clipValue = undefined,
    clipArrayNorm = undefined,
  } = own.kind === 'lbfgs' ? {} : own;
  const clipping =
    kind === 'lbfgs'
      ? {}
      : Object.fromEntries(
          Object.entries({ clipNorm, clipValue, clipArrayNorm }).filter(([, value]) => value !== undefined),
        );
  return v.parse(optimizerSpecSchema, {
    kind,
    learningRate: usualRates[kind] ?? (text ? 0.001 : 0.003),
    ...(kind === 'momentum' ? { nesterov: true } : {}),
    ...clipping,
  });
}
