import { CodedError } from '#contract/errors.ts';
import type { Command, CommandCall } from '../command.ts';
import { counted, toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const deleteCommand: Command = {
  name: 'delete',
  operands: 'RUN …',
  summary: 'moves runs to the trash; --restore brings them back, --empty-trash deletes them for good',
  count: [0, Number.POSITIVE_INFINITY],
  options: {
    restore: { type: 'boolean', summary: 'take the runs out of the trash instead' },
    checkpoint: {
      type: 'string',
      multiple: true,
      value: 'STEP',
      summary: 'delete this checkpoint of one run instead, at once, and free its bytes',
    },
    'empty-trash': { type: 'boolean', summary: 'delete what is in the trash for good and free its bytes' },
  },
  run: async (call) => {
    const { json, output } = call;
    const runs = call.operands.map(runNumber);
    const steps = call.texts('checkpoint');
    if (steps.length > 0) return deleteCheckpoints(call, runs, steps);
    if (runs.length === 0 && !call.flag('empty-trash')) {
      throw new CodedError('invalid_input', 'Name at least one run, as in: descent delete 3 4');
    }
    return withClient(call, 'write', async (client) => {
      if (call.flag('empty-trash')) {
        const emptied = await client.call('runs.emptyTrash', {});
        if (json) output.result(toJson(emptied));
        else
          output.say(
            `${counted(emptied.runs, 'run')} deleted for good, ${counted(emptied.freedBytes, 'byte')} freed.`,
          );
        return 0;
      }
      if (call.flag('restore')) {
        const answer = await client.call('runs.restore', { runs });
        if (json) output.result(toJson(answer));
        else output.say(`${answer.restored} of ${counted(runs.length, 'run')} taken out of the trash.`);
        return 0;
      }
      const answer = await client.call('runs.delete', { runs });
      if (json) output.result(toJson(answer));
      else
        output.say(
          `${counted(answer.moved, 'run')} moved to the trash. Back: descent delete --restore ${runs.join(' ')}`,
        );
      return 0;
    });
  },
};

async function deleteCheckpoints(
  call: CommandCall,
  [run, ...others]: readonly number[],
  texts: readonly string[],
): Promise<number> {
  if (run === undefined || others.length > 0) {
    throw new CodedError('invalid_input', 'Name one run, as in: descent delete 3 --checkpoint 400');
  }
  const steps = texts.map((text) => {
    if (/^\d+$/.test(text)) return Number(text);
    throw new CodedError('invalid_input', `--checkpoint ${text} is no step; descent show ${run} lists them.`);
  });
  const freedBytes = await withClient(call, 'write', async (client) => {
    let freed = 0;
    for (const step of steps) freed += (await client.call('runs.deleteCheckpoint', { run, step })).freedBytes;
    return freed;
  });
  if (call.json) call.output.result(toJson({ run, deleted: steps.length, freedBytes }));
  else {
    call.output.say(`${counted(steps.length, 'checkpoint')} deleted, ${counted(freedBytes, 'byte')} freed.`);
  }
  return 0;
}
