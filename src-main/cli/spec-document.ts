import { resolve } from 'node:path';
import type { Client } from '#contract/client.ts';
import type { DatasetSpec } from '#contract/dataset.ts';
import { loadSamples } from '../api/samples.ts';
import type { CommandCall, OptionSpec } from './command.ts';
import { resourcesDirectory } from './open-client.ts';
import { toJson } from './output.ts';
import { applySettings, isDataFile, readSpecArgument } from './spec-argument.ts';

/** Options of commands that take a sample, a spec or a file of data. */
export const specOptions = {
  target: { type: 'string', value: 'COLUMN', summary: 'the column to predict' },
  set: {
    type: 'string',
    multiple: true,
    value: 'path=value',
    summary: 'changes a setting: --set optimizer.learningRate=0.001 --set epochs=20; may be repeated',
  },
} as const satisfies Record<string, OptionSpec>;

/**
 * The spec that a command's operand and options say; what can be refused without the data directory is refused at once.
 * It is not checked yet: the contract's schema refuses what is no spec, with every place that is wrong.
 */
export function specDocument(call: CommandCall): (client: Client) => Promise<Record<string, unknown>> {
  const argument = call.operands[0] ?? '';
  const samples = loadSamples(resourcesDirectory);
  if (samples.every(({ name }) => name !== argument) && isDataFile(argument)) {
    return (client) => proposed(client, argument, call);
  }
  const document = withTarget(
    applySettings(readSpecArgument(argument, samples), call.texts('set')),
    call.text('target'),
  );
  return () => Promise.resolve(document);
}

/** What the window would propose for a file of data, changed by the settings; it is told in one line. */
async function proposed(client: Client, path: string, call: CommandCall): Promise<Record<string, unknown>> {
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
