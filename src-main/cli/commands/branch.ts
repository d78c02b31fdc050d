import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { Command } from '../command.ts';
import { followRun } from '../follow.ts';
import { runNumber, stepNumber } from '../run-number.ts';
import { readSettings } from '../spec-argument.ts';
import { requireDataDirectory } from './with-client.ts';

export const branchCommand: Command = {
  name: 'branch',
  operands: 'RUN',
  summary: 'a new run that goes on from a checkpoint of this one, with other settings, to its end',
  count: [1, 1],
  options: {
    at: {
      type: 'string',
      value: 'STEP',
      summary: 'from the checkpoint after this step; the last one when left out',
    },
    set: {
      type: 'string',
      multiple: true,
      value: 'PATH=VALUE',
      summary: 'a setting, for example optimizer.learningRate=0.001; null takes one out',
    },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const changes = Object.fromEntries(readSettings(call.texts('set')));
    const at = call.text('at');
    requireDataDirectory(call.dataDirectory);
    return followRun(call.dataDirectory, call.output, async (client) => {
      const step = at === undefined ? await lastStep(client, run) : stepNumber('at', at);
      return (await client.call('runs.branch', { run, step, changes })).run;
    });
  },
};

async function lastStep(client: Client, run: number): Promise<number> {
  const { checkpoints } = await client.call('runs.show', { run });
  const last = checkpoints.findLast(({ damaged }) => !damaged);
  if (last !== undefined) return last.step;
  throw new CodedError('not_found', `Run ${run} has no checkpoint yet to branch from.`);
}
