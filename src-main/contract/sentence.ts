import { sweepSentences } from './sentences/sweep.ts';
import { taskSentences } from './sentences/task.ts';
import { schemaSentences } from './sentences/schema.ts';
import { reportSentences } from './sentences/report.ts';
import { resumeRefusalsSentences } from './sentences/resume-refusals.ts';
import { planRefusalsSentences } from './sentences/plan-refusals.ts';
import { dataRefusalsSentences } from './sentences/data-refusals.ts';
import { fileRefusalsSentences } from './sentences/file-refusals.ts';
import { splitRefusalsSentences } from './sentences/split-refusals.ts';
import { modelRefusalsSentences } from './sentences/model-refusals.ts';
import { lossRefusalsSentences } from './sentences/loss-refusals.ts';
import { predictionRefusalsSentences } from './sentences/prediction-refusals.ts';
import { sweepRefusalsSentences } from './sentences/sweep-refusals.ts';
import { stepRefusalsSentences } from './sentences/step-refusals.ts';
import { baselineSentences } from './sentences/baseline.ts';
import { branchSentences } from './sentences/branch.ts';
import { comparisonSentences } from './sentences/comparison.ts';
import { datasetSentences } from './sentences/dataset.ts';
import { doctorSentences } from './sentences/doctor.ts';
import { editSentences } from './sentences/edit.ts';
import { expressionSentences } from './sentences/expression.ts';
import { familySentences } from './sentences/family.ts';
import { idleSentences } from './sentences/idle.ts';
import { querySentences } from './sentences/query.ts';
import { predictionSentences } from './sentences/prediction.ts';
import { runSentences } from './sentences/run.ts';
import { specSentences } from './sentences/spec.ts';
import { sweepRunSentences } from './sentences/sweep-run.ts';

/** What is put into a sentence: a name or a number as it is, or several names. */
export type SentenceValue = string | number | boolean | readonly string[];

/** What a sentence says, apart from any language. */
export interface Said {
  readonly code: string;
  readonly values: Readonly<Record<string, SentenceValue>>;
}

/**
 * What the core tells a person. `message` is English, for the command line and logs; by `said` a window says it in its
 * own language. Without `said` the words are another's, or those of an earlier version.
 */
export interface Sentence {
  readonly message: string;
  readonly said?: Said;
}

/** Every sentence by its code, as a function from its values to English. */
export const sentences = {
  ...comparisonSentences,
  ...datasetSentences,
  ...specSentences,
  ...idleSentences,
  ...familySentences,
  ...runSentences,
  ...editSentences,
  ...expressionSentences,
  ...baselineSentences,
  ...doctorSentences,
  ...predictionSentences,
  ...stepRefusalsSentences,
  ...predictionRefusalsSentences,
  ...lossRefusalsSentences,
  ...modelRefusalsSentences,
  ...branchSentences,
  ...schemaSentences,
  ...splitRefusalsSentences,
  ...fileRefusalsSentences,
  ...dataRefusalsSentences,
  ...planRefusalsSentences,
  ...resumeRefusalsSentences,
  ...taskSentences,
  ...sweepRefusalsSentences,
  ...sweepSentences,
  ...sweepRunSentences,
  ...querySentences,
  ...reportSentences,
};

export type SentenceCode = keyof typeof sentences;
type ValuesOf<Code extends SentenceCode> = Parameters<(typeof sentences)[Code]>;

/** The sentence of this code about these values; a code without values takes none. */
export function say<Code extends SentenceCode>(code: Code, ...given: ValuesOf<Code>): Sentence {
  // TypeScript does not see that the function under a code takes the values of that code.
  const inEnglish = sentences[code] as (...given: ValuesOf<Code>) => string;
  const values: Said['values'] = given[0] ?? {};
  return { message: inEnglish(...given), said: { code, values } };
}

const information: readonly string[] = ['inherited.begins'] satisfies readonly SentenceCode[];

/** Whether a sentence only tells what will be, and warns of nothing. */
export function isInformation({ said }: Sentence): boolean {
  return said !== undefined && information.includes(said.code);
}

/** The sentences, each once. */
export function distinctSentences(all: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(all.map((sentence) => [sentence.message, sentence])).values()];
}
