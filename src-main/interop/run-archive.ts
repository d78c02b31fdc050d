import type { TrainingSpec } from '#contract/training.ts';
import { zip, type ZipEntry } from '../base/zip.ts';
import { metricsCsv, type MetricPoints } from './metrics-csv.ts';
import { answerNotes, arrayNotes, type ArrayShape } from './model-notes.ts';
import { predictPython, type PreparedBy } from './predict-python.ts';

export interface RunToArchive {
  readonly run: {
    readonly id: number;
    readonly uid: string;
    readonly name: string;
    readonly createdAt: number;
    readonly descent: string;
  };
  readonly spec: TrainingSpec;
  /** The training step of the weights. */
  readonly step: number;
  readonly preprocessing: PreparedBy;
  readonly arrays: readonly ArrayShape[];
  /** A safetensors file. */
  readonly weights: Uint8Array;
  readonly metrics: readonly MetricPoints[];
}

/** A run as a ZIP that any language reads: its spec, weights, fitted preprocessing and points, and how to use them. */
export function runArchive(run: RunToArchive): Uint8Array<ArrayBuffer> {
  const python = predictPython(run.spec, run.preprocessing, run.arrays);
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const entries: readonly ZipEntry[] = [
    text('README.txt', readme(run, python !== null)),
    text('spec.json', json(run.spec)),
    { name: 'weights.safetensors', bytes: run.weights },
    text('preprocessing.json', json(run.preprocessing)),
    text('metrics.csv', metricsCsv(run.metrics)),
    ...(python === null ? [] : [text('predict.py', python)]),
  ];
  return zip(entries, run.run.createdAt);
}

function text(name: string, content: string): ZipEntry {
  return { name, bytes: new TextEncoder().encode(content) };
}

function readme({ run, spec, step, preprocessing, arrays }: RunToArchive, hasPython: boolean): string {
  const widest = Math.max(...arrays.map(({ name }) => name.length), 0);
  const target = preprocessing.target ?? { kind: 'text' as const };
  const notes = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`);
  return [
    `${run.name}`,
    `Run ${run.id} of Descent ${run.descent}, ${new Date(run.createdAt).toISOString()}, id ${run.uid}`,
    '',
    'FILES',
    'spec.json             what was trained, on what and how; descent train spec.json trains it again',
    `weights.safetensors   the model after step ${step}, in the format of https://github.com/huggingface/safetensors`,
    'preprocessing.json    what is done to a row before the model sees it, with all that was learned for it',
    'metrics.csv           every measured point: metric, step, time (milliseconds since 1970), value',
    ...(hasPython ? ['predict.py            predicts with NumPy and safetensors'] : []),
    '',
    'LOADING THE WEIGHTS',
    'NumPy:    from safetensors.numpy import load_file; w = load_file("weights.safetensors")',
    'PyTorch:  from safetensors.torch import load_file; w = load_file("weights.safetensors")',
    '',
    `THE MODEL: ${spec.model.kind}`,
    ...arrays.map(({ name, shape }) => `${name.padEnd(widest)}  [${shape.join(', ')}]`),
    '',
    ...notes(arrayNotes(arrays)),
    ...notes([
      'Layers are computed in the order of "model" in spec.json. gelu is the tanh approximation; leakyRelu has a slope of 0.01. Dropout does nothing when predicting.',
      ...answerNotes(spec.loss, target),
    ]),
    '',
    'PREPROCESSING',
    ...notes(
      preprocessing.kind === 'text'
        ? ['preprocessing.json has the vocabulary: a token is its place in it.']
        : [
            'Steps are applied in their order; "outputs" are the columns that the model sees, in theirs.',
            'standardise, minMax, robust, scale: (x - shift) / divideBy. impute: a missing value becomes "value". oneHot: a column per category, 1 where it is that one.',
            ...(preprocessing.images === undefined
              ? []
              : [
                  'Images are [height, width, channels] of bytes from 0 to 255, row by row. What only training does to them (flips, crops and the like) is not in this file.',
                ]),
          ],
    ),
    '',
  ].join('\n');
}
