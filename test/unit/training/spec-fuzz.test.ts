import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import {
  lossSpecSchema,
  initializerSpecSchema,
  metricNames,
  optimizerSpecSchema,
  scheduleSpecSchema,
  trainingSpecSchema,
} from '#contract/training.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { runTraining } from '../../support/training.ts';

/** Few in every run of the suite; SPEC_FUZZ=3000 looks for long. */
const wanted = Number(process.env['SPEC_FUZZ']);
const runs = Number.isInteger(wanted) && wanted > 0 ? wanted : 250;

const kindsOf = (options: readonly { entries: { kind: { literal: string } } }[]): string[] =>
  options.map(({ entries }) => entries.kind.literal);

/** Small tables with what tables have: holes, constants, many categories, dates, huge numbers, hardly any rows. */
const tables: Readonly<Record<string, string>> = {
  'numbers.csv': csv('a,b,c,target', 40, (i) => [Math.sin(i), i % 7, (i * i) % 11, Math.cos(i) * 3]),
  'classes.csv': csv('a,b,kind,target', 45, (i) => [Math.sin(i), i % 5, `k${i % 4}`, 'xyz'[i % 3]]),
  'two.csv': csv('a,b,target', 30, (i) => [i, Math.cos(i), i % 2 === 0 ? 'no' : 'yes']),
  'holes.csv': csv('a,kind,target', 40, (i) => [i % 3 === 0 ? '' : i, i % 4 === 0 ? '' : `k${i % 6}`, i % 5]),
  'constant.csv': csv('a,b,target', 20, (i) => [1, i % 3, i % 2]),
  'huge.csv': csv('a,b,target', 20, (i) => [i * 1e30, i * 1e-30, i * 1e6]),
  'dates.csv': csv('when,a,target', 30, (i) => [
    `2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
    i,
    i % 4,
  ]),
  'few.csv': csv('a,target', 3, (i) => [i, i]),
  'pixels.csv': csv('p0,p1,p2,p3,p4,p5,target', 24, (i) => [0, i, 2 * i, 9, 255, i % 9, 'ab'[i % 2]]),
  'alike.csv': csv('a,target', 12, () => [2, 2]),
  'one-class.csv': csv('a,target', 12, (i) => [i, 'same']),
  'remarks.csv': csv('remark,a,target', 40, (i) => [
    `"it ${i % 3 === 0 ? 'was good' : 'went wrong'} on day ${i} of ${i * 7}"`,
    i % 6,
    i % 3 === 0 ? 'yes' : 'no',
  ]),
  'text.txt': 'one two three, and again: one two three four.\n'.repeat(12),
  'short.txt': 'ab',
};

function csv(header: string, rows: number, row: (index: number) => readonly unknown[]): string {
  return [header, ...Array.from({ length: rows }, (_, index) => row(index + 1).join(','))].join('\n');
}

const files: DatasetFiles = {
  resolve: (source) => {
    const name = source.kind === 'file' ? source.path : '';
    const bytes = new TextEncoder().encode(tables[name] ?? '');
    return Promise.resolve({ path: null, name, bytes: () => Promise.resolve(bytes) });
  },
};

const activation = fc.constantFrom('relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish');
const units = fc.constantFrom(1, 2, 3, 8);
const dropout = fc.constantFrom(0, 0.5, 0.99);
const optionally = (record: Record<string, fc.Arbitrary<unknown>>, ...requiredKeys: string[]) =>
  fc.record(record, { requiredKeys });
/** Mostly what makes sense, so that most of what is drawn gets as far as training. */
const mostly = <T>(usual: fc.Arbitrary<T>, any: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: any });

const plainLayer = fc.oneof(
  optionally({ layer: fc.constant('dense'), units, activation }, 'layer', 'units'),
  fc.record({ layer: fc.constant('activation'), activation }),
  fc.record({ layer: fc.constant('dropout'), rate: dropout }),
  fc.record({ layer: fc.constantFrom('batchNorm', 'layerNorm', 'flatten', 'positions', 'globalPool') }),
  fc.record({ layer: fc.constant('groupNorm'), groups: units }),
  optionally(
    {
      layer: fc.constant('convolution'),
      filters: units,
      kernel: units,
      stride: fc.constantFrom(1, 2, 5),
      padding: fc.constantFrom('same', 'valid'),
    },
    'layer',
    'filters',
  ),
  optionally({ layer: fc.constant('depthwise'), kernel: units, activation }, 'layer'),
  fc.record({ layer: fc.constant('pool'), pool: fc.constantFrom('max', 'average'), size: units }),
  fc.record({
    layer: fc.constant('reshape'),
    shape: fc.constantFrom([2], [2, 1], [1, 2], [2, 3], [1, 2, 3], [2, 3, 1], [3, 1]),
  }),
  fc.record({ layer: fc.constantFrom('embedding', 'featureTokens'), width: units }),
  fc.record({
    layer: fc.constantFrom('rnn', 'lstm', 'gru'),
    units,
    returns: fc.constantFrom('sequence', 'last'),
  }),
  fc.record({ layer: fc.constant('attention'), heads: fc.constantFrom(1, 2) }),
);
const layer = fc.oneof(
  { weight: 6, arbitrary: plainLayer },
  {
    weight: 1,
    arbitrary: fc.record({
      layer: fc.constant('residual'),
      layers: fc.array(plainLayer, { minLength: 1, maxLength: 2 }),
    }),
  },
);

const listModel = optionally(
  {
    kind: fc.constant('layers'),
    layers: fc.array(layer, { maxLength: 4 }),
    contextLength: fc.constantFrom(2, 9),
  },
  'kind',
  'layers',
);

const linear = optionally({ kind: fc.constant('linear'), bias: fc.boolean() }, 'kind');
const mlp = optionally(
  {
    kind: fc.constant('mlp'),
    hidden: fc.array(units, { maxLength: 3 }),
    activation,
    norm: fc.constantFrom('none', 'batch', 'layer'),
    embeddingWidth: units,
    dropout,
  },
  'kind',
  'hidden',
);
const cnn = optionally(
  {
    kind: fc.constant('cnn'),
    blocks: fc.array(
      optionally(
        {
          filters: units,
          kernel: units,
          pool: fc.constantFrom(1, 2),
          residual: fc.boolean(),
          depthwise: fc.boolean(),
        },
        'filters',
      ),
      { minLength: 1, maxLength: 2 },
    ),
    norm: fc.constantFrom('none', 'batch', 'layer', 'group'),
    groups: units,
    pooling: fc.constantFrom('max', 'average'),
    head: fc.constantFrom('flatten', 'globalAverage'),
    dense: fc.array(units, { maxLength: 1 }),
    activation,
  },
  'kind',
  'blocks',
);
const encoder = optionally(
  {
    kind: fc.constant('transformerEncoder'),
    layers: fc.constantFrom(1, 2),
    heads: fc.constantFrom(1, 2),
    width: fc.constantFrom(2, 4, 6),
    feedForward: units,
    dropout,
  },
  'kind',
  'width',
);
const autoencoder = optionally(
  {
    kind: fc.constant('autoencoder'),
    hidden: fc.array(units, { maxLength: 2 }),
    latent: units,
    filters: mostly(fc.constant<number[]>([]), fc.array(units, { maxLength: 3 })),
    activation,
    dropout,
  },
  'kind',
  'hidden',
  'latent',
);
const textModels = [
  optionally(
    {
      kind: fc.constantFrom('rnn', 'lstm', 'gru'),
      contextLength: fc.constantFrom(2, 5, 500),
      units,
      layers: fc.constantFrom(1, 2),
      dropout,
    },
    'kind',
    'units',
  ),
  optionally(
    {
      kind: fc.constantFrom('transformer'),
      contextLength: fc.constantFrom(2, 8),
      layers: fc.constant(1),
      heads: fc.constantFrom(1, 2),
      width: fc.constantFrom(2, 4, 6),
      dropout,
    },
    'kind',
    'width',
    'layers',
  ),
] as const;
const tableModel = fc.oneof(linear, mlp, encoder, autoencoder, listModel);
const imageModel = fc.oneof(mlp, cnn, autoencoder, listModel);
const textModel = fc.oneof(...textModels, listModel);

const columns = fc.constantFrom(['a'], ['target'], ['kind'], ['b', 'a'], ['nowhere']);
const step = fc.oneof(
  optionally(
    {
      step: fc.constantFrom(
        'standardise',
        'minMax',
        'robust',
        'log',
        'yeoJohnson',
        'quantile',
        'dateParts',
        'hashing',
      ),
      columns,
    },
    'step',
  ),
  optionally(
    {
      step: fc.constant('impute'),
      with: fc.constantFrom('mean', 'median', 'mode', 'constant'),
      indicator: fc.boolean(),
      columns,
    },
    'step',
  ),
  optionally({ step: fc.constant('embed'), minCount: fc.constantFrom(1, 5, 99), columns }, 'step'),
  optionally(
    {
      step: fc.constant('oneHot'),
      minCount: fc.constantFrom(1, 5, 99),
      drop: fc.constantFrom('none', 'first'),
      columns,
    },
    'step',
  ),
  optionally({ step: fc.constantFrom('ordinal', 'targetEncoding', 'require'), columns }, 'step'),
  optionally({ step: fc.constant('clip'), tails: fc.constantFrom(0.1, 0.4), columns }, 'step'),
  optionally({ step: fc.constant('polynomial'), degree: fc.constantFrom(2, 3), columns }, 'step'),
  fc.record({ step: fc.constant('scale'), divideBy: fc.constantFrom(1e-30, 16, 1e30) }),
  fc.record({ step: fc.constantFrom('select', 'drop'), columns }),
  optionally(
    {
      step: fc.constant('bagOfWords'),
      columns: fc.constantFrom(['remark'], ['a'], ['nowhere']),
      minCount: fc.constantFrom(1, 3, 99),
    },
    'step',
  ),
  fc.record({
    step: fc.constantFrom('normaliseChannels', 'flip', 'shift', 'rotate', 'randomCrop', 'cutout', 'mixup'),
  }),
  fc.record({ step: fc.constantFrom('characters', 'bytes', 'words', 'bytePairs') }),
  fc.record({
    step: fc.constant('image'),
    shape: fc.constantFrom([2, 3, 1], [1, 2, 3], [6, 1, 1], [1, 2, 1]),
  }),
);

const losses = kindsOf(lossSpecSchema.options);
const lossOf = (kinds: readonly string[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      mostly(fc.constantFrom(...kinds), fc.constantFrom(...losses)),
      mostly<object>(
        fc.constant({}),
        fc.constantFrom(
          { labelSmoothing: 0.2 },
          { classWeights: 'balanced' },
          { classWeights: { yes: 2 } },
          { classWeights: { x: 0.5, nowhere: 1 } },
        ),
      ),
    )
    .map(([kind, more]) => ({ kind, ...more }));
const ofNumbers = ['meanSquaredError', 'meanAbsoluteError', 'huber', 'logCosh', 'quantile', 'poisson'];
const ofClasses = ['crossEntropy', 'focal', 'hinge', 'kullbackLeibler', 'cosine', 'binaryCrossEntropy'];
const classTables = ['classes.csv', 'two.csv', 'pixels.csv', 'remarks.csv', 'one-class.csv'];

/** Parts that go together more often than by chance: data, model, loss. */
const spoilt = ['alike.csv', 'one-class.csv', 'constant.csv', 'short.txt', 'few.csv', 'huge.csv'];
const sound = Object.keys(tables).filter((path) => !spoilt.includes(path));
const fitting = mostly(fc.constantFrom(...sound), fc.constantFrom(...spoilt)).chain((path) => {
  const isText = path.endsWith('.txt');
  return fc.record({
    path: fc.constant(path),
    model: mostly<unknown>(
      isText ? textModel : path === 'pixels.csv' ? imageModel : tableModel,
      fc.oneof(imageModel, tableModel, textModel),
    ),
    loss: lossOf(isText ? ofClasses.slice(0, 2) : classTables.includes(path) ? ofClasses : ofNumbers),
    preprocessing: mostly<unknown>(
      fc.constantFrom(
        ...(isText
          ? [
              [],
              [{ step: 'characters' }],
              [{ step: 'words' }],
              [{ step: 'bytes' }],
              [{ step: 'bytePairs', vocabularySize: 300 }],
            ]
          : [
              [],
              [{ step: 'impute' }, { step: 'standardise' }],
              [{ step: 'impute' }, { step: 'minMax' }, { step: 'embed' }],
              ...(path === 'pixels.csv'
                ? [
                    [
                      { step: 'scale', divideBy: 255 },
                      { step: 'image', shape: [2, 3, 1] },
                    ],
                    [
                      { step: 'image', shape: [2, 3, 1] },
                      { step: 'normaliseChannels' },
                      { step: 'flip' },
                      { step: 'shift', most: 0.4 },
                      { step: 'mixup' },
                    ],
                    [{ step: 'image', shape: [2, 3, 1] }, { step: 'rotate' }, { step: 'cutout' }],
                  ]
                : []),
            ]),
      ),
      fc.array(step, { maxLength: 3 }),
    ),
  });
});

const document = fc
  .record(
    {
      fitting,
      dataset: mostly(
        fc.constant({}),
        fc.record(
          {
            target: fc.constantFrom('target', 'a', 'kind', 'nowhere'),
            types: fc.constantFrom({ target: 'category' }, { target: 'number' }, { a: 'category' }),
            split: fc.constantFrom(
              { validation: 0 },
              { validation: 0.5 },
              { kind: 'stratified' },
              { folds: 3, fold: 2 },
              { kind: 'group', by: 'b' },
              { kind: 'time', by: 'when' },
              { kind: 'column', by: 'a', value: 1 },
              { kind: 'ordered', validation: 0.3 },
            ),
          },
          { requiredKeys: [] },
        ),
      ),
      optimizer: fc.record({
        kind: fc.constantFrom(...kindsOf(optimizerSpecSchema.options)),
        learningRate: mostly(fc.constantFrom(1e-3, 0.1), fc.constant(1e6)),
      }),
      schedule: mostly<unknown>(
        fc.constant({ kind: 'constant' }),
        fc.constantFrom(...kindsOf(scheduleSpecSchema.options)).map((kind) => ({
          kind,
          ...(kind === 'step' || kind === 'cosineRestarts' ? { everySteps: 2 } : {}),
          ...(kind === 'step' ? { factor: 0.5 } : {}),
          ...(kind === 'exponential' ? { decay: 0.5 } : {}),
        })),
      ),
      initializer: fc.constantFrom(...kindsOf(initializerSpecSchema.options)).map((kind) => ({
        kind,
        ...(kind === 'constant' ? { value: 3 } : {}),
        ...(kind === 'run' ? { run: 5 } : {}),
      })),
      metrics: mostly<string[]>(fc.constant([]), fc.array(fc.constantFrom(...metricNames), { maxLength: 2 })),
      averaging: fc.constantFrom(
        { kind: 'ema', decay: 0.5 },
        { kind: 'swa' },
        { kind: 'swa', everySteps: 1 },
      ),
      earlyStopping: fc.constantFrom(
        {},
        { patience: 1 },
        { metric: 'val/accuracy' },
        { metric: 'train/loss' },
      ),
      freeze: mostly<string[]>(fc.constant(['biases']), fc.constantFrom(['dense1'], ['output'], ['nowhere'])),
      recompute: fc.boolean(),
      accumulateBatches: mostly(fc.constant(1), fc.constantFrom(2, 50)),
      sampling: fc.constantFrom({ topK: 2 }, { topP: 0.5, temperature: 0.5 }, { prompt: 'one' }),
      batchSize: mostly<unknown>(fc.constantFrom(1, 2), fc.constantFrom(16, 'full')),
      steps: fc.constantFrom(1, 4),
    },
    { requiredKeys: ['fitting', 'dataset', 'optimizer', 'steps', 'batchSize'] },
  )
  .map(({ fitting: { path, ...parts }, dataset, sampling, ...others }) => ({
    dataset: { source: { kind: 'file', path }, ...dataset },
    ...parts,
    ...others,
    // That a table is not sampled from is refused once and for all.
    ...(sampling !== undefined && path.endsWith('.txt') ? { sampling } : {}),
  }));

const fieldNames = Object.keys(trainingSpecSchema.pipe[0].entries);

describe('any training spec on any data', () => {
  it(
    'trains with finite numbers, is refused by the name of a field, or says that it diverged',
    async () => {
      const seen = { trained: 0, refused: 0, diverged: 0 };
      await fc.assert(
        fc.asyncProperty(document, async (drawn) => {
          const parsed = v.safeParse(trainingSpecSchema, drawn);
          if (!parsed.success) {
            expect(parsed.issues.every(({ path = [] }) => path.length > 0)).toBe(true);
            seen.refused++;
            return;
          }
          try {
            const outcome = await runTraining(parsed.output, { files });
            if (outcome.end.state === 'failed') {
              expect(outcome.end.error).toMatchObject({ code: 'diverged' });
              seen.diverged++;
              return;
            }
            expect(outcome.points('batch/loss').every(({ value }) => Number.isFinite(value))).toBe(true);
            const { arrays } = decodeCheckpoint(outcome.checkpoint ?? new Uint8Array());
            const lost = arrays.filter(
              ({ name, values }) =>
                name.startsWith('weights/') && values.some((value: number) => Number.isNaN(value)),
            );
            expect(lost.map(({ name }) => name)).toEqual([]);
            seen.trained++;
          } catch (thrown) {
            if (!(thrown instanceof CodedError)) throw thrown;
            expect(thrown.code).toBe('invalid_input');
            const issues = thrown.details?.['issues'] as readonly { readonly path: string }[] | undefined;
            expect(fieldNames, thrown.message).toContain(issues?.[0]?.path.split('.')[0]);
            seen.refused++;
          }
        }),
        { numRuns: runs },
      );
      expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0);
    },
    Math.max(60_000, runs * 1000),
  );
});
