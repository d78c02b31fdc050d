import type { FieldSpec, FieldType, KindSpec } from './spec-fields/field.ts';
import { adapterKinds } from './spec-fields/adapter.ts';
import { averagingKinds } from './spec-fields/averaging.ts';
import { initializerKinds } from './spec-fields/initializer.ts';
import { lossKinds } from './spec-fields/loss.ts';
import { modelKinds } from './spec-fields/model.ts';
import { optimizerKinds } from './spec-fields/optimizer.ts';
import { scheduleKinds } from './spec-fields/schedule.ts';

export type { FieldSpec, FieldType, KindSpec } from './spec-fields/field.ts';
export { budgetLimitFields, onNonFiniteFields } from './spec-fields/budget.ts';
export { checkpointFields } from './spec-fields/checkpoints.ts';
export { earlyStoppingFields } from './spec-fields/early-stopping.ts';
export { preprocessingKinds } from './spec-fields/preprocessing.ts';
export { textKinds } from './spec-fields/text-steps.ts';
export { samplingFields } from './spec-fields/sampling.ts';

/**
 * The form of the training spec as one table: which kinds each part has and which fields each kind. The form draws
 * what stands here; a test holds it against the contract's schema. A field without `start` may be left out, and
 * `standard` is what the core takes then.
 */
export type PartName = 'model' | 'initializer' | 'adapter' | 'loss' | 'optimizer' | 'schedule' | 'averaging';

export const parts: Readonly<Record<PartName, readonly KindSpec[]>> = {
  model: modelKinds,
  initializer: initializerKinds,
  adapter: adapterKinds,
  loss: lossKinds,
  optimizer: optimizerKinds,
  schedule: scheduleKinds,
  averaging: averagingKinds,
};

/** Parts that may be left out, with what it is called when they are; other parts begin with their first kind. */
export const optionalParts: Readonly<Partial<Record<PartName, 'automatic' | 'none'>>> = {
  initializer: 'automatic',
  adapter: 'none',
  averaging: 'none',
};

/** How long, and on what. */
export const lengthFields: readonly FieldSpec[] = [
  { name: 'seed', type: 'integer', standard: 0 },
  { name: 'evaluateEverySteps', type: 'integer' },
  { name: 'accumulateBatches', type: 'integer', standard: 1 },
  { name: 'recompute', type: 'boolean', standard: false },
  { name: 'freeze', type: 'words' },
  {
    name: 'engine',
    type: 'choice',
    choices: ['auto', 'embedded', 'javascript', 'native', 'cuda', 'webgpu'],
    standard: 'auto',
  },
  { name: 'doctor', type: 'choice', choices: ['on', 'off'], standard: 'on' },
];

const listTypes: ReadonlySet<FieldType> = new Set([
  'integers',
  'numbers',
  'words',
  'several',
  'blocks',
  'layers',
  'columns',
  'runLayers',
  'shape',
]);

/**
 * The part as it becomes when another kind is chosen: fields that both kinds have keep their values, required ones
 * begin with their start.
 */
export function withKind(
  kinds: readonly KindSpec[],
  old: unknown,
  kind: string,
  discriminator = 'kind',
): Readonly<Record<string, unknown>> {
  const fields = kinds.find((known) => known.kind === kind)?.fields ?? [];
  const kept = typeof old === 'object' && old !== null ? (old as Readonly<Record<string, unknown>>) : {};
  const part: Record<string, unknown> = { [discriminator]: kind };
  for (const { name, type, start } of fields) {
    const old = kept[name];
    // Fields of one name may be a number in one kind and a list in another, as "layers" is.
    const value = old !== undefined && Array.isArray(old) === listTypes.has(type) ? old : start;
    if (value !== undefined) part[name] = value;
  }
  return part;
}
