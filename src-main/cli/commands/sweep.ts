import { CodedError } from '#contract/errors.ts';
import { loadSamples } from '../../api/samples.ts';
import type { Command } from '../command.ts';
import { followSweep } from '../follow-sweep.ts';
import { resourcesDirectory } from '../open-client.ts';
import { toJson } from '../output.ts';
import { argvOf, readSweepArgument, sweepNumber } from '../sweep-argument.ts';
import { sweepSummary, sweepTable, sweepText } from '../sweep-text.ts';
import { requireDataDirectory, withClient } from './with-client.ts';

export const sweepCommand: Command = {
  name: 'sweep',
  operands: 'SPEC.json|resume SWEEP',
  summary: 'searches for the best params by trials, trainings or a command of yours; Ctrl+C pauses it',
  count: [1, 2],
  options: {},
  run: async (call) => {
    const [operand = '', number] = call.operands;
    if (operand === 'resume') {
      const sweep = sweepNumber(number ?? '');
      requireDataDirectory(call.dataDirectory);
      return followSweep(call, async (client) => {
        await client.call('sweeps.resume', { sweep });
        return sweep;
      });
    }
    if (number !== undefined) {
      throw new CodedError(
        'invalid_input',
        'Give one spec: descent sweep SPEC.json, or: descent sweep resume SWEEP',
      );
    }
    const spec = readSweepArgument(operand, loadSamples(resourcesDirectory));
    return followSweep(call, async (client) => {
      const { issues, notes } = await client.call('sweeps.check', { spec });
      if (issues.length > 0) {
        const lines = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
        throw new CodedError('invalid_input', `The sweep spec cannot be used: ${lines.join('; ')}`, {
          issues,
        });
      }
      for (const { message } of notes) call.output.say(`Note: ${message}`);
      // Who runs this command line has the file in hand.
      const { sweep } = await client.call('sweeps.start', { spec, ...argvOf(spec) });
      return sweep;
    });
  },
};

export const sweepsCommand: Command = {
  name: 'sweeps',
  operands: '[SWEEP]',
  summary: 'all sweeps with their best, or one with its trials',
  count: [0, 1],
  options: {},
  run: async (call) => {
    const [operand] = call.operands;
    if (operand === undefined) {
      const sweeps = await withClient(call, 'read', (client) => client.call('sweeps.list', {}));
      if (call.json) call.output.result(toJson(sweeps.map(listed), 2));
      else if (sweeps.length === 0) call.output.say('No sweeps yet. See: descent help sweep');
      else call.output.result(sweepTable(sweeps));
      return 0;
    }
    const sweep = sweepNumber(operand);
    const detail = await withClient(call, 'read', (client) => client.call('sweeps.show', { sweep }));
    call.output.result(
      call.json ? toJson({ ...listed(detail), trialRows: detail.trialRows }, 2) : sweepText(detail),
    );
    return 0;
  },
};

function listed(sweep: Parameters<typeof sweepSummary>[0]) {
  return { id: sweep.id, ...sweepSummary(sweep) };
}
