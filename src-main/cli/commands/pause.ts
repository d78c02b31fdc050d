import type { Command } from '../command.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const pauseCommand: Command = {
  name: 'pause',
  operands: 'RUN',
  summary: 'holds a run that trains, in its process; descent resume goes on with it',
  count: [1, 1],
  options: {},
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    await withClient(call, 'write', (client) => client.call('runs.pause', { run }));
    if (call.json) call.output.result(toJson({ run, state: 'paused' }));
    else call.output.say(`Run ${run} is paused. To go on: descent resume ${run}`);
    return 0;
  },
};
