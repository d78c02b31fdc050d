import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src-main/base/random.ts';
import { nextTokenProbabilities } from '../../../src-main/engine/model/next-token.ts';

interface Draw {
  readonly logits: readonly number[];
  readonly temperature: number;
  readonly topK: number | null;
  readonly topP: number | null;
  readonly probabilities: readonly number[];
}
// Written by text.py, in this shape.
const { draws } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../reference/text.json'), 'utf8'),
) as { readonly draws: readonly Draw[] };

describe('the next token', () => {
  it.each(draws)(
    'is drawn as the reference says: temperature $temperature, top-k $topK, top-p $topP',
    ({ logits, temperature, topK, topP, probabilities }) => {
      const drawn = nextTokenProbabilities(logits, {
        temperature,
        topK: topK ?? undefined,
        topP: topP ?? undefined,
        forbidden: [],
      });
      for (const [id, probability] of probabilities.entries()) expect(drawn[id]).toBeCloseTo(probability, 12);
    },
  );

  it('is never a forbidden one, nor beyond the k likeliest, and the chances sum to one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 45 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        (logits, topK, topP, temperature) => {
          const drawn = nextTokenProbabilities(logits, { temperature, topK, topP, forbidden: [0] });
          expect(drawn[0]).toBe(0);
          expect(drawn.filter((probability) => probability > 0).length).toBeLessThanOrEqual(topK);
          expect(drawn.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('comes as often as it is probable', () => {
    const drawn = nextTokenProbabilities([1, 2, 0, 3], { temperature: 1, topK: 3, forbidden: [] });
    const random = stream(0, 'test');
    const counts = [0, 0, 0, 0];
    const times = 20_000;
    for (let time = 0; time < times; time++) {
      const id = random.choice(drawn);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    for (const [id, count] of counts.entries()) {
      const probability = drawn[id] ?? 0;
      const spread = Math.sqrt(times * probability * (1 - probability));
      expect(Math.abs(count - times * probability)).toBeLessThanOrEqual(4 * spread);
    }
  });
});
