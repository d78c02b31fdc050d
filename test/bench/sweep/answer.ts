/**
 * Answers for other programs what params reach: a line {"function", "params"} on the input, a line with the value on
 * the output. reference.py asks it, so that both search the very same function.
 */
import { createInterface } from 'node:readline';
import type { Params } from '#contract/param.ts';
import { trainedFunctions } from './trained.ts';

for await (const line of createInterface({ input: process.stdin })) {
  // reference.py writes this shape.
  const asked = JSON.parse(line) as { readonly function: string; readonly params: Params };
  const tested = trainedFunctions.find(({ name }) => name === asked.function);
  if (tested === undefined) throw new Error(`there is no function ${asked.function}`);
  process.stdout.write(`${await tested.value(asked.params)}\n`);
}
process.exit(0);
