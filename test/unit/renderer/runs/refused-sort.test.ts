import { expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { isAboutSort } from '../../../../src-renderer/state/runs/refused-sort.ts';

it('knows a refusal of the order from any other', () => {
  const refused = (path: string) =>
    new CodedError('invalid_input', 'no', { issues: [{ path, message: 'no' }] });
  expect([
    isAboutSort(refused('sort.by')),
    isAboutSort(refused('limit')),
    isAboutSort(new Error('no')),
  ]).toEqual([true, false, false]);
});
