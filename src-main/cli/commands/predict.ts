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
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const values = readValues(call.text('values'));
    const prediction = await withClient(call, 'read', (client) =>
      client.call('runs.predict', { run, values: { ...values } }),
    );
    for (const warning of prediction.warnings) call.output.say(warning);
    call.output.result(call.json ? toJson(prediction) : describe(prediction));
    return 0;
  },
};

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
