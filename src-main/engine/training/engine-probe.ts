import type { TrainingSpec } from '#contract/training.ts';
import { gatherThreads } from '../tensor/embedded/cores.ts';
import type { EngineOptions } from '../tensor/engine.ts';
import type { Prepared } from './prepared.ts';
import { openSession } from './session.ts';

const probedSteps = 3;

/** How `auto` finds the fastest engine for a training, and what it remembers that by. */
export function engineProbe(
  spec: TrainingSpec,
  prepared: Prepared,
): Required<Pick<EngineOptions, 'probe' | 'subject'>> {
  const shapes = prepared.model.parameters.map(({ name, shape }) => [name, shape]);
  // Weights of a convolution are the same for images of any size, its work is not.
  const outputs = prepared.model.layers.map(({ outputShape }) => outputShape);
  const parts = [spec.model, spec.loss.kind, spec.optimizer.kind, spec.accumulateBatches ?? 1];
  return {
    probe: () => millisecondsPerStep(spec, prepared),
    subject: JSON.stringify([shapes, outputs, parts, prepared.batchSize]),
  };
}

/** What a step of this training takes on the engine that is open, from a few that are thrown away. */
async function millisecondsPerStep(spec: TrainingSpec, prepared: Prepared): Promise<number> {
  const session = openSession(spec, prepared, null);
  try {
    session.step(0); // Kernels are compiled, memory is taken.
    await gatherThreads();
    const started = performance.now();
    for (let done = 0; done < probedSteps; done++) session.advance(done % prepared.plan.totalSteps);
    session.settle();
    return (performance.now() - started) / probedSteps;
  } finally {
    session.dispose();
  }
}
