import * as v from 'valibot';
import { optimizerSpecSchema, type OptimizerSpec, type TrainingSpec } from '#contract/training.ts';
import type { Clipping } from '../optimizer/clipping.ts';
import { decouples } from '../optimizer/rules.ts';
import { whyNoLbfgs } from '../training/check-optimization.ts';
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

/** Only where its steps see the same rows as everybody's, and there are not too many of them. */
function canUseLbfgs(spec: TrainingSpec, prepared: Prepared): boolean {
  const { plan } = prepared;
  // Batch statistics make another function of every step, which a training may choose, but none is advised to.
  const batchNormed = prepared.model.states.length > 0;
  return plan.trainRows <= lbfgsRows && !batchNormed && whyNoLbfgs(spec, prepared) === null;
}

/**
 * Whether weight decay, where the own optimizer has it, acts in another way here: on the weights themselves or through
 * the gradient. The same λ is then not the same strength.
 */
export function decaysOtherwise(own: OptimizerSpec, other: OptimizerSpec): boolean {
  const decoupled = (spec: OptimizerSpec): boolean => spec.kind !== 'lbfgs' && decouples(spec);
  return own.weightDecay > 0 && decoupled(own) !== decoupled(other);
}

const usualRates: Readonly<Record<string, number>> = { sgd: 0.1, momentum: 0.03, lion: 1e-4, lbfgs: 1 };

/**
 * Another optimizer with its usual settings, and with what belongs to the problem rather than to the optimizer: the own
 * weight decay and what it leaves alone, and what is clipped.
 */
function like(own: OptimizerSpec, kind: OptimizerSpec['kind'], text: boolean): OptimizerSpec {
  if (kind === own.kind) return own;
  const { clipNorm, clipValue, clipArrayNorm }: Clipping = own.kind === 'lbfgs' ? {} : own;
  const { weightDecay, weightDecayExcept } = own;
  const kept = {
    weightDecay,
    weightDecayExcept,
    ...(kind === 'lbfgs' ? {} : { clipNorm, clipValue, clipArrayNorm }),
  };
  return v.parse(optimizerSpecSchema, {
    kind,
    learningRate: usualRates[kind] ?? (text ? 0.001 : 0.003),
    ...(kind === 'momentum' ? { nesterov: true } : {}),
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
  });
}
