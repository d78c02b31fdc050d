import type { Command } from '../command.ts';
import { followRun } from '../follow.ts';
import { runNumber } from '../run-number.ts';
import { stopAtOf, stopAtOption } from '../stop-at.ts';
import { requireDataDirectory } from './with-client.ts';

export const resumeCommand: Command = {
  name: 'resume',
  operands: 'RUN',
  summary: 'goes on with a paused, stopped or interrupted run, from its last checkpoint, to its end',
  count: [1, 1],
  options: stopAtOption,
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const stopAt = stopAtOf(call);
    requireDataDirectory(call.dataDirectory);
    return followRun(call.dataDirectory, call.output, async (client) => {
      await client.call('runs.resume', { run, ...(stopAt === undefined ? {} : { stopAt }) });
      return run;
    });
  },
};
