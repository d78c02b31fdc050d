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
  options: {
    'after-epoch': { type: 'boolean', summary: 'once its epoch is over, rather than after its step' },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const afterEpoch = call.flag('after-epoch');
    if (afterEpoch) call.output.say('Waiting for the end of its epoch …');
    const state = await withClient(call, 'write', (client) => stopped(client, run, afterEpoch)).catch(
      (thrown: unknown) => {
        // A descent train whose last run was stopped ends with it.
        if (!(thrown instanceof CodedError) || thrown.code !== 'disconnected') throw thrown;
        return withClient(call, 'read', (client) => stateOf(client, run));
      },
    );
    if (call.json) call.output.result(toJson({ run, state }));
    else if (state === 'paused') {
      call.output.say(`Run ${run} is paused. It stops with its epoch once it goes on: descent resume ${run}`);
    } else {
      // Its last epoch may have been the one.
      const further = state === 'complete' ? '' : ` To go on: descent resume ${run}`;
      call.output.say(`Run ${run} is ${state}.${further}`);
    }
    return 0;
  },
};

async function stateOf(client: Client, run: number): Promise<RunState> {
  return (await client.call('runs.show', { run })).state;
}

/** Stops a run and waits until it has ended; with its epoch, also until it is paused, since that may last. */
async function stopped(client: Client, run: number, afterEpoch: boolean): Promise<RunState> {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const isOver = (state: RunState): boolean => isFinished(state) || (afterEpoch && state === 'paused');
  const unsubscribe = client.subscribe(`run:${run}`, (event) => {
    if ('progress' in event && isOver(event.state)) resolve(undefined);
  });
  try {
    await client.call('runs.stop', { run, afterEpoch });
    // It may have ended before anybody listened.
    if (!isOver(await stateOf(client, run))) await ended;
    return await stateOf(client, run);
  } finally {
    unsubscribe();
  }
}
