import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { runTraining, spec, type Outcome } from '../../support/training.ts';
import { messagesOf } from '../../support/messages-of.ts';

const rhyme = 'The cat sat on the mat. A dog ran to the log, and sang of fog.\n';
const files = fileOf(rhyme.repeat(60), 'rhyme.txt');

function training(change: Partial<TrainingSpecInput>): TrainingSpecInput {
  return {
    dataset: fileSpec({ format: 'text' }),
    model: { kind: 'transformer', contextLength: 8, layers: 1, heads: 2, width: 16 },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    steps: 60,
    batchSize: 8,
    evaluateEverySteps: 30,
    ...change,
  };
}
const last = (outcome: Outcome, key: string): number => outcome.points(key).at(-1)?.value ?? Number.NaN;
const issuesOf = async (change: Partial<TrainingSpecInput>, data = files) =>
  (await planSpec(spec(training(change)), data)).issues;

describe('a language model', () => {
  it.each([
    ['characters', [{ step: 'characters' as const }]],
    ['bytes', [{ step: 'bytes' as const }]],
    ['words', [{ step: 'words' as const }]],
    ['bytePairs', [{ step: 'bytePairs' as const, vocabularySize: 300 }]],
  ])('learns from %s, writes, and is asked with its own vocabulary', async (_, preprocessing) => {
    const outcome = await runTraining(spec(training({ preprocessing })), { files });
    expect(outcome.end).toMatchObject({ state: 'complete' });
    expect(last(outcome, 'val/loss')).toBeLessThan(outcome.points('val/loss')[0]?.value ?? 0);
    const answer = await predict(outcome.checkpoint ?? new Uint8Array(), { prompt: 'The cat', length: 12 });
    expect(answer.text).toMatch(/^The cat/);
    expect(answer.warnings).toEqual([]);
  });

  it('is measured in bits per character, whatever its tokens are', async () => {
    const preprocessing = [{ step: 'bytePairs' as const, vocabularySize: 300 }];
    const { plan } = await planSpec(spec(training({ preprocessing })), files);
    const outcome = await runTraining(spec(training({ preprocessing })), { files });
    const perToken = last(outcome, 'val/loss') / Math.LN2;
    const charactersPerToken = perToken / last(outcome, 'val/bitsPerCharacter');
    const { trainCharacters = 0, trainTokens = 1 } = plan?.tokens ?? {};
    // The text repeats, so that the part held out is cut as the training text is.
    expect(charactersPerToken).toBeCloseTo(trainCharacters / trainTokens, 0);
    expect(last(outcome, 'val/perplexity')).toBeCloseTo(Math.exp(last(outcome, 'val/loss')), 6);
  });

  it('begins its texts with the prompt of the spec, and draws as it says', async () => {
    const sampling = { prompt: 'A dog', length: 9, topK: 1 };
    const outcome = await runTraining(spec(training({ sampling })), { files });
    const again = await runTraining(spec(training({ sampling: { ...sampling, temperature: 2 } })), { files });
    const texts = ({ events }: Outcome) =>
      events.flatMap((event) => (event.kind === 'text' ? [event.text] : []));
    expect(texts(outcome)).toHaveLength(2);
    for (const text of texts(outcome)) expect(text).toMatch(/^A dog[^]{9}$/);
    // The likeliest token alone is left, whatever the temperature.
    expect(texts(again)).toEqual(texts(outcome));
  });

  it('draws from the likeliest tokens alone when it is asked to, and refuses what is no chance', async () => {
    const { checkpoint } = await runTraining(spec(training({})), { files });
    const ask = (values: Record<string, number | string>) =>
      predict(checkpoint ?? new Uint8Array(), { prompt: 'The', length: 30, ...values });
    const likeliest = await ask({ topK: 1 });
    expect((await ask({ topK: 1, seed: 5 })).text).toBe(likeliest.text);
    expect((await ask({ topP: 1e-9, seed: 7 })).text).toBe(likeliest.text);
    expect((await ask({ temperature: 3 })).text).not.toBe(likeliest.text);
    await expect(ask({ topP: 1.5 })).rejects.toThrow('above 0 and at most 1, not 1.5');
    await expect(ask({ topK: 0 })).rejects.toThrow('a whole number from 1');
    await expect(ask({ top_k: 3 })).rejects.toThrow('it takes prompt, length, temperature, topK, topP, seed');
  });

  it('says what of a prompt it does not know, or refuses it where it is set to', async () => {
    const ask = async (unseen: 'own' | 'error') => {
      const preprocessing = [{ step: 'words' as const, unseen }];
      const { checkpoint } = await runTraining(spec(training({ preprocessing, steps: 2 })), { files });
      return predict(checkpoint ?? new Uint8Array(), { prompt: 'The zebra sat', length: 3 });
    };
    expect(messagesOf((await ask('own')).warnings).join()).toContain('read as unknown:  zebra');
    await expect(ask('error')).rejects.toThrow('The training text has no  zebra');
  });

  it('is told which paragraphs held out were trained on', async () => {
    const paragraph = (number: number): string => `Paragraph number ${number} says something of its own.\n\n`;
    const text = Array.from({ length: 60 }, (_, number) => paragraph(number)).join('') + paragraph(3);
    const { plan } = await planSpec(spec(training({})), fileOf(text, 'text.txt'));
    expect(messagesOf(plan?.warnings).join()).toMatch(
      /One paragraph held out .* also in the training text, word for word: "Paragraph number 3 says/,
    );
  });

  it('cuts its text once, by steps for text', async () => {
    expect(await issuesOf({ preprocessing: [{ step: 'standardise' }] })).toMatchObject([
      {
        path: 'preprocessing.0',
        message: expect.stringContaining('"characters", "bytes", "words", "bytePairs"') as string,
      },
    ]);
    expect(await issuesOf({ preprocessing: [{ step: 'bytes' }, { step: 'words' }] })).toMatchObject([
      { path: 'preprocessing.1', message: expect.stringContaining('cut into tokens once') as string },
    ]);
  });

  it('alone writes: "sampling" on a table is refused', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row},${row % 2 === 0 ? 'a' : 'b'}`).join('\n');
    const change = { dataset: fileSpec(), model: { kind: 'linear' as const }, sampling: { length: 3 } };
    expect(await issuesOf(change, fileOf(`x,y\n${rows}\n`))).toMatchObject([{ path: 'sampling' }]);
  });
});
