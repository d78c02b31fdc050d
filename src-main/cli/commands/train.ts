import { CodedError } from '#contract/errors.ts';
import type { FamilyKind } from '#contract/family.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import type { Command, CommandCall } from '../command.ts';
import { followFamily } from '../follow-family.ts';
import { followRun } from '../follow.ts';
import { stopAtOf, stopAtOption } from '../stop-at.ts';
import { specDocument, specOptions } from '../spec-document.ts';

export const trainCommand: Command = {
  name: 'train',
  operands: 'SAMPLE|SPEC.json|DATA',
  summary:
    'trains a sample, a spec, or what is proposed for a file of data, to its end; Ctrl+C stops it with a checkpoint',
  count: [1, 1],
  options: {
    ...specOptions,
    folds: {
      type: 'string',
      value: 'K',
      summary: 'cross-validation: K runs, each with another part of the rows held out, and their averages',
    },
    seeds: {
      type: 'string',
      value: 'K',
      summary: 'K runs with seeds from the spec’s on, and their averages',
    },
    ...stopAtOption,
  },
  run: async (call) => {
    const family = familyOf(call);
    const stopAt = stopAtOf(call);
    if (family !== null && stopAt !== undefined) {
      throw new CodedError(
        'invalid_input',
        'Runs that are averaged come to their end: leave --stop-at out, or give them fewer steps.',
      );
    }
    const documentOf = specDocument(call);
    if (family !== null) {
      return followFamily(call, async (client) => {
        const spec = await documentOf(client);
        // As below.
        const started = await client.call('families.start', { spec: spec as TrainingSpecInput, ...family });
        return started.family;
      });
    }
    return followRun(call.dataDirectory, call.output, async (client) => {
      const spec = await documentOf(client);
      // What is no spec is refused by the contract's schema, with every place that is wrong.
      const asked = { spec: spec as TrainingSpecInput, ...(stopAt === undefined ? {} : { stopAt }) };
      return (await client.call('runs.start', asked)).run;
    });
  },
};

function familyOf(call: CommandCall): { readonly kind: FamilyKind; readonly size: number } | null {
  const [folds, seeds] = [call.text('folds'), call.text('seeds')];
  if (folds !== undefined && seeds !== undefined) {
    throw new CodedError('invalid_input', 'One at a time: give --folds or --seeds.');
  }
  if (folds !== undefined) return { kind: 'folds', size: sizeOf('folds', folds) };
  return seeds === undefined ? null : { kind: 'seeds', size: sizeOf('seeds', seeds) };
}

function sizeOf(option: FamilyKind, text: string): number {
  const size = Number(text);
  if (/^\d+$/.test(text) && size >= 2 && size <= 100) return size;
  throw new CodedError('invalid_input', `--${option} ${text} has to be a whole number from 2 to 100.`);
}
