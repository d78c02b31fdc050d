import type { ParamValue } from '#contract/param.ts';
import { parts, type PartName } from '../spec-fields.ts';

/** What a branch may change of a spec, by the beginning of its path: how it learns, not what. */
const changeable =
  /^(epochs|steps|batchSize|accumulateBatches|evaluateEverySteps|optimizer\.|schedule\.|loss\.|averaging\.|earlyStopping\.|budget\.|onNonFinite\.|model\.(dropout|embeddingDropout|recurrentDropout)$|preprocessing\.\d+\.(degrees|most|padding|size|alpha)$)/;
/** These come first, as they are what one most often tries. */
const first = [
  'optimizer.learningRate',
  'epochs',
  'steps',
  'batchSize',
  'optimizer.weightDecay',
  'optimizer.kind',
];

/** Paths of the settings that a branch may change, those first that one most often tries. */
export function editableSettings(params: Readonly<Record<string, ParamValue>>): readonly string[] {
  const paths = Object.keys(params).filter((path) => changeable.test(path));
  return [...first.filter((path) => paths.includes(path)), ...paths.filter((path) => !first.includes(path))];
}

/** What may be chosen for a setting that names a kind; null for any other. */
export function kindsAt(path: string): readonly string[] | null {
  const part = /^(optimizer|schedule|loss|averaging)\.kind$/.exec(path)?.[1];
  // The pattern names parts of the form.
  return part === undefined ? null : parts[part as PartName].map(({ kind }) => kind);
}

/** What was typed for a setting: JSON where it is JSON, nothing where it is empty, else text. */
export function typedSetting(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  try {
    return JSON.parse(trimmed);
  } catch {
    return trimmed;
  }
}
