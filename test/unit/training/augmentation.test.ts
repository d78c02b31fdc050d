import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreprocessingStep, TrainingSpecInput } from '#contract/training.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { proposeSpec } from '../../../src-main/engine/training/propose.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, runTraining, spec, type Outcome } from '../../support/training.ts';

type Steps = TrainingSpecInput['preprocessing'];
const folder = mkdtempSync(join(tmpdir(), 'descent-augmentation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const side = 8;
/** A bar across or down, somewhere on a dark ground. */
function bar(isAcross: boolean, place: number): Uint8Array {
  return Uint8Array.from({ length: side * side }, (_, at) =>
    (isAcross ? at >> 3 : at & 7) === place ? 200 : (at * 29 + place * 7) % 60,
  );
}
function idxFile(name: string, dimensions: readonly number[], values: Uint8Array): string {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  for (const [at, length] of dimensions.entries()) header.writeUInt32BE(length, 4 + 4 * at);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([header, values]));
  return path;
}
const count = 48;
const bars = Array.from({ length: count }, (_, at) => bar(at % 2 === 0, (at >> 1) % side));
const path = idxFile('bars-images-idx3-ubyte', [count, side, side], Buffer.concat(bars));
idxFile(
  'bars-labels-idx1-ubyte',
  [count],
  Uint8Array.from(bars, (_, at) => at % 2),
);
const files: DatasetFiles = {
  resolve: () =>
    Promise.resolve({ path, name: basename(path), bytes: () => Promise.reject(new Error('by path')) }),
};

const barSpec = (preprocessing: Steps, rest: Partial<TrainingSpecInput> = {}) =>
  spec({
    dataset: { source: { kind: 'file', path } },
    preprocessing,
    model: { kind: 'cnn', blocks: [{ filters: 4 }], dense: [8] },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    epochs: 6,
    batchSize: 10,
    ...rest,
  });
const digits = (steps: Steps = [], rest: Partial<TrainingSpecInput> = {}) =>
  spec({
    dataset: {
      source: { kind: 'sample', name: 'digits.csv' },
      target: 'target',
      types: { target: 'category' },
    },
    preprocessing: [{ step: 'scale', divideBy: 16 }, { step: 'image', shape: [8, 8, 1] }, ...steps],
    model: { kind: 'cnn', blocks: [{ filters: 4 }], dense: [] },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.002 },
    steps: 8,
    batchSize: 32,
    ...rest,
  });
const everything: Steps = [
  { step: 'normaliseChannels' },
  { step: 'flip' },
  { step: 'shift' },
  { step: 'rotate' },
  { step: 'randomCrop', padding: 1 },
  { step: 'cutout', size: 2 },
  { step: 'mixup' },
];
const points = (outcome: Outcome, key: string) => outcome.points(key).map(({ step, value }) => [step, value]);

describe('a training on images', () => {
  it('keeps them as bytes, gives a model the numbers that columns of pixels give it, and learns', async () => {
    const asImages = await runTraining(barSpec([{ step: 'scale', divideBy: 255 }]), { files });
    const asColumns = await runTraining(
      barSpec([
        { step: 'scale', divideBy: 255 },
        { step: 'image', shape: [side, side, 1] },
        { step: 'clip', min: 0 },
      ]),
      { files },
    );
    expect(asImages.end).toMatchObject({ state: 'complete' });
    expect(points(asImages, 'batch/loss')).toEqual(points(asColumns, 'batch/loss'));
    expect(points(asImages, 'val/loss')).toEqual(points(asColumns, 'val/loss'));
  });

  it.each(['images as they were read', 'images made of columns'])(
    'goes on with the same bits after it was stopped, whatever is drawn at random: %s',
    async (kind) => {
      const own = kind === 'images as they were read';
      const document = own ? barSpec(everything) : digits(everything);
      const source = own ? files : sampleFiles;
      const whole = await runTraining(document, { files: source });
      const before = await runTraining(document, {
        files: source,
        clock: countingClock(100),
        steer: (event) => (event.kind === 'progress' && event.progress.step >= 5 ? 'stop' : undefined),
      });
      const checkpoint = before.checkpoint ?? new Uint8Array();
      const after = await runTraining(document, { files: source, checkpoint });
      expect(decodeCheckpoint(after.checkpoint ?? new Uint8Array()).arrays).toEqual(
        decodeCheckpoint(whole.checkpoint ?? new Uint8Array()).arrays,
      );
    },
  );

  it('validates on images as they are', async () => {
    const [plain, changed] = await Promise.all(
      [[], everything.slice(1)].map((steps) => prepareTraining(barSpec(steps), files)),
    );
    const positions = Uint32Array.of(0, 1, 2);
    const inputs = [plain, changed].flatMap((prepared) =>
      [prepared?.validation, prepared?.train].map((examples) =>
        Array.from(examples?.take(positions, -1).input.dataSync() ?? []),
      ),
    );
    expect(inputs[2]).toEqual(inputs[0]);
    expect(inputs[3]).toEqual(inputs[1]);
  });

  it('may take all rows at once, each time changed otherwise', async () => {
    const document = barSpec([{ step: 'shift', most: 0.3 }], {
      batchSize: 'full',
      optimizer: { kind: 'sgd', learningRate: 1e-12 },
      epochs: 3,
    });
    const losses = (await runTraining(document, { files })).points('batch/loss').map(({ value }) => value);
    expect(new Set(losses).size).toBe(3);
  });

  it('predicts an image by its pixels, and says what it needs', async () => {
    const outcome = await runTraining(barSpec([{ step: 'normaliseChannels' }], { epochs: 30 }), { files });
    expect(outcome.result('predictionInputs')).toMatchObject([
      { name: 'image', type: 'image', image: { height: side, width: side, channels: 1 } },
    ]);
    const checkpoint = outcome.checkpoint ?? new Uint8Array();
    for (const isAcross of [true, false]) {
      const image = { kind: 'pixels' as const, bytes: bar(isAcross, 3) };
      expect((await predict(checkpoint, {}, image)).value).toBe(isAcross ? '0' : '1');
    }
    await expect(predict(checkpoint, {})).rejects.toThrow('needs an image');
    await expect(predict(checkpoint, { x: 1 })).rejects.toThrow('takes an image and no values');
    const small = { kind: 'pixels' as const, bytes: new Uint8Array(5) };
    await expect(predict(checkpoint, {}, small)).rejects.toThrow('has 5 values');
    const noImage = { kind: 'file' as const, bytes: new TextEncoder().encode('hello') };
    await expect(predict(checkpoint, {}, noImage)).rejects.toThrow(
      'begins neither as a PNG nor as a JPEG does',
    );
  });
});

