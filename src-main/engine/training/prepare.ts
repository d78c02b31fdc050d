import type { DatasetSpec } from '#contract/dataset.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { loadDataset } from '../dataset/load.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import { parameterCount } from '../model/model.ts';
import { openSomething } from '../tensor/engine.ts';
import { checkOptimization } from './check-optimization.ts';
import { checkpointBytes } from './cost.ts';
import { idleSettings } from './idle-settings.ts';
import { inheritWeights } from './inherited.ts';
import { prepareTable } from './prepare-table.ts';
import { prepareText } from './prepare-text.ts';
import type { Prepared } from './prepared.ts';
import { trainedPart } from './trained-part.ts';

/**
 * Reads the data, fits the preprocessing on the training split and builds the model. Throws `invalid_input` naming
 * the field for everything in the spec that does not fit the data. With `fitted`, from a checkpoint, the
 * preprocessing is taken over instead of fitted. `initial` is the checkpoint of the run whose weights the initializer
 * takes over, which a training that goes on from its own does not need.
 */
export async function prepareTraining(
  spec: TrainingSpec,
  files: DatasetFiles,
  fitted: FittedPreprocessing | null = null,
  initial: Uint8Array | null = null,
): Promise<Prepared> {
  // Images become numbers as tensors.
  await openSomething();
  const dataset = await loadDataset(asFitted(spec.dataset, fitted), files);
  const prepared =
    dataset.kind === 'text'
      ? prepareText(spec, dataset, fitted?.kind === 'text' ? fitted : null)
      : prepareTable(spec, dataset, fitted?.kind === 'table' ? fitted : null);
  checkOptimization(spec, prepared);
  const notes = [...prepared.notes, ...idleSettings(spec, prepared)];
  if (spec.initializer?.kind !== 'run' || fitted !== null)
    return withTrainedPart(spec, { ...prepared, notes });
  if (initial === null) {
    throw inputError('initializer.run', say('plan.weightsNotAtHand', { run: spec.initializer.run }));
  }
  const inherited = inheritWeights(spec.initializer, prepared.model, prepared.fitted, initial);
  return withTrainedPart(spec, { ...prepared, inherited, notes: [...notes, ...inherited.notes] });
}

/** Checks what is to be trained, and counts it. */
function withTrainedPart(spec: TrainingSpec, prepared: Prepared): Prepared {
  const { model, inherited, plan } = prepared;
  // Of a training that goes on, all may be given: its checkpoint knows.
  const { trained, fixed } = trainedPart(spec, model, (name) => inherited?.arrays.has(name) ?? true);
  if (fixed.length === 0) return prepared;
  const trainedCount = parameterCount(trained);
  return {
    ...prepared,
    plan: {
      ...plan,
      trainedCount,
      checkpointBytes: checkpointBytes({ ...model, parameters: trained }, spec) + parameterCount(fixed) * 4,
    },
  };
}

/** The dataset with the types that its columns had when the preprocessing was fitted. */
function asFitted(dataset: DatasetSpec, fitted: FittedPreprocessing | null): DatasetSpec {
  if (fitted?.kind !== 'table' || dataset.source.kind === 'linear') return dataset;
  const { inputs, target } = fitted;
  const types = Object.fromEntries(inputs.map(({ name, type }) => [name, type]));
  if (target.kind === 'inputs') return { ...dataset, types: { ...types, ...dataset.types } };
  const targetType = target.kind === 'class' ? 'category' : 'number';
  return { ...dataset, types: { ...types, [target.name]: targetType, ...dataset.types } };
}
