import type { Client } from '#contract/client.ts';
import { isFinished, type RunDetail, type RunProgress } from '#contract/run.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { loadSamples } from '../../api/samples.ts';
import type { Command } from '../command.ts';
import { openSharedClient, resourcesDirectory, type OpenedClient } from '../open-client.ts';
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
    const opened = await openSharedClient(call.dataDirectory, (runs) =>
      call.output.say(
        `Others train here too (${runs}): waiting for them. Ctrl+C stops them with a checkpoint.`,
      ),
    );
    const code = await train(opened, spec, call.output).catch(async (thrown: unknown) => {
      await opened.close();
      throw thrown;
    });
    const unwritten = await opened.close();
    if (unwritten === null) return code;
    call.output.say(`Not everything could be written: ${unwritten.message}`);
    return 1;
  },
};

/** Starts a run, follows it to its end, and says how it ended. Gives the exit code. */
async function train({ client, lost }: OpenedClient, spec: object, output: Output): Promise<number> {
  // What is no spec is refused by the contract's schema, with every place that is wrong.
  const { run } = await client.call('runs.start', { spec: spec as TrainingSpecInput });
  const detail = await Promise.race([follow(client, run, output), lost]);
  if (detail.error !== null) output.say(`Run ${run} ${detail.state}: ${detail.error.message}`);
  output.result(toJson({ run, state: detail.state, metrics: lastValues(detail) }));
  return detail.state === 'complete' ? 0 : 1;
}

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
