import type { EstimateResult, Usage } from '#contract/estimate.ts';
import { loadSamples } from '../../src-main/engine/dataset/samples.ts';
import { openTestCore } from '../support/core.ts';
import { resourcesDirectory } from '../support/dataset-files.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import type { Report } from './run.ts';

const samples = loadSamples(resourcesDirectory);

export const figures = samples.flatMap(({ name }) => [`plan: time of ${name}`, `plan: memory of ${name}`]);

/** Every sample tried out, then trained: what was taken, in parts of what was expected. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const folder = temporaryDirectory();
  const core = openTestCore(folder.path);
  try {
    for (const { name, spec } of samples) {
      if (!wants(`plan: time of ${name}`) && !wants(`plan: memory of ${name}`)) continue;
      await core.client.call('specs.probe', { spec });
      const detail = await core.ended(await core.start(spec));
      // Written by the core; see contract/estimate.ts.
      const expected = detail.results['estimate'] as EstimateResult;
      const taken = detail.results['usage'] as Usage;
      const seconds = (detail.durationMs ?? 0) / 1000;
      const [before, after] = [expected.seconds ?? Number.NaN, seconds];
      report(
        `plan: time of ${name}`,
        after / before,
        '×',
        `${after.toFixed(2)} s, ${before.toFixed(2)} s expected`,
      );
      report(
        `plan: memory of ${name}`,
        taken.peakMemoryBytes / expected.memoryBytes,
        '×',
        `${Math.round(taken.peakMemoryBytes / 1e6)} MB, ${Math.round(expected.memoryBytes / 1e6)} MB expected`,
      );
    }
  } finally {
    await core.close();
    folder.remove();
  }
}
