import type { SpecChange } from '#contract/advice.ts';
import { budgetForecast, type BudgetForecast } from '#contract/budget-forecast.ts';
import type { Estimate, MemoryOffer, SpecProbe } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { parse } from '#contract/parse.ts';
import { trainingSpecSchema, type BudgetLimit, type TrainingSpecInput } from '#contract/training.ts';
import type { Command } from '../command.ts';
import { bytesInWords, counted, facts, shortDuration, shortNumber, table, toJson } from '../output.ts';
import { specDocument, specOptions } from '../spec-document.ts';
import { withFirstClient } from './with-client.ts';

export const planCommand: Command = {
  name: 'plan',
  operands: 'SAMPLE|SPEC.json|DATA',
  summary:
    'says what a training will need on this machine (parameters, memory, time, energy, disk) after trying some steps of it out; nothing is kept of them',
  count: [1, 1],
  options: specOptions,
  run: async (call) => {
    const documentOf = specDocument(call);
    await withFirstClient(call, 'read', async (client) => {
      // What is no spec is refused by the contract's schema.
      const spec = (await documentOf(client)) as TrainingSpecInput;
      call.output.status('Trying some steps out …');
      const answer = await client.call('specs.probe', { spec });
      const forecast = budgetForecast({
        spec: parse(trainingSpecSchema, spec, 'The training spec'),
        ...answer,
      });
      call.output.result(call.json ? toJson({ ...answer, budget: forecast }, 2) : describe(answer, forecast));
    });
    return 0;
  },
};

interface Answer {
  readonly plan: SpecPlan;
  readonly probe: SpecProbe | null;
  readonly estimate: Estimate;
  readonly offers: readonly MemoryOffer[];
}

function describe({ plan, probe, estimate, offers }: Answer, forecast: BudgetForecast | null): string {
  const { seconds, stepsPerSecond, wattHours = null, memoryBytes, diskBytes } = estimate;
  const time = shortDuration(seconds === null ? null : seconds * 1000);
  const free = plan.availableBytes === undefined ? '' : `, ${bytesInWords(plan.availableBytes)} are free`;
  const lines = facts([
    ['parameters', plan.parameterCount.toLocaleString('en-US') + trained(plan)],
    ['rows', `${plan.trainRows} to train, ${plan.validationRows} held out`],
    ['steps', `${plan.totalSteps}, ${plan.stepsPerEpoch} an epoch`],
    [
      'time',
      probe === null
        ? null
        : `about ${time}, ${shortNumber(stepsPerSecond)} steps a second${checkpointShare(estimate)}`,
    ],
    ['memory', `about ${bytesInWords(memoryBytes)}${free}`],
    ['energy', wattHours === null ? null : `about ${shortNumber(wattHours)} Wh, estimated by the busy cores`],
    ['disk', `about ${bytesInWords(diskBytes)}, a checkpoint ${bytesInWords(plan.checkpointBytes)}`],
    ['budget', forecast === null ? null : ending(forecast, plan)],
    [
      'engine',
      probe === null ? null : `${probe.engine}, ${probe.engineVariant}, ${counted(probe.threads, 'thread')}`,
    ],
  ]);
  const layers = plan.layers.map(({ name, kind, outputShape, parameterCount, flops = 0 }) => [
    name,
    kind,
    outputShape.join(' × '),
    String(parameterCount),
    shortNumber(flops),
  ]);
  const warnings = plan.warnings ?? [];
  return [
    lines,
    table(['layer', 'kind', 'output', 'parameters', 'flops'], layers),
    ...(warnings.length === 0 ? [] : [warnings.map(({ message }) => message).join('\n')]),
    ...(forecast === null ? [] : [matching(forecast)]),
    ...(probe === null ? [fitting(offers)] : []),
  ].join('\n\n');
}

/** Why steps times their pace are not the time, where checkpoints are a part of it that is noticed. */
function checkpointShare({ seconds, checkpointSeconds = 0 }: Estimate): string {
  if (seconds === null || checkpointSeconds < 0.05 * seconds) return '';
  return `; ${shortDuration(checkpointSeconds * 1000)} of it for checkpoints`;
}

function trained({ trainedCount }: SpecPlan): string {
  return trainedCount === undefined ? '' : `, ${trainedCount.toLocaleString('en-US')} of them trained`;
}

/** What of the budget ends it before its length. */
function ending({ limit, allowed, needed, step }: BudgetForecast, { totalSteps }: SpecPlan): string {
  const when =
    step === null ? 'on its way' : `after ${step === 1 ? 'the first steps' : `about step ${step}`}`;
  const [had, wanted] = [allowed, needed].map((amount) => amountInWords(limit, amount));
  return `${limitWords[limit]} ends it ${when}, of ${totalSteps}: ${had} of the ${wanted} that it needs`;
}

function amountInWords(limit: BudgetLimit, amount: number): string {
  if (limit === 'seconds') return shortDuration(amount * 1000);
  if (limit === 'wattHours') return `${shortNumber(amount)} Wh`;
  return limit === 'steps' || limit === 'epochs' ? shortNumber(amount) : bytesInWords(amount);
}

/** What brings length and budget together, as settings to be added to the command. */
function matching({ offers }: BudgetForecast): string {
  const words = { shorter: 'that long, so that its schedule comes to its end', raise: 'a larger budget' };
  const lines = offers.map(({ kind, changes }) => [words[kind], settingsOf(changes)]);
  return `What brings length and budget together:\n${table(['', 'add'], lines)}`;
}

function settingsOf(changes: readonly SpecChange[]): string {
  return changes.map(({ path, value }) => `--set '${path}=${JSON.stringify(value)}'`).join(' ');
}

const limitWords: Readonly<Record<BudgetLimit, string>> = {
  steps: 'steps',
  epochs: 'epochs',
  seconds: 'time',
  wattHours: 'energy',
  memoryBytes: 'memory',
  diskBytes: 'disk',
};

/** What makes it fit, as settings to be added to the command. */
function fitting(offers: readonly MemoryOffer[]): string {
  if (offers.length === 0) {
    return 'It does not fit into the memory that is free, and no change of batches would make it. Make the layers smaller.';
  }
  const lines = offers.map(({ kind, changes, memoryBytes }) => {
    return [offerWords[kind], bytesInWords(memoryBytes), settingsOf(changes)];
  });
  return `It does not fit into the memory that is free. What would:\n${table(['', 'memory', 'add'], lines)}`;
}

const offerWords: Readonly<Record<MemoryOffer['kind'], string>> = {
  microBatches: 'the same steps in parts',
  recompute: 'outputs computed again, a third slower',
  recomputedMicroBatches: 'both of these',
  smallerBatch: 'a smaller batch, other steps',
  freeze: 'only the last layer trained',
  adapter: 'only low-rank adapters trained',
};
