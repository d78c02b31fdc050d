import type { Client } from '#contract/client.ts';
import { isFinished, type RunDetail, type RunProgress } from '#contract/run.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { loadSamples } from '../../api/samples.ts';
import type { Command } from '../command.ts';
import { openSharedClient, resourcesDirectory } from '../open-client.ts';
import { shortDuration, shortNumber, toJson, type Output } from '../output.ts';
import { onInterrupt } from '../signals.ts';
import { applySettings, readSpecArgument } from '../spec-argument.ts';

export const trainCommand: Command = {
  name: 'train',
  operands: 'SAMPLE|SPEC.json',
  summary: 'trains a sample or a spec to its end; Ctrl+C stops it with a checkpoint',
  count: [1, 1],
  options: {
    set: {
      type: 'string',
      multiple: true,
      value: 'path=value',
      summary: 'changes a setting: --set optimizer.learningRate=0.001 --set epochs=20; may be repeated',
    },
  },
  run: async (call) => {
    const document = readSpecArgument(call.operands[0] ?? '', loadSamples(resourcesDirectory));
    const spec = applySettings(document, call.texts('set'));
    const opened = await openSharedClient(call.dataDirectory);
    try {
      // What is no spec is refused by the contract's schema, with every place that is wrong.
      const { run } = await opened.client.call('runs.start', { spec: spec as TrainingSpecInput });
      const detail = await follow(opened.client, run, call.output);
      if (detail.error !== null) call.output.say(`Run ${run} ${detail.state}: ${detail.error.message}`);
      call.output.result(toJson({ run, state: detail.state, metrics: lastValues(detail) }));
      return detail.state === 'complete' ? 0 : 1;
    } finally {
      await opened.close();
    }
  },
};

/** Shows how a run goes on until it has ended. Ctrl+C stops it; the run keeps what it has. */
async function follow(client: Client, run: number, output: Output): Promise<RunDetail> {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  let said = -1;
  const unsubscribe = client.subscribe(`run:${run}`, (event) => {
    if (!('progress' in event)) return;
    if (event.progress !== null) {
      output.status(progressLine(event.progress));
      const tenth = Math.floor((event.progress.step / event.progress.totalSteps) * 10);
      // Where lines stay, ten of them are enough.
      if (!output.isTerminal && tenth > said) output.say(progressLine(event.progress));
      said = tenth;
    }
    if (isFinished(event.state)) resolve(undefined);
  });
  const forget = onInterrupt(() => {
    output.say('Stopping after this step …');
    client.call('runs.stop', { run }).catch(() => undefined);
  });
  try {
    const first = await client.call('runs.show', { run });
    output.say(`Run ${run}: ${first.name}`);
    // It may have ended before anybody listened.
    if (!isFinished(first.state)) await ended;
    return await client.call('runs.show', { run });
  } finally {
    unsubscribe();
    forget();
  }
}

function progressLine({ step, totalSteps, epoch, totalEpochs, stepsPerSecond, etaMs }: RunProgress): string {
  const left = etaMs === null ? '' : ` · ${shortDuration(etaMs)} left`;
  return `step ${step} of ${totalSteps} · epoch ${epoch} of ${totalEpochs} · ${shortNumber(Math.round(stepsPerSecond))} steps/s${left}`;
}

function lastValues(detail: RunDetail): Record<string, number> {
  return Object.fromEntries(Object.entries(detail.metrics).map(([key, metric]) => [key, metric.last]));
}
