import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { CodedError } from '#contract/errors.ts';
import { paramValueSchema, type Params } from '#contract/param.ts';
import { parse } from '#contract/parse.ts';
import { predictionInputsOf, type Prediction, type PredictionInput } from '#contract/result.ts';
import type { Command, CommandCall } from '../command.ts';
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
      summary:
        'inputs by name: \'{"x1": 0.5, "x2": 1.5}\'; one that is left out is filled in, and said to be',
    },
    image: { type: 'string', value: 'FILE', summary: 'a PNG or JPEG, for a model of images' },
    prompt: { type: 'string', value: 'TEXT', summary: 'what a language model goes on from' },
    tokens: { type: 'string', value: 'N', summary: 'how many tokens it writes (default: 200)' },
    temperature: {
      type: 'string',
      value: 'T',
      summary: 'how freely it draws: near 0 the likeliest, 1 as learned (default: 0.8)',
    },
    'top-k': { type: 'string', value: 'K', summary: 'draws from the K likeliest tokens alone' },
    'top-p': {
      type: 'string',
      value: 'P',
      summary: 'draws from the likeliest tokens that make up P together',
    },
    seed: { type: 'string', value: 'N', summary: 'another one draws another text (default: 0)' },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const values = { ...readValues(call.text('values')), ...writingOptions(call) };
    const file = call.text('image');
    const image =
      file === undefined ? {} : { image: { kind: 'file' as const, bytes: await readImage(file) } };
    const prediction = await withClient(call, 'read', async (client) => {
      const { results } = await client.call('runs.show', { run });
      if (file === undefined) requireInputs(run, values, predictionInputsOf(results));
      return client.call('runs.predict', { run, values, ...image });
    });
    for (const { message } of prediction.warnings) call.output.say(message);
    call.output.result(call.json ? toJson(prediction) : describe(prediction));
    return 0;
  },
};

/** Options by the names that a language model knows them by. */
const writingNames = {
  prompt: 'prompt',
  tokens: 'length',
  temperature: 'temperature',
  'top-k': 'topK',
  'top-p': 'topP',
  seed: 'seed',
} as const;

function writingOptions(call: CommandCall): Params {
  const given = Object.entries(writingNames).flatMap(([option, name]) => {
    const text = call.text(option);
    if (text === undefined) return [];
    return [[name, name === 'prompt' || text.trim() === '' ? text : numberOf(option, text)] as const];
  });
  return Object.fromEntries(given);
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new CodedError('invalid_input', `--${option} ${text} has to be a number.`);
}

/** An answer to nothing that was asked would look like one to something: the inputs are named instead. */
function requireInputs(run: number, values: Params, inputs: readonly PredictionInput[]): void {
  if (inputs.length === 0) return;
  const isText = inputs.some(({ name, type }) => name === 'prompt' && type === 'text') && inputs.length === 1;
  if (inputs.some(({ type }) => type === 'image')) {
    throw new CodedError(
      'invalid_input',
      `The model of run ${run} is asked with an image: descent predict ${run} --image FILE`,
    );
  }
  if (Object.keys(values).some((name) => !isText || name === 'prompt')) return;
  const hint = isText
    ? `goes on from a text: descent predict ${run} --prompt "…", with "" for one that begins by itself.`
    : `needs its inputs: ${listed(inputs)}.\nFor example: descent predict ${run} --values '${JSON.stringify(examples(inputs))}'`;
  throw new CodedError('invalid_input', `The model of run ${run} ${hint}`);
}

const mostListed = 12;

function listed(inputs: readonly PredictionInput[]): string {
  const names = inputs.slice(0, mostListed).map(({ name, type, categories }) => {
    const choices = categories?.filter((choice) => choice !== '') ?? [];
    const few = choices.length > 0 && choices.length <= 6;
    return few ? `${name} (${choices.join(', ')})` : `${name} (${type})`;
  });
  const more = inputs.length - mostListed;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function examples(inputs: readonly PredictionInput[]): Params {
  return Object.fromEntries(inputs.slice(0, mostListed).map(({ name, example }) => [name, example]));
}

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

function describe({ value, classes, text, reconstruction }: Prediction): string {
  if (text !== undefined) return text;
  if (reconstruction !== undefined) return describeReconstruction(value, reconstruction);
  if (classes === undefined) return typeof value === 'number' ? shortNumber(value) : value;
  const rows = [...classes]
    .sort((a, b) => b.probability - a.probability)
    .map(({ name, probability }) => [name, `${(probability * 100).toFixed(1)}%`]);
  return `${String(value)}\n\n${table(['class', 'probability'], rows)}`;
}

/** Column by column; of an image, whose numbers have no names, the error alone. */
function describeReconstruction(
  error: Prediction['value'],
  { names, input, output }: NonNullable<Prediction['reconstruction']>,
): string {
  const total = `error ${shortNumber(Number(error))}, in the units in which the model sees the numbers: after preprocessing`;
  if (names.length === 0) return total;
  const rows = names.map((name, at) => [
    name,
    shortNumber(input[at]),
    shortNumber(output[at]),
    shortNumber((output[at] ?? Number.NaN) - (input[at] ?? Number.NaN)),
  ]);
  return `${table(['column', 'given', 'reconstructed', 'difference'], rows)}\n\n${total}`;
}
