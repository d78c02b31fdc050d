import { resolve } from 'node:path';
import type { Client } from '#contract/client.ts';
import type { DatasetSpec } from '#contract/dataset.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { loadSamples } from '../../api/samples.ts';
import type { Command, CommandCall } from '../command.ts';
import { followRun } from '../follow.ts';
import { resourcesDirectory } from '../open-client.ts';
import { toJson } from '../output.ts';
import { applySettings, isDataFile, readSpecArgument } from '../spec-argument.ts';

export const trainCommand: Command = {
  name: 'train',
  operands: 'SAMPLE|SPEC.json|DATA',
  summary:
    'trains a sample, a spec, or what is proposed for a file of data, to its end; Ctrl+C stops it with a checkpoint',
  count: [1, 1],
  options: {
    target: { type: 'string', value: 'COLUMN', summary: 'the column to predict' },
    set: {
      type: 'string',
      multiple: true,
      value: 'path=value',
      summary: 'changes a setting: --set optimizer.learningRate=0.001 --set epochs=20; may be repeated',
    },
  },
  run: async (call) => {
    const argument = call.operands[0] ?? '';
    const samples = loadSamples(resourcesDirectory);
    const settings = call.texts('set');
    // What can be refused without the data directory is refused before it is opened.
    const document =
      samples.every(({ name }) => name !== argument) && isDataFile(argument)
        ? null
        : withTarget(applySettings(readSpecArgument(argument, samples), settings), call.text('target'));
    return followRun(call.dataDirectory, call.output, async (client) => {
      const spec = document ?? (await proposed(client, argument, call));
      // What is no spec is refused by the contract's schema, with every place that is wrong.
      const { run } = await client.call('runs.start', { spec: spec as TrainingSpecInput });
      return run;
    });
  },
};

/** What the window would propose for a file of data, changed by the settings; it is told in one line. */
async function proposed(client: Client, path: string, call: CommandCall): Promise<object> {
  const settings = call.texts('set');
  const source = { kind: 'file', path: resolve(path) };
  // How the file is read and split has to be known for a proposal.
  const ofData = settings.filter((setting) => setting.startsWith('dataset.'));
  const { dataset } = withTarget(applySettings({ dataset: { source } }, ofData), call.text('target'));
  // The contract's schema refuses what is no dataset.
  const answer = await client.call('datasets.proposeSpec', { dataset: dataset as DatasetSpec });
  const spec = applySettings({ ...answer }, settings);
  call.output.say(`Proposed: ${toJson(spec)}`);
  return spec;
}

/** The document with this target; as it is where none was named. */
function withTarget(document: Record<string, unknown>, target: string | undefined): Record<string, unknown> {
  if (target === undefined) return document;
  const dataset = document['dataset'];
  return { ...document, dataset: { ...(typeof dataset === 'object' ? dataset : {}), target } };
}
