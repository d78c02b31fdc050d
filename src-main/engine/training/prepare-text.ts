import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import type { Text } from '../dataset/table.ts';
import { checkLoss } from '../loss/check.ts';
import { chooseMetrics } from '../loss/metrics.ts';
import { buildModel, contextLengthOf } from '../model/build.ts';
import { encodeCharacters, fitCharacters } from '../preprocessing/characters.ts';
import type { FittedText } from '../preprocessing/fitted.ts';
import { batchSizeOf, planOf } from './batch-plan.ts';
import { textExamples } from './examples.ts';
import { textInput } from './model-input.ts';
import { measuredTarget, type Prepared } from './prepared.ts';
import { resolvedSettings } from './resolved.ts';

/** Text: its end is held out, and the model predicts what comes next. With `earlier`, in the ids of then. */
export function prepareText(spec: TrainingSpec, data: Text, earlier: FittedText | null): Prepared {
  checkLoss(spec.loss, { kind: 'text', name: data.name });
  if (spec.dataset.split?.kind !== undefined && spec.dataset.split.kind !== 'ordered') {
    throw inputError(
      'dataset.split.kind',
      `Text is split in its order: its end is held out. Choose "ordered" instead of "${spec.dataset.split.kind}", or leave it out.`,
      'ordered',
    );
  }
  for (const field of ['target', 'features'] as const) {
    if (spec.dataset[field] !== undefined) {
      throw inputError(
        `dataset.${field}`,
        `Text has no columns: it predicts its own next character. Remove "${field}".`,
      );
    }
  }
  let minCount = 1;
  for (const [index, step] of spec.preprocessing.entries()) {
    if (step.step !== 'characters') {
      throw inputError(
        `preprocessing.${index}`,
        `The step "${step.step}" works on columns, and this dataset is text. The one step for text is "characters".`,
        'characters',
      );
    }
    minCount = step.minCount;
  }
  const characters = [...data.text];
  const share = spec.dataset.split?.validation ?? 0.1;
  const held = Math.round(characters.length * share);
  const trainText = characters.slice(0, characters.length - held).join('');
  const fitted = earlier ?? fitCharacters(trainText, minCount);
  const time = contextLengthOf(spec.model) ?? 1;
  const model = buildModel(spec.model, textInput(fitted, time));
  const train = textExamples(encodeCharacters(fitted, trainText), time, spec.seed);
  const heldText = characters.slice(characters.length - held).join('');
  const validation = textExamples(encodeCharacters(fitted, heldText), time, spec.seed);
  if (train.count === 0) {
    throw inputError(
      'model.contextLength',
      `The training text has ${characters.length - held} characters, too few for a context of ${time}. Use a longer text or a shorter context.`,
    );
  }
  const batchSize = batchSizeOf(spec, train.count, `stretches of ${time} characters`);
  const plan = planOf(spec, model, train.count, validation.count, batchSize);
  const dataset = { split: { kind: 'ordered' as const, validation: share } };
  const tooShort = held > 0 && validation.count === 0;
  return {
    datasetSha256: data.sha256,
    fitted,
    model,
    classWeights: null,
    metrics: chooseMetrics(spec.metrics, measuredTarget(fitted), spec.loss),
    train,
    validation: validation.count > 0 ? validation : null,
    plan,
    batchSize,
    notes: [
      ...data.warnings,
      ...(tooShort
        ? [`The ${held} characters held out are fewer than a context of ${time}: nothing is validated.`]
        : []),
    ],
    trainRows: null,
    preview: [],
    inherited: null,
    resolved: resolvedSettings(spec, { dataset, model, plan }),
    opening: trainText.slice(0, trainText.indexOf('\n') + 1) || trainText.slice(0, 20),
  };
}
