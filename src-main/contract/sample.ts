import type { TrainingSpec } from './training.ts';

/** A training that ships with Descent, one click on the welcome page. Texts by language. */
export interface Sample {
  readonly name: string;
  readonly title: Readonly<Record<'en' | 'zh', string>>;
  readonly description: Readonly<Record<'en' | 'zh', string>>;
  readonly spec: TrainingSpec;
  /** Inputs filled in on the prediction form; a language model's is `prompt`. */
  readonly predictionExample?: Readonly<Record<string, number | string>>;
}
