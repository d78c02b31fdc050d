import * as v from 'valibot';
import { samplingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { stream } from '../../base/random.ts';
import { contextLengthOf } from '../model/build.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { openTokenizer } from '../preprocessing/text/tokenizer.ts';
import { evaluate } from './evaluate.ts';
import type { MetricColumn } from './metric-log.ts';
import type { Prepared } from './prepared.ts';
import { withWeights } from './served-weights.ts';
import type { Session } from './session.ts';
import { firstTokens, writeText } from './write-text.ts';

/** On the way the training rows are measured on at most so many, the same ones every time; of a text, stretches. */
const mostTrainRows = { table: 2000, text: 32 };

export interface EvaluationLog {
  /** Measures both splits alike, nothing dropped out, into their columns. What was measured, by its full names. */
  run(step: number, time: number): Readonly<Record<string, number>>;
  /** Of the held-out rows at the last evaluation, by class: rows are true ones. */
  readonly counts: readonly (readonly number[])[] | null;
  /** What a language model writes at this step; null of any other model. */
  sample(step: number): string | null;
  /** Of the held-out rows by the weights that the run keeps: of its best evaluation, where that was looked for. */
  confusion(served: readonly NamedArray[]): number[][] | null;
}

export function openEvaluation(
  spec: TrainingSpec,
  prepared: Prepared,
  session: Session,
  openColumn: (key: string) => MetricColumn,
): EvaluationLog {
  const { model, fitted, train, validation } = prepared;
  const columns = new Map<string, MetricColumn>();
  const append = (key: string, step: number, time: number, value: number): void => {
    const column = columns.get(key) ?? openColumn(key);
    columns.set(key, column);
    column.append(step, time, value);
  };
  let confusion: number[][] | null = null;
  const tokenizer = fitted.kind === 'text' ? openTokenizer(fitted) : null;
  const contextLength = contextLengthOf(spec.model);
  const sampling = spec.sampling ?? v.parse(samplingSpecSchema, {});
  return {
    get counts() {
      return confusion;
    },
    run: (step, time) => {
      const all: Record<string, number> = {};
      const tell = (key: string, value: number): void => {
        all[key] = value;
        append(key, step, time, value);
      };
      // A text is read for its loss alone: its other figures are of what it has not seen.
      const trained = evaluate(spec, prepared, session.weights, train, {
        limit: mostTrainRows[fitted.kind],
        ...(fitted.kind === 'text' ? { metrics: [] } : {}),
      });
      tell('train/loss', trained.loss);
      for (const [name, value] of Object.entries(trained.metrics)) tell(`train/${name}`, value);
      if (validation === null) return all;
      const measured = evaluate(spec, prepared, session.weights, validation);
      tell('val/loss', measured.loss);
      for (const [name, value] of Object.entries(measured.metrics)) tell(`val/${name}`, value);
      confusion = measured.confusion;
      return all;
    },
    sample: (step) => {
      if (tokenizer === null || contextLength === null) return null;
      const { prompt = '', ...drawing } = sampling;
      const ids = prompt === '' ? firstTokens(tokenizer, prepared.opening) : tokenizer.encode(prompt);
      const random = stream(spec.seed, 'sample', step);
      const written = writeText(model, session.weights, tokenizer, {
        ...drawing,
        prompt: ids,
        contextLength,
        random,
      });
      return (prompt === '' ? tokenizer.decode(ids) : prompt) + written;
    },
    confusion: (served) => {
      if (validation === null || confusion === null || session.best === null) return confusion;
      return withWeights(served, (weights) => evaluate(spec, prepared, weights, validation).confusion);
    },
  };
}
