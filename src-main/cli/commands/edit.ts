import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { changesInWords, editableSettings } from '#contract/live-edit.ts';
import type { Command, CommandCall } from '../command.ts';
import { counted, toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { readSettings } from '../spec-argument.ts';
import { withClient } from './with-client.ts';

export const editCommand: Command = {
  name: 'edit',
  operands: 'RUN',
  summary: `changes settings of a run while it trains, from its next step on: ${editableSettings.join(', ')}`,
  count: [1, 1],
  options: {
    set: {
      type: 'string',
      multiple: true,
      value: 'PATH=VALUE',
      summary: 'a setting, for example optimizer.learningRate=0.001; null takes one out; may be repeated',
    },
    undo: {
      type: 'boolean',
      summary: 'take the last change back, with all that was trained since: on from the checkpoint before it',
    },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const settings = readSettings(call.texts('set'));
    const undoes = call.flag('undo');
    if (undoes === settings.length > 0) {
      throw new CodedError(
        'invalid_input',
        undoes
          ? 'One at a time: give --set or --undo.'
          : `Say what to change, as in: descent edit ${run} --set optimizer.learningRate=0.001; or --undo.`,
      );
    }
    await withClient(call, 'write', (client) =>
      undoes ? undo(call, client, run) : edit(call, client, run, Object.fromEntries(settings)),
    );
    return 0;
  },
};

async function edit(
  { json, output }: CommandCall,
  client: Client,
  run: number,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const taken = await client.call('runs.edit', { run, changes });
  if (json) output.result(toJson({ run, step: taken.step, changes: taken.changes }));
  else {
    output.say(
      `Run ${run} goes on from step ${taken.step} with ${changesInWords(taken.changes)}. To take it back: descent edit ${run} --undo`,
    );
  }
}

async function undo({ json, output }: CommandCall, client: Client, run: number): Promise<void> {
  const { step, lostSteps, edits } = await client.call('runs.undoEdit', { run });
  const changes = edits.flatMap((taken) => taken.changes);
  if (json) output.result(toJson({ run, step, lostSteps, changes }));
  else {
    output.say(
      `Taken back: ${changesInWords(changes)}. Run ${run} is as it was after step ${step}; ${counted(lostSteps, 'step')} given up.`,
    );
  }
}
