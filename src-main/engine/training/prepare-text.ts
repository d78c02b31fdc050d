import { say, type Sentence } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import type { Text } from '../dataset/table.ts';
import { repeatedParagraphs } from '../dataset/text-leakage.ts';
import { checkLoss } from '../loss/check.ts';
import { chooseMetrics } from '../loss/metrics.ts';
import { buildModel, contextLengthOf } from '../model/build.ts';
import { previewText } from '../preprocessing/text/preview.ts';
import {
  fitText,
  isTextStep,
  openTokenizer,
  textSteps,
  type FittedText,
  type TextStep,
  type Tokenizer,
} from '../preprocessing/text/tokenizer.ts';
import { batchSizeOf, planOf } from './batch-plan.ts';
import { textExamples } from './examples.ts';
import { textInput } from './model-input.ts';
import { measuredTarget, type Prepared } from './prepared.ts';
import { resolvedSettings } from './resolved.ts';
import { fromTheBeginning } from './start.ts';

/** Text: its end is held out, and the model predicts what comes next. With `earlier`, in the ids of then. */
export function prepareText(spec: TrainingSpec, data: Text, earlier: FittedText | null): Prepared {
  checkLoss(spec.loss, { kind: 'text', name: data.name });
  checkDataset(spec);
  const step = textStepOf(spec);
  const characters = [...data.text];
  const share = spec.dataset.split?.validation ?? 0.1;
  const held = Math.round(characters.length * share);
  const trainText = characters.slice(0, characters.length - held).join('');
  const heldText = characters.slice(characters.length - held).join('');
  const fitted = earlier ?? fitText(step, trainText);
  const tokenizer = openTokenizer(fitted);
  const { plural } = tokenizer;
  const time = contextLengthOf(spec.model) ?? 1;
  const model = buildModel(spec.model, textInput(fitted, time));
  const [trainIds, heldIds] = [tokenizer.encode(trainText), tokenizer.encode(heldText)];
  const train = textExamples(trainIds, time, spec.seed);
  const validation = textExamples(heldIds, time, spec.seed);
  if (train.count === 0) {
    throw inputError(
      'model.contextLength',
      say('plan.textTooShort', { count: trainIds.length, pieces: plural, context: time }),
    );
  }
  const batchSize = batchSizeOf(spec, train.count, 'stretches');
  const plan = planOf(spec, model, train.count, validation.count, batchSize);
  const tooShort = held > 0 && validation.count === 0;
  const tokens = previewText(tokenizer, trainText, trainIds, heldIds);
  return {
    datasetSha256: data.sha256,
    fitted,
    model,
    classWeights: null,
    positive: 1,
    metrics: chooseMetrics(spec.metrics, measuredTarget(fitted), spec.loss),
    train,
    validation: validation.count > 0 ? validation : null,
    rows: null,
    plan: { ...plan, tokens },
    batchSize,
    notes: [
      ...data.warnings,
      ...(tooShort
        ? [say('text.heldOutTooShort', { count: heldIds.length, pieces: plural, context: time })]
        : []),
      ...(tokens.unknownShare >= 0.01
        ? [say('text.unknownHeldOut', { share: percent(tokens.unknownShare), pieces: plural })]
        : []),
      ...repeatedParagraphs(trainText, heldText),
      ...promptNotes(spec, tokenizer),
    ],
    trainRows: null,
    trainTargets: null,
    preview: [],
    inherited: null,
    start: fromTheBeginning,
    resolved: resolvedSettings(spec, {
      dataset: { split: { kind: 'ordered' as const, validation: share } },
      model,
      plan,
    }),
    opening: trainText.slice(0, trainText.indexOf('\n') + 1) || trainText.slice(0, 20),
  };
}

function checkDataset({ dataset }: TrainingSpec): void {
  const kind = dataset.split?.kind;
  if (kind !== undefined && kind !== 'ordered') {
    throw inputError('dataset.split.kind', say('split.text', { kind }), 'ordered');
  }
  if (dataset.split?.folds !== undefined) {
    throw inputError('dataset.split.folds', say('split.textFolds'));
  }
  for (const field of ['target', 'features', 'positive'] as const) {
    if (dataset[field] !== undefined) {
      throw inputError(`dataset.${field}`, say('plan.textColumns', { field }));
    }
  }
}

/** The one step that cuts the text; characters where there is none. */
function textStepOf({ preprocessing }: TrainingSpec): TextStep {
  const names = textSteps.map((name) => `"${name}"`).join(', ');
  for (const [index, step] of preprocessing.entries()) {
    if (!isTextStep(step)) {
      throw inputError(
        `preprocessing.${index}`,
        say('step.ofColumns', { step: step.step, names }),
        'characters',
      );
    }
    if (index > 0) {
      throw inputError(
        `preprocessing.${index}`,
        say('step.cutTwice', { step: preprocessing[0]?.step ?? '', names }),
      );
    }
  }
  const [step] = preprocessing;
  return step !== undefined && isTextStep(step) ? step : { step: 'characters', minCount: 1 };
}

/** Parts of the prompt of the texts written during training that the tokenizer does not know. */
function promptNotes({ sampling }: TrainingSpec, tokenizer: Tokenizer): readonly Sentence[] {
  const unknown = unknownPieces(tokenizer, sampling?.prompt ?? '');
  if (unknown.length === 0) return [];
  return [say('text.unknownPrompt', { pieces: tokenizer.plural, unknown: unknown.join(' ') })];
}

/** What a text has that the tokenizer does not know, each once. */
export function unknownPieces(tokenizer: Tokenizer, text: string): readonly string[] {
  if (tokenizer.unknown === null) return [];
  const ids = tokenizer.encode(text);
  return [...new Set(tokenizer.pieces(text).filter((_, at) => ids[at] === tokenizer.unknown))];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
