import type { Estimate, SpecProbe } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { checkpointRules, mostCheckpoints, type TrainingSpec } from '#contract/training.ts';
import { clippingOf } from '../engine/optimizer/clipping.ts';
import { engineNamed, runsOnGpu } from '#contract/engine-names.ts';
import { checkpointsWritten } from '../engine/training/keep-checkpoints.ts';
import { wattsPerBusyCore } from '../meter/energy.ts';
import { memoryOf } from './memory-estimate.ts';

/** Bytes of a point in the database; measured: 8.8 to 9.3. */
const pointBytes = 9.3;
/** A run without any point: its row, params, events. */
const runBytes = 40_000;
/** Metrics of an evaluation that are kept: loss and a few more of both splits. */
const metricsPerEvaluation = 6;
/** What a longer training's JavaScript heap grows by, beyond that of a few steps. */
const heapGrowth = 12 * 1024 * 1024;

/** What a spec will need: by what some steps of it took on this machine, else by arithmetic, without a time. */
export function estimate(spec: TrainingSpec, plan: SpecPlan, probe: ProbedSpec | null): Estimate {
  const evaluations = Math.ceil(plan.totalSteps / (spec.evaluateEverySteps ?? plan.stepsPerEpoch));
  const points = plan.totalSteps * pointsPerStep(spec) + evaluations * metricsPerEvaluation;
  const checkpointBytes = probe?.checkpointBytes ?? plan.checkpointBytes;
  const checkpointsKept = mostCheckpoints(checkpointRules(spec), plan.totalSteps);
  const diskBytes = Math.round(runBytes + points * pointBytes + checkpointsKept * checkpointBytes);
  if (probe === null) {
    return {
      memoryBytes: memoryOf(spec, plan),
      diskBytes,
      seconds: null,
      stepsPerSecond: null,
      wattHours: null,
    };
  }
  const stepMs = millisecondsPerStep(probe);
  const steadyMs =
    probe.startMs +
    probe.preparingMs +
    probe.firstStepMs +
    (plan.totalSteps - 1) * (stepMs + probe.otherMs / probe.steps) +
    evaluations * millisecondsPerEvaluation(probe, stepMs, spec, plan) +
    probe.finishingMs;
  const checkpointsMs = millisecondsOfCheckpoints(spec, plan, probe, steadyMs);
  const milliseconds = steadyMs + (checkpointsMs ?? 0);
  return {
    memoryBytes: probe.peakMemoryBytes + heapGrowth,
    diskBytes,
    seconds: milliseconds / 1000,
    stepsPerSecond: 1000 / stepMs,
    engine: probe.engine,
    threads: probe.threads,
    ...(checkpointsMs === null ? {} : { checkpointSeconds: checkpointsMs / 1000 }),
    wattHours: runsOnGpu(engineNamed(probe.engine))
      ? null
      : (milliseconds / 3.6e6) * probe.threads * wattsPerBusyCore,
  };
}

/** With the time that its worker took to start. */
export type ProbedSpec = SpecProbe & { readonly startMs: number };

/** The first step also compiles and takes memory; where there are others it is left out. */
function millisecondsPerStep({ steps, stepsMs, firstStepMs }: SpecProbe): number {
  return steps > 1 ? (stepsMs - firstStepMs) / (steps - 1) : stepsMs;
}

/**
 * A probe writes its state once or twice in a few steps, a training once in a while. Null where a probe does not tell
 * them apart. Those that an evaluation asks for are left out: how often one is among the best is not known.
 */
function millisecondsOfCheckpoints(
  spec: TrainingSpec,
  { totalSteps }: SpecPlan,
  { checkpoints = 0, checkpointsMs = 0, checkpointBytes }: SpecProbe,
  steadyMs: number,
): number | null {
  if (checkpoints === 0) return null;
  return checkpointsWritten(spec, totalSteps, steadyMs, checkpointBytes) * (checkpointsMs / checkpoints);
}

/** A pass forward is a third of a step; so much for an evaluation that no probe had the time for. */
function millisecondsPerEvaluation(
  { evaluations, evaluationsMs }: SpecProbe,
  stepMs: number,
  { batchSize }: TrainingSpec,
  { trainRows, validationRows }: SpecPlan,
): number {
  if (evaluations > 0) return evaluationsMs / evaluations;
  const batch = batchSize === 'full' ? trainRows : Math.min(batchSize, trainRows);
  return ((validationRows / batch) * stepMs) / 3;
}

/** The loss of every step; its learning rate and the norm of its gradients where they are told. */
function pointsPerStep({ schedule, optimizer }: TrainingSpec): number {
  const changes = schedule.kind !== 'constant' || schedule.warmupSteps > 0;
  return 1 + (changes ? 1 : 0) + (clippingOf(optimizer) === null ? 0 : 1);
}
