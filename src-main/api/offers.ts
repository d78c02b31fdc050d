import type { SpecChange } from '#contract/advice.ts';
import type { MemoryOffer } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { memoryOf } from './memory-estimate.ts';

/** As many parts of a batch are tried at most. */
const mostParts = 1024;
const lora = { kind: 'lora', rank: 8, alpha: 16 } as const;

/**
 * What makes a training fit into `bytes` of memory, cheapest first: the same steps in parts, outputs computed again,
 * both, a smaller batch; and where it begins with another run's weights, fewer of them trained. Only what fits is
 * offered, by arithmetic. Empty where it fits as it is.
 */
export function memoryOffers(spec: TrainingSpec, plan: SpecPlan, bytes: number): readonly MemoryOffer[] {
  if (memoryOf(spec, plan) <= bytes) return [];
  const candidates: readonly (Candidate | null)[] = [
    inParts(spec, plan, bytes, 'microBatches'),
    recomputed(spec, plan),
    spec.recompute === true ? null : recomputedInParts(spec, plan, bytes),
    withSmallerBatch(spec, plan, bytes),
    ...(spec.initializer?.kind === 'run' ? lessTrained(spec, plan) : []),
  ];
  const offers = candidates.flatMap((candidate) => {
    if (candidate === null) return [];
    const memoryBytes = memoryOf(candidate.spec, candidate.plan ?? plan);
    return memoryBytes > bytes ? [] : [{ kind: candidate.kind, changes: candidate.changes, memoryBytes }];
  });
  // Both together are worth a look only where neither is enough.
  const alone = offers.some(({ kind }) => kind === 'microBatches' || kind === 'recompute');
  return offers.filter(({ kind }) => kind !== 'recomputedMicroBatches' || !alone);
}

interface Candidate {
  readonly kind: MemoryOffer['kind'];
  readonly changes: readonly SpecChange[];
  readonly spec: TrainingSpec;
  readonly plan?: SpecPlan;
}

function inParts(
  spec: TrainingSpec,
  plan: SpecPlan,
  bytes: number,
  kind: 'microBatches' | 'recomputedMicroBatches',
): Candidate | null {
  const whole = rowsOf(spec, plan);
  for (let parts = 2; parts <= Math.min(whole, mostParts); parts *= 2) {
    const batchSize = Math.floor(whole / parts);
    // The same rows a step, or as many as can be shared evenly.
    if (spec.batchSize !== 'full' && batchSize * parts !== whole) continue;
    const accumulateBatches = (spec.accumulateBatches ?? 1) * parts;
    const changed = { ...spec, batchSize, accumulateBatches };
    if (memoryOf(changed, plan) > bytes) continue;
    const changes = [
      { path: 'batchSize', value: batchSize },
      { path: 'accumulateBatches', value: accumulateBatches },
    ];
    return { kind, changes, spec: changed };
  }
  return null;
}

function recomputed(spec: TrainingSpec, plan: SpecPlan): Candidate | null {
  if (spec.recompute === true || plan.layers.length < 3) return null;
  const changes = [{ path: 'recompute', value: true }];
  return { kind: 'recompute', changes, spec: { ...spec, recompute: true } };
}

function recomputedInParts(spec: TrainingSpec, plan: SpecPlan, bytes: number): Candidate | null {
  const first = recomputed(spec, plan);
  const both = first === null ? null : inParts(first.spec, plan, bytes, 'recomputedMicroBatches');
  return both === null || first === null ? null : { ...both, changes: [...both.changes, ...first.changes] };
}

function withSmallerBatch(spec: TrainingSpec, plan: SpecPlan, bytes: number): Candidate | null {
  for (let batchSize = rowsOf(spec, plan) >> 1; batchSize >= 1; batchSize >>= 1) {
    const changed = { ...spec, batchSize };
    if (memoryOf(changed, plan) <= bytes) {
      return { kind: 'smallerBatch', changes: [{ path: 'batchSize', value: batchSize }], spec: changed };
    }
  }
  return null;
}

/** The last layer alone, or narrow matrices beside those that are given. */
function lessTrained(spec: TrainingSpec, plan: SpecPlan): readonly Candidate[] {
  const weighted = plan.layers.filter(({ parameterCount }) => parameterCount > 0);
  const last = weighted.at(-1);
  if (last === undefined || spec.adapter !== undefined || spec.freeze !== undefined) return [];
  const freeze = weighted.slice(0, -1).map(({ name }) => name);
  // Both sides of every matrix, as if it were square.
  const adapted = weighted.reduce(
    (sum, { parameterCount }) => sum + 2 * lora.rank * Math.sqrt(parameterCount),
    0,
  );
  const trained = (count: number): SpecPlan => ({
    ...plan,
    trainedCount: Math.round(count),
    checkpointBytes: plan.parameterCount * 4 + Math.round(count) * 12,
  });
  return [
    {
      kind: 'freeze',
      changes: [{ path: 'freeze', value: freeze }],
      spec: { ...spec, freeze },
      plan: trained(last.parameterCount),
    },
    {
      kind: 'adapter',
      changes: [{ path: 'adapter', value: lora }],
      spec: { ...spec, adapter: lora },
      plan: trained(adapted),
    },
  ];
}

function rowsOf({ batchSize }: TrainingSpec, { trainRows }: SpecPlan): number {
  return batchSize === 'full' ? trainRows : Math.min(batchSize, trainRows);
}
