import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { RunComparison } from '#contract/methods/runs.ts';
import type { RunRow } from '#contract/run.ts';
import type { CommandCall } from '../../../src-main/cli/command.ts';
import { describeComparison } from '../../../src-main/cli/commands/compare.ts';
import { deleteCommand } from '../../../src-main/cli/commands/delete.ts';
import { readSort, withPlace } from '../../../src-main/cli/commands/runs.ts';
import { standardOutput } from '../../../src-main/cli/output.ts';

describe('descent compare', () => {
  // Only number and name are shown of the runs.
  const runs = [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ] as RunRow[];
  const comparison: RunComparison = {
    runs,
    params: [{ path: 'clip', differs: true, has: [true, false], values: [null, null] }],
    differences: { dataset: false, target: false, loss: false },
    metrics: [
      {
        key: 'loss',
        direction: 'minimise',
        apart: null,
        final: [0.5, 0.4],
        bestValues: [0.25, 0.375],
        best: [false, true],
      },
      {
        key: 'learningRate',
        direction: null,
        apart: null,
        final: [0.1, 0.2],
        bestValues: [0.1, 0.2],
        best: [false, false],
      },
    ],
  };

  it('has the star beside the value that is best, and none where neither way is better', () => {
    expect(describeComparison(comparison).split('\n').slice(-4)).toEqual([
      'metric (* best)         1 a      2 b',
      'loss, final           0.5      0.4 *',
      'loss, best           0.25    0.375',
      'learningRate, final   0.1      0.2',
    ]);
  });

  it('has no star where the data differs, and says why', () => {
    const apart = comparison.metrics.map((row) => ({
      ...row,
      apart: 'dataset' as const,
      best: [false, false],
    }));
    const text = describeComparison({
      ...comparison,
      metrics: apart,
      differences: { dataset: true, target: false, loss: false },
    });
    expect(text).toContain('loss, final †');
    expect(text).not.toContain('0.4 *');
    expect(text.split('\n').at(-1)).toBe('† Not compared: the runs were trained on different data.');
  });

  it('tells null from a setting that a run has not', () => {
    expect(describeComparison(comparison).split('\n')[1]).toBe('clip   null  —');
  });
});

describe('descent delete', () => {
  it('without a run says that one has to be named, before anything is opened', async () => {
    const call: CommandCall = {
      operands: [],
      // Opening it would fail otherwise than expected below.
      dataDirectory: '/dev/null/nowhere',
      text: () => undefined,
      texts: () => [],
      flag: () => false,
      json: false,
      output: standardOutput(),
    };
    await expect(deleteCommand.run(call)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'Name at least one run, as in: descent delete 3 4',
    });
  });
});

describe('descent runs --sort', () => {
  it.each([
    ['name', 'asc'],
    ['duration', 'desc'],
    ['metric:val/accuracy', 'desc'],
    ['metric:val/accuracy:best', 'desc'],
    ['-metric:val/accuracy', 'asc'],
    ['metric:val/loss:min', 'asc'],
    ['metric:error2', 'asc'],
    ['param:accuracy', 'desc'],
  ])('by %s goes %s', (text, direction) => {
    expect(readSort(text).direction).toBe(direction);
  });
});

describe('descent runs --query', () => {
  it('underlines what is wrong', () => {
    const told = withPlace(new CodedError('invalid_input', 'No.', { start: 5, end: 8 }), 'name bad "x"');
    expect(told).toMatchObject({ code: 'invalid_input', message: 'No.\n  name bad "x"\n       ^^^' });
  });
});
