import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Growth } from '../support/growth.ts';

/** Full length, every sample: MEMORY_STEPS=10000 npm run test:unit -- test/worker/growth.test.ts */
const given = process.env['MEMORY_STEPS'];
const steps = Number(given ?? 2000);
const samples =
  given === undefined
    ? ['small-poems']
    : [
        ...['linear-regression', 'iris', 'breast-cancer', 'wine', 'diabetes', 'digits-mlp', 'digits-cnn'],
        ...['small-poems', 'tang-poems', 'tang-metre'],
      ];
const megabyte = 2 ** 20;
/** Between two full collections of V8, garbage and compiled code of a worker take so much more at most. */
const allowance = 32 * megabyte;

const script = resolve(import.meta.dirname, '../support/growth.ts');

describe(`the process in which a worker trains ${steps} steps`, () => {
  it.each(samples)(
    'holds as much memory at the end as after the first hundred: %s',
    (sample) => {
      const printed = execFileSync(process.execPath, [script, String(steps), sample], { encoding: 'utf8' });
      // What the script prints.
      const { state, earlyBytes, mostBytes } = JSON.parse(printed) as Growth;
      process.stdout.write(
        `${sample}: ${Math.round(earlyBytes / megabyte)} → ${Math.round(mostBytes / megabyte)} MB\n`,
      );
      expect(state).toBe('complete');
      expect(mostBytes).toBeLessThan(earlyBytes * 1.05 + allowance);
    },
    120_000 + steps * 200,
  );
});
