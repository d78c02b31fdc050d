import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import type { Sample } from '#contract/sample.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import type { DatasetFile } from './files.ts';

const textsSchema = v.strictObject({ en: v.string(), zh: v.string() });
const sampleSchema = v.strictObject({
  name: v.string(),
  title: textsSchema,
  description: textsSchema,
  spec: trainingSpecSchema,
  predictionExample: v.optional(v.record(v.string(), v.union([v.number(), v.string()]))),
});

/** The trainings that ship with Descent, in the order of the welcome page, from samples/samples.json. */
export function loadSamples(resourcesDirectory: string): readonly Sample[] {
  const text = readFileSync(join(resourcesDirectory, 'samples', 'samples.json'), 'utf8');
  const samples = parse(v.array(sampleSchema), JSON.parse(text), 'resources/samples/samples.json');
  return samples.map(({ predictionExample, ...sample }) =>
    predictionExample === undefined ? sample : { ...sample, predictionExample },
  );
}

const sampleFilePattern = /^[\w-]+\.(csv|txt)$/;

/** Names of the data files that ship with Descent. */
export function sampleFileNames(resourcesDirectory: string): readonly string[] {
  return readdirSync(join(resourcesDirectory, 'samples'))
    .filter((name) => sampleFilePattern.test(name))
    .sort();
}

/** A data file in resources/samples by its name. Throws `not_found` for any other name, paths included. */
export function sampleFile(resourcesDirectory: string, name: string): DatasetFile {
  const path = join(resourcesDirectory, 'samples', name);
  const plain = sampleFilePattern.test(name);
  if (!plain || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new CodedError('not_found', say('file.noSample', { name }));
  }
  return { path, name, bytes: () => readFile(path) };
}
