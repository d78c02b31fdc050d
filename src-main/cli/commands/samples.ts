import { loadSamples } from '../../api/samples.ts';
import type { Command } from '../command.ts';
import { resourcesDirectory } from '../open-client.ts';
import { table, toJson } from '../output.ts';

export const samplesCommand: Command = {
  name: 'samples',
  operands: '',
  summary: 'the trainings that ship with Descent: name, title, data and model; --json has their specs',
  count: [0, 0],
  options: {},
  run: async ({ json, output }) => {
    const samples = loadSamples(resourcesDirectory);
    if (json)
      output.result(
        toJson(
          samples.map(({ name, title, spec }) => ({ name, title: title.en, spec })),
          2,
        ),
      );
    else {
      const rows = samples.map(({ name, title, spec }) => {
        const { source } = spec.dataset;
        return [name, title.en, source.kind === 'sample' ? source.name : 'generated', spec.model.kind];
      });
      output.result(table(['name', 'title', 'data', 'model'], rows));
      output.say('Train one: descent train NAME. Its whole spec: descent samples --json.');
    }
    return 0;
  },
};
