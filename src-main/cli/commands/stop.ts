import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { isFinished, type RunState } from '#contract/run.ts';
import type { Command } from '../command.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const stopCommand: Command = {
  name: 'stop',
  operands: 'RUN',
  summary: 'ends a run after its step, with a checkpoint; descent resume goes on with it',
  count: [1, 1],
  options: {},
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const state = await withClient(call, 'write', (client) => stopped(client, run)).catch(
      (thrown: unknown) => {
        // A descent train whose last run was stopped ends with it.
        if (!(thrown instanceof CodedError) || thrown.code !== 'disconnected') throw thrown;
        return withClient(call, 'read', (client) => stateOf(client, run));
      },
    );
    if (call.json) call.output.result(toJson({ run, state }));
    else call.output.say(`Run ${run} is ${state}. To go on: descent resume ${run}`);
    return 0;
  },
};

async function stateOf(client: Client, run: number): Promise<RunState> {
  return (await client.call('runs.show', { run })).state;
}

/** Stops a run and waits until it has ended. */
async function stopped(client: Client, run: number): Promise<RunState> {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const unsubscribe = client.subscribe(`run:${run}`, (event) => {
    if ('progress' in event && isFinished(event.state)) resolve(undefined);
  });
  try {
    await client.call('runs.stop', { run });
    // It may have ended before anybody listened.
    if (!isFinished(await stateOf(client, run))) await ended;
    return await stateOf(client, run);
  } finally {
    unsubscribe();
  }
}
