import type { Circumstances } from '#contract/reproduction.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { openEngine } from '../tensor/engine.ts';
import { engineProbe } from './engine-probe.ts';
import { prepareTraining } from './prepare.ts';
import type { TrainingOptions } from './training-options.ts';

/** What a training of this spec would be computed with now. Throws as `prepareTraining` and `openEngine` do. */
export async function circumstancesOf(
  spec: TrainingSpec,
  { files, initial }: Pick<TrainingOptions, 'files' | 'initial'>,
): Promise<Circumstances> {
  const prepared = await prepareTraining(spec, files, null, initial ?? null);
  const { name, variant, versions, threads } = await openEngine(spec.engine, engineProbe(spec, prepared));
  return {
    datasetSha256: prepared.datasetSha256,
    engine: name,
    engineVariant: variant,
    engineVersions: versions,
    threads,
  };
}