describe('a proposal for images', () => {
  it('normalises them and crops at random, but flips nothing', async () => {
    const proposed = await proposeSpec({ source: { kind: 'file', path } }, files);
    expect(proposed.preprocessing).toEqual([
      { step: 'normaliseChannels' },
      { step: 'randomCrop', padding: 1 },
    ]);
    expect((await planSpec(proposed, files)).issues).toEqual([]);
  });
});

describe('the plan', () => {
  it('shows an image and what becomes of it', async () => {
    const { plan } = await planSpec(
      barSpec([{ step: 'resize', height: 4, width: 6 }, { step: 'flip' }]),
      files,
    );
    const [resized, flipped] = plan?.preview ?? [];
    expect(resized?.pictures?.before[0]).toMatchObject({ height: side, width: side });
    expect(resized?.pictures?.after[0]).toMatchObject({ height: 4, width: 6 });
    expect(flipped?.pictures?.before).toHaveLength(1);
    expect(flipped?.pictures?.after.length).toBeGreaterThan(3);
    expect(plan?.layers[0]?.outputShape).toEqual([4, 6, 4]);
  });
});

describe('steps of images are refused', () => {
  const refusals: readonly (readonly [string, Steps, Partial<TrainingSpecInput>, string, string])[] = [
    ['beside columns of numbers', [{ step: 'flip' }], {}, 'preprocessing.2', 'works on images'],
    [
      'with a loss that knows whole classes only',
      [{ step: 'mixup' }],
      { loss: { kind: 'focal' } },
      'loss.kind',
      'lie between two classes',
    ],
    [
      'with class weights that a mixture has none of',
      [{ step: 'mixup' }],
      { loss: { kind: 'crossEntropy', classWeights: 'balanced' } },
      'loss.classWeights',
      'no weight of one',
    ],
    ['twice mixed', [{ step: 'mixup' }, { step: 'mixup' }], {}, 'preprocessing.3', 'twice'],
    [
      'in an order that cannot be',
      [{ step: 'flip' }, { step: 'resize', height: 4, width: 4 }],
      {},
      'preprocessing.3',
      'comes after "flip". Move it before.',
    ],
    [
      'before steps of columns',
      [{ step: 'flip' }, { step: 'standardise' }],
      {},
      'preprocessing.3',
      'Move it before',
    ],
    ['where nothing would be left', [{ step: 'cutout', size: 8 }], {}, 'preprocessing.2.size', 'at most 4'],
    [
      'where all would be pushed out',
      [{ step: 'randomCrop', padding: 9 }],
      {},
      'preprocessing.2.padding',
      'at most 2',
    ],
    [
      'with another number of channels',
      [{ step: 'normaliseChannels', mean: [0, 0, 0] }],
      {},
      'preprocessing.2.mean',
      'one channel, and 3 numbers',
    ],
    [
      'with L-BFGS',
      [{ step: 'flip' }],
      { optimizer: { kind: 'lbfgs', learningRate: 1 }, batchSize: 'full' },
      'optimizer.kind',
      'L-BFGS compares gradients of the same data',
    ],
  ];

  it.each(refusals)('%s', async (name, steps, rest, at, words) => {
    const document = digits(steps, rest);
    const preprocessing: readonly PreprocessingStep[] =
      name === 'beside columns of numbers'
        ? document.preprocessing.map((step) => (step.step === 'image' ? { step: 'clip', min: 0 } : step))
        : document.preprocessing;
    const { issues } = await planSpec({ ...document, preprocessing: [...preprocessing] }, sampleFiles);
    expect(issues).toMatchObject([{ path: at }]);
    expect(issues[0]?.message).toContain(words);
  });

  it('and images whose class nothing tells', async () => {
    const alone = idxFile('alone-images-idx3-ubyte', [2, side, side], Buffer.concat(bars.slice(0, 2)));
    const only: DatasetFiles = {
      resolve: () =>
        Promise.resolve({ path: alone, name: basename(alone), bytes: () => Promise.reject(new Error()) }),
    };
    await expect(proposeSpec({ source: { kind: 'file', path: alone } }, only)).rejects.toThrow(
      'file of labels beside it',
    );
  });
});
