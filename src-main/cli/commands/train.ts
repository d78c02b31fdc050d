import type { TrainingSpecInput } from '#contract/training.ts';
import type { Command } from '../command.ts';
import { followRun } from '../follow.ts';
import { specDocument, specOptions } from '../spec-document.ts';

export const trainCommand: Command = {
  name: 'train',
  operands: 'SAMPLE|SPEC.json|DATA',
  summary:
    'trains a sample, a spec, or what is proposed for a file of data, to its end; Ctrl+C stops it with a checkpoint',
  count: [1, 1],
  options: specOptions,
  run: async (call) => {
    const documentOf = specDocument(call);
    return followRun(call.dataDirectory, call.output, async (client) => {
      const spec = await documentOf(client);
      // What is no spec is refused by the contract's schema, with every place that is wrong.
      const { run } = await client.call('runs.start', { spec: spec as TrainingSpecInput });
      return run;
    });
  },
};
