import { say } from '#contract/sentence.ts';
import { CodedError } from '#contract/errors.ts';
import type { PreprocessingStep, TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { describeShape } from '../model/list-shapes.ts';
import { sizeOf, type ParameterSpec } from '../model/model.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { openOptimizer } from '../optimizer/optimizer.ts';
import { isAugmentation } from '../preprocessing/image/fit-images.ts';
import { batchSizeOf } from './batch-plan.ts';
import { bestPrefix, type CheckpointState } from './checkpoint.ts';
import { watchedMetric } from './guidance.ts';
import { doctorPrefix } from './doctor/doctor.ts';
import type { Prepared } from './prepared.ts';
import { isAdapterArray, trainedPart } from './trained-part.ts';
import { fromTheBeginning, requireSteps, startingAt, type TrainingStart } from './start.ts';

/** Who goes on: another run, or the same one with other settings. */
export type Successor = 'branch' | 'sameRun';

type SavedState = CheckpointState & { readonly arrays: readonly NamedArray[] };

/**
 * Throws where a training with this spec cannot go on from another one's checkpoint: `conflict` for other data,
 * `invalid_input` naming the field for settings that the weights were made for. How it learns may be changed freely.
 */
function checkBranch(earlier: SavedState, spec: TrainingSpec, prepared: Prepared): void {
  if (earlier.datasetSha256 !== prepared.datasetSha256) {
    throw new CodedError('conflict', say('branch.otherData'));
  }
  requireFixed(earlier.spec, spec);
  const { parameters, states } = prepared.model;
  const wanted = [...parameters, ...states];
  const given = new Map(earlier.arrays.filter(isOfModel).map((array) => [plainName(array), array]));
  for (const { name, shape } of wanted) {
    const found = given.get(name);
    if (found === undefined) throw inputError('model', say('branch.lacksArray', { name }));
    const [before, now] = [describeShape(found.shape), describeShape(shape)];
    if (before !== now) throw inputError('model', say('branch.otherShape', { name, before, now }));
  }
  const names = new Set(wanted.map(({ name }) => name));
  const left = [...given.keys()].find((name) => !names.has(name));
  if (left !== undefined) throw inputError('model', say('branch.extraArray', { name: left }));
}

/** Throws `invalid_input` for a setting that the weights were made for: also before the data is looked at. */
export function requireFixed(earlier: TrainingSpec, spec: TrainingSpec): void {
  for (const [field, before, now] of fixedSettings(earlier, spec)) {
    if (JSON.stringify(before) === JSON.stringify(now)) continue;
    throw inputError(field, field === 'seed' ? say('branch.keepsSeed') : say('branch.keeps', { field }));
  }
}

/** Weights of the model, trained or frozen, and its states; not what an adapter adds to them. */
function isOfModel({ name }: NamedArray): boolean {
  return (name.startsWith('weights/') || name.startsWith('state/')) && !isAdapterArray(name);
}

function plainName({ name }: NamedArray): string {
  return name.slice(name.indexOf('/') + 1);
}

/** The preparation of a branch; throws as `checkBranch` does, and where it would end before it begins. */
export function branchedPreparation(earlier: SavedState, spec: TrainingSpec, prepared: Prepared): Prepared {
  checkBranch(earlier, spec, prepared);
  const branched = startingAt(prepared, spec, branchStart(earlier, spec, prepared));
  requireSteps(spec, branched.plan.totalSteps, earlier.step);
  return branched;
}

/** What the branch goes on from: the checkpoint's arrays as far as they mean the same under its spec. */
export function branchArrays(
  earlier: SavedState,
  spec: TrainingSpec,
  prepared: Prepared,
  as: Successor = 'branch',
): readonly NamedArray[] {
  const frozen = new Set(earlier.arrays.filter(({ name }) => name.startsWith('state/')).map(plainName));
  const { trained, fixed } = trainedPart(spec, prepared.model, (name) => frozen.has(name));
  const stays = new Set(fixed.map(({ name }) => name));
  const moves = new Set(trained.map(({ name }) => name));
  const kept = earlier.arrays
    .flatMap((array) => keptArray(array, earlier, spec, prepared, as))
    .map((array) => {
      if (!isOfModel(array)) return array;
      const name = plainName(array);
      // A branch may freeze layers, and thaw them.
      return stays.has(name)
        ? { ...array, name: `state/${name}` }
        : moves.has(name)
          ? { ...array, name: `weights/${name}` }
          : array;
    });
  const names = new Set(kept.map(({ name }) => name));
  return [...kept, ...freshSlots(spec, trained).filter(({ name }) => !names.has(name))];
}

/** Where its counting begins: with other batches, a new epoch; with another optimizer, its own count of updates. */
function branchStart(earlier: SavedState, spec: TrainingSpec, prepared: Prepared): TrainingStart {
  const { step, start = fromTheBeginning } = earlier;
  const rows = prepared.plan.trainRows;
  const before = Math.ceil(rows / batchSizeOf(earlier.spec, rows, 'rows'));
  const optimizer = keepsSlots(earlier.spec, spec) ? start.optimizer : step;
  if (batchSizeOf(earlier.spec, rows, 'rows') === prepared.batchSize) return { ...start, optimizer };
  return { step, epoch: start.epoch + Math.ceil((step - start.step) / before), optimizer };
}

function fixedSettings(
  earlier: TrainingSpec,
  spec: TrainingSpec,
): readonly (readonly [string, unknown, unknown])[] {
  const lasting = (steps: readonly PreprocessingStep[]): readonly PreprocessingStep[] =>
    steps.filter((step) => !isAugmentation(step));
  // Which of two classes figures are of changes no weight.
  const data = ({ dataset }: TrainingSpec) => ({ ...dataset, positive: undefined });
  return [
    ['dataset', data(earlier), data(spec)],
    ['preprocessing', lasting(earlier.preprocessing), lasting(spec.preprocessing)],
    ['seed', earlier.seed, spec.seed],
    ['adapter', earlier.adapter, spec.adapter],
  ];
}

function keepsSlots(earlier: TrainingSpec, spec: TrainingSpec): boolean {
  const [before, now] = [earlier.optimizer, spec.optimizer];
  if (before.kind !== now.kind) return false;
  return before.kind !== 'lbfgs' || now.kind !== 'lbfgs' || before.history === now.history;
}

function keptArray(
  array: NamedArray,
  { spec: before }: SavedState,
  spec: TrainingSpec,
  { validation }: Prepared,
  as: Successor,
): readonly NamedArray[] {
  const [room = ''] = array.name.split('/');
  const validates = validation !== null;
  const watches = ({ earlyStopping }: TrainingSpec): string | null =>
    earlyStopping === undefined ? null : watchedMetric(earlyStopping.metric, validates);
  // Copies of the weights are of those that are trained.
  const sameLayers = JSON.stringify(before.freeze) === JSON.stringify(spec.freeze);
  const sameBest =
    sameLayers &&
    watches(spec) !== null &&
    watches(before) === watches(spec) &&
    before.earlyStopping?.restoreBest === spec.earlyStopping?.restoreBest;
  switch (`${room}/`) {
    case 'weights/':
    case 'state/':
    case 'base/':
      return [array];
    case 'average/':
    case 'averaging/':
      return sameLayers && before.averaging?.kind === spec.averaging?.kind ? [array] : [];
    case bestPrefix:
      return sameBest ? [array] : [];
    case 'guidance/':
      return keptGuidance(array, before, spec, sameBest, as);
    default:
      return keepsSlots(before, spec) ? [array] : [];
  }
}

function keptGuidance(
  array: NamedArray,
  before: TrainingSpec,
  spec: TrainingSpec,
  sameBest: boolean,
  as: Successor,
): readonly NamedArray[] {
  switch (array.name) {
    case 'guidance/plateau':
      return before.schedule.kind === 'plateau' &&
        spec.schedule.kind === 'plateau' &&
        before.schedule.metric === spec.schedule.metric
        ? [array]
        : [];
    case 'guidance/earlyStopping':
      if (sameBest && as === 'sameRun') return [array];
      // The branch has a patience of its own: its parent may have ended because there was none left.
      return sameBest ? [{ ...array, values: Float64Array.from(array.values).with(2, 0) }] : [];
    case 'guidance/losses':
      return [array];
    case 'guidance/bestCheckpoints':
      return as === 'sameRun' ? [array] : [];
    default:
      // The doctor looks at a branch anew.
      return array.name.startsWith(doctorPrefix) && as === 'sameRun' ? [array] : [];
  }
}

/** What an optimizer keeps before its first update, without the weights. */
function freshSlots(spec: TrainingSpec, trained: readonly ParameterSpec[]): readonly NamedArray[] {
  const initial = trained.map(({ name, shape }) => ({
    name,
    shape,
    values: new Float32Array(sizeOf(shape)),
  }));
  const optimizer = openOptimizer(spec.optimizer, initial, null);
  try {
    return optimizer.save();
  } finally {
    optimizer.dispose();
  }
}
