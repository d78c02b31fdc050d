import { fromErrorPayload } from '#contract/errors.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { SpecProbe, Usage } from '#contract/estimate.ts';
import { train } from './train.ts';
import type { TrainingControl, TrainingOptions } from './training-options.ts';

/** A probe ends after this long, once it has seen enough to go by. */
const enoughMs = 1000;
/** Evaluated so often, so that slow evaluations are seen, too. */
const stepsPerEvaluation = 8;
const fewestSteps = 3;
const mostSteps = 400;

/**
 * Trains some steps of a spec and throws them away: how long a step and an evaluation take on this machine, and how
 * much memory they need. `aborted` is asked between steps. Throws what `train` throws, and the error that a training
 * of this spec fails with.
 */
export async function probeSpec(
  spec: TrainingSpec,
  options: Pick<TrainingOptions, 'files' | 'initial' | 'clock'> & { readonly aborted?: () => boolean },
): Promise<SpecProbe> {
  const { aborted = () => false, ...rest } = options;
  const begun = performance.now();
  let steps = 0;
  const control: TrainingControl = {
    get state() {
      const done = steps >= fewestSteps && performance.now() - begun > enoughMs;
      return done || aborted() ? 'stop' : 'run';
    },
    resumed: () => Promise.resolve(),
  };
  let engine: Omit<SpecProbe, keyof Usage> | null = null;
  let usage: Usage | null = null;
  for await (const event of train(shortened(spec), { ...rest, control })) {
    if (event.kind === 'started') {
      const { engine: name, engineVariant, engineReason, threads } = event;
      engine = { engine: name, engineVariant, engineReason, threads };
    }
    if (event.kind === 'progress') steps = event.progress.step;
    // The training's own.
    if (event.kind === 'result' && event.name === 'usage') usage = event.value as Usage;
    if (event.kind === 'finished' && event.error !== undefined) throw fromErrorPayload(event.error);
  }
  if (engine === null || usage === null) throw new Error('a probe ended without a measurement');
  return { ...engine, ...usage };
}

/** The same model and batches, as many steps as are needed to see how fast they are. */
function shortened({ epochs: _epochs, earlyStopping: _earlyStopping, ...spec }: TrainingSpec): TrainingSpec {
  return {
    ...spec,
    // Its looks are more often in the first steps than ever again.
    doctor: 'off',
    steps: Math.min(spec.steps ?? mostSteps, mostSteps),
    evaluateEverySteps: Math.min(spec.evaluateEverySteps ?? stepsPerEvaluation, stepsPerEvaluation),
  };
}
