import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { CodedError } from '#contract/errors.ts';
import { paramValueSchema, type Params } from '#contract/param.ts';
import { parse } from '#contract/parse.ts';
import type { Prediction } from '#contract/result.ts';
import type { Command } from '../command.ts';
import { shortNumber, table, toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const predictCommand: Command = {
  name: 'predict',
  operands: 'RUN',
  summary: 'asks a trained model: a number, a class with probabilities, or a text that goes on',
  count: [1, 1],
  options: {
    values: {
      type: 'string',
      value: 'JSON',
      summary: 'inputs by name: \'{"x1": 0.5, "x2": 1.5}\', or {"prompt": "…"}',
    },
    image: { type: 'string', value: 'FILE', summary: 'a PNG or JPEG, for a model of images' },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const values = readValues(call.text('values'));
    const file = call.text('image');
    const image =
      file === undefined ? {} : { image: { kind: 'file' as const, bytes: await readImage(file) } };
    const prediction = await withClient(call, 'read', (client) =>
      client.call('runs.predict', { run, values: { ...values }, ...image }),
    );
    for (const warning of prediction.warnings) call.output.say(warning);
    call.output.result(call.json ? toJson(prediction) : describe(prediction));
    return 0;
  },
};

async function readImage(path: string): Promise<Uint8Array> {
  return readFile(path).catch(() => {
    throw new CodedError(
      'not_found',
      `There is no file ${path} that can be read. Check the path after --image.`,
    );
  });
}

function readValues(text: string | undefined): Params {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CodedError('invalid_input', `--values cannot be read as JSON: ${reason}`);
  }
  return parse(v.record(v.string(), paramValueSchema), value, '--values');
}

function describe({ value, classes, text }: Prediction): string {
  if (text !== undefined) return text;
  if (classes === undefined) return typeof value === 'number' ? shortNumber(value) : value;
  const rows = [...classes]
    .sort((a, b) => b.probability - a.probability)
    .map(({ name, probability }) => [name, `${(probability * 100).toFixed(1)}%`]);
  return `${String(value)}\n\n${table(['class', 'probability'], rows)}`;
}
