import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../../../../src-renderer/state/one-at-a-time.ts';

function controlled() {
  const answers: (() => void)[] = [];
  const run = oneAtATime(() => new Promise<void>((resolve) => answers.push(resolve)));
  const answer = async (index: number): Promise<void> => {
    answers[index]?.();
    // What follows an answer follows in microtasks.
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { run, answer, begun: () => answers.length };
}

describe('a question that is asked again and again', () => {
  it('is asked once more after the answer, however often it was asked meanwhile', async () => {
    const { run, answer, begun } = controlled();
    run();
    run();
    run();
    expect(begun()).toBe(1);
    await answer(0);
    expect(begun()).toBe(2);
    await answer(1);
    expect(begun()).toBe(2);
  });

  it('is asked at once when nothing is awaited', async () => {
    const { run, answer, begun } = controlled();
    run();
    await answer(0);
    run();
    expect(begun()).toBe(2);
  });
});
