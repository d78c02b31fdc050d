import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { findEnginesIn } from '../../../src-main/engine/tensor/installed.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';

it('an engine that is not installed is refused before anything starts, until it is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-engines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  findEnginesIn(folder);
  const document = { ...sampleSpec('iris'), engine: 'native' } as const;
  const refused = await planSpec(document, sampleFiles);
  expect(refused.plan).toBeNull();
  expect(refused.issues).toMatchObject([{ path: 'engine', suggestion: 'auto' }]);
  expect(refused.issues[0]?.message).toContain('descent engine install native');
  const own = join(folder, 'native/node_modules/@tensorflow/tfjs-node');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), '{"name":"@tensorflow/tfjs-node","version":"4.22.0"}');
  expect((await planSpec(document, sampleFiles)).issues).toEqual([]);
});
