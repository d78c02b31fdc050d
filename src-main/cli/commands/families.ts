import { CodedError } from '#contract/errors.ts';
import type { Command, CommandCall } from '../command.ts';
import { familyTable, familyText } from '../family-text.ts';
import { followFamily } from '../follow-family.ts';
import { counted, toJson } from '../output.ts';
import { requireDataDirectory, withClient } from './with-client.ts';

const actions = ['stop', 'resume', 'delete'] as const;

export const familiesCommand: Command = {
  name: 'families',
  operands: '[FAMILY]',
  summary: 'runs that were trained to be averaged (descent train --folds 5): all, or one with its averages',
  count: [0, 1],
  options: {
    stop: { type: 'boolean', summary: 'stop its runs, with checkpoints' },
    resume: { type: 'boolean', summary: 'go on with its stopped and interrupted runs, to their end' },
    delete: { type: 'boolean', summary: 'move its runs to the trash' },
  },
  run: async (call) => {
    const action = actionOf(call);
    const [operand] = call.operands;
    if (operand === undefined) return list(call);
    const family = familyNumber(operand);
    switch (action) {
      case null:
        return show(call, family);
      case 'stop': {
        const { stopped } = await withClient(call, 'write', (client) =>
          client.call('families.stop', { family }),
        );
        return told(call, { family, stopped }, `${counted(stopped, 'run')} of family ${family} stopped.`);
      }
      case 'delete': {
        const { moved } = await withClient(call, 'write', (client) =>
          client.call('families.delete', { family }),
        );
        return told(
          call,
          { family, moved },
          `${counted(moved, 'run')} of family ${family} moved to the trash.`,
        );
      }
      case 'resume':
        requireDataDirectory(call.dataDirectory);
        return followFamily(call, async (client) => {
          await client.call('families.resume', { family });
          return family;
        });
    }
  },
};

function actionOf(call: CommandCall): (typeof actions)[number] | null {
  const asked = actions.filter((action) => call.flag(action));
  if (asked.length > 1) {
    throw new CodedError(
      'invalid_input',
      `One at a time: ${asked.map((action) => `--${action}`).join(' or ')}.`,
    );
  }
  if (asked.length === 1 && call.operands.length === 0) {
    throw new CodedError('invalid_input', `Name the family, as in: descent families 3 --${asked[0] ?? ''}`);
  }
  return asked[0] ?? null;
}

async function list(call: CommandCall): Promise<number> {
  const families = await withClient(call, 'read', (client) => client.call('families.list', {}));
  if (call.json) call.output.result(toJson(families, 2));
  else if (families.length === 0) call.output.say('No families yet. Try: descent train iris --folds 5');
  else call.output.result(familyTable(families));
  return 0;
}

async function show(call: CommandCall, family: number): Promise<number> {
  const detail = await withClient(call, 'read', (client) => client.call('families.show', { family }));
  call.output.result(call.json ? toJson(detail, 2) : familyText(detail));
  return 0;
}

function told(call: CommandCall, answer: unknown, words: string): number {
  if (call.json) call.output.result(toJson(answer));
  else call.output.say(words);
  return 0;
}

/** "3" or "#3" as the number of a family. Throws `invalid_input` for anything else. */
function familyNumber(text: string): number {
  const digits = text.replace(/^#/, '');
  const number = Number(digits);
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number) && number > 0) return number;
  throw new CodedError('invalid_input', `"${text}" is not the number of a family. See: descent families`);
}
