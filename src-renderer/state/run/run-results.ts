import { isObject } from '#contract/objects.ts';
import { figuresOf, type EvaluationResult, type RunFigures, type TrainingFit } from '#contract/evaluation.ts';
import {
  predictionInputsOf,
  type ConfusionResult,
  type LayerSummary,
  type LinearResult,
  type PredictionInput,
  type ReconstructionResult,
} from '#contract/result.ts';
import type { RunDetail } from '#contract/run.ts';
import type { EndResult } from '#contract/training-event.ts';

/** The named results of a run that its page knows how to show; null or empty where there is none. */
export interface KnownResults {
  readonly evaluation: EvaluationResult | null;
  readonly fit: TrainingFit | null;
  /** Beside what the trivial answer reaches. */
  readonly judged: RunFigures['judged'];
  readonly linear: LinearResult | null;
  readonly confusion: ConfusionResult | null;
  readonly reconstruction: ReconstructionResult | null;
  readonly layers: readonly LayerSummary[];
  readonly inputs: readonly PredictionInput[];
  /** Why it ended before its length. */
  readonly end: EndResult | null;
  /** The model continues a prompt. */
  readonly writes: boolean;
}

/** Results are stored as plain documents under the names of contract/result.ts; one that does not fit is left out. */
export function knownResults(results: RunDetail['results']): KnownResults {
  return {
    ...figuresOf(results),
    linear: isLinear(results['linear']) ? results['linear'] : null,
    confusion: isConfusion(results['confusion']) ? results['confusion'] : null,
    reconstruction: isReconstruction(results['reconstruction']) ? results['reconstruction'] : null,
    layers: isListOf(results['layers'], isLayer) ? results['layers'] : [],
    inputs: predictionInputsOf(results),
    end: isEnd(results['end']) ? results['end'] : null,
    writes: results['predictionKind'] === 'prompt',
  };
}

type Document = Readonly<Record<string, unknown>>;

function isListOf<T>(value: unknown, fits: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(fits);
}
function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every((item) => typeof item === 'number');
}

function isLinear(value: unknown): value is LinearResult {
  if (!isObject(value) || !Array.isArray(value['names'])) return false;
  const { length } = value['names'];
  return (
    isNumbers(value['learned'], length) &&
    isNumbers(value['closedForm'], length) &&
    typeof value['gap'] === 'number'
  );
}
function isConfusion(value: unknown): value is ConfusionResult {
  if (!isObject(value) || !Array.isArray(value['classes']) || !Array.isArray(value['counts'])) return false;
  const { length } = value['classes'];
  return value['counts'].length === length && value['counts'].every((row) => isNumbers(row, length));
}
function isReconstruction(value: unknown): value is ReconstructionResult {
  if (!isObject(value) || !Array.isArray(value['shape']) || !Array.isArray(value['names'])) return false;
  const { shape } = value;
  const width = shape.reduce((product: number, side) => product * Number(side), 1);
  const isRow = (row: unknown): row is Document =>
    isObject(row) && isNumbers(row['input'], width) && isNumbers(row['output'], width);
  return isListOf(value['rows'], isRow) && isListOf(value['quantiles'], isObject);
}
function isEnd(value: unknown): value is EndResult {
  return isObject(value) && typeof value['step'] === 'number' && isObject(value['reason']);
}
function isLayer(value: unknown): value is LayerSummary {
  return isObject(value) && typeof value['name'] === 'string' && Array.isArray(value['outputShape']);
}
