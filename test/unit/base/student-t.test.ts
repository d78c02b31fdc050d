import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { studentQuantile } from '../../../src-main/base/student-t.ts';

// The file's shape is that of the script beside it.
const { studentT } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/evaluation.json'), 'utf8'),
) as { readonly studentT: readonly { p: number; degrees: number; quantile: number }[] };

it("gives SciPy's quantiles of Student's t", () => {
  for (const { p, degrees, quantile } of studentT) {
    const own = studentQuantile(p, degrees);
    expect(Math.abs(own - quantile), `p ${p}, ${degrees} degrees`).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(quantile)),
    );
  }
});

it('gives no number without a degree of freedom or outside of the probabilities', () => {
  expect([studentQuantile(0.975, 0), studentQuantile(0, 4), studentQuantile(1, 4)]).toEqual([NaN, NaN, NaN]);
});
