import type { Command } from '../command.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const tagCommand: Command = {
  name: 'tag',
  operands: 'RUN TAG …',
  summary: 'gives a run tags, or takes them away',
  count: [2, 101],
  options: { remove: { type: 'boolean', summary: 'take these tags away instead' } },
  run: async (call) => {
    const [first = '', ...named] = call.operands;
    const run = runNumber(first);
    const tags = await withClient(call, 'write', async (client) => {
      const before = (await client.call('runs.show', { run })).tags;
      const after = call.flag('remove')
        ? before.filter((tag) => !named.includes(tag))
        : [...new Set([...before, ...named])];
      await client.call('runs.setTags', { run, tags: after });
      return (await client.call('runs.show', { run })).tags;
    });
    if (call.json) call.output.result(toJson({ run, tags }));
    else call.output.say(`Run ${run}: ${tags.length === 0 ? 'no tags' : tags.join(', ')}`);
    return 0;
  },
};

export const renameCommand: Command = {
  name: 'rename',
  operands: 'RUN NAME',
  summary: 'calls a run something else',
  count: [2, 2],
  options: {},
  run: async (call) => {
    const [first = '', wanted = ''] = call.operands;
    const run = runNumber(first);
    const name = await withClient(call, 'write', async (client) => {
      await client.call('runs.rename', { run, name: wanted });
      return (await client.call('runs.show', { run })).name;
    });
    if (call.json) call.output.result(toJson({ run, name }));
    else call.output.say(`Run ${run}: ${name}`);
    return 0;
  },
};

export const noteCommand: Command = {
  name: 'note',
  operands: 'RUN TEXT',
  summary: 'adds a paragraph (Markdown) to the notes of a run',
  count: [2, 2],
  options: {
    replace: { type: 'boolean', summary: 'instead of all that the notes say; an empty text removes them' },
  },
  run: async (call) => {
    const [first = '', text = ''] = call.operands;
    const run = runNumber(first);
    const notes = await withClient(call, 'write', async (client) => {
      const before = (await client.call('runs.show', { run })).notes.trimEnd();
      const after = call.flag('replace') || before === '' ? text : `${before}\n\n${text}`;
      await client.call('runs.setNotes', { run, notes: after });
      return after;
    });
    if (call.json) call.output.result(toJson({ run, notes }));
    else call.output.say(notes === '' ? `Run ${run}: no notes` : `Run ${run}:\n${notes}`);
    return 0;
  },
};
