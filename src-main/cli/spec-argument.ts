import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, resolve } from 'node:path';
import type { Sample } from '#contract/sample.ts';
import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import { withChanges, type SpecDocument as Document } from '#contract/spec-changes.ts';

/**
 * The spec of a sample by its name, or of a JSON file by its path. A relative path of a dataset is meant from the
 * file's folder. Throws `not_found` with the nearest sample, `invalid_input` for a file that is no JSON object.
 */
export function readSpecArgument(argument: string, samples: readonly Sample[]): Document {
  const sample = samples.find(({ name }) => name === argument);
  if (sample !== undefined) return { ...sample.spec };
  if (!existsSync(argument)) {
    const near = nearest(
      argument,
      samples.map(({ name }) => name),
    );
    const hint =
      near === undefined
        ? `Samples are ${samples.map(({ name }) => name).join(', ')}.`
        : `Did you mean "${near}"?`;
    throw new CodedError('not_found', `There is no sample and no file named "${argument}". ${hint}`);
  }
  return withAbsolutePath(readJsonObject(argument, 'training spec'), dirname(resolve(argument)));
}

/** Whether the argument is a file, or a folder, of data rather than a spec: not named .json, and no JSON object. */
export function isDataFile(argument: string): boolean {
  const stat = statSync(argument, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (!stat.isFile()) return true;
  const extension = extname(argument).toLowerCase();
  if (extension === '.json') return false;
  return extension !== '' || !beginsAsObject(argument);
}

/** Reads the beginning alone: data may be large. */
function beginsAsObject(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const beginning = Buffer.alloc(64);
    const length = readSync(file, beginning);
    return beginning.toString('utf8', 0, length).trimStart().startsWith('{');
  } finally {
    closeSync(file);
  }
}

/** The object in a JSON file; `what` is what it should be. Throws `not_found`, and `invalid_input` where it is none. */
export function readJsonObject(path: string, what: string): Document {
  if (!existsSync(path)) {
    throw new CodedError('not_found', `There is no file ${path}. Check its name.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CodedError('invalid_input', `${path} cannot be read as JSON: ${reason}`, undefined, thrown);
  }
  if (isDocument(value)) return value;
  throw new CodedError('invalid_input', `${path} holds no ${what}: it has to be a JSON object.`);
}

/** The document of a training with the path of its data made absolute. */
export function withAbsolutePath(document: Document, folder: string): Document {
  const dataset = document['dataset'];
  const source = isDocument(dataset) ? dataset['source'] : undefined;
  if (!isDocument(dataset) || !isDocument(source) || source['kind'] !== 'file') return document;
  const path = source['path'];
  if (typeof path !== 'string' || path === '' || isAbsolute(path)) return document;
  return { ...document, dataset: { ...dataset, source: { ...source, path: resolve(folder, path) } } };
}

/**
 * Applies `path=value` settings: `optimizer.learningRate=0.01`, `model.hidden=[64,32]`, `model.hidden.0=64`; a value
 * of null takes a setting out. Throws `invalid_input` as `readSettings` and `withChanges` do.
 */
export function applySettings(document: Document, settings: readonly string[]): Document {
  return withChanges(document, readSettings(settings));
}

/** A value is read as JSON where it is JSON, else as text. Throws `invalid_input` for a setting without "=". */
export function readSettings(settings: readonly string[]): readonly (readonly [string, unknown])[] {
  return settings.map((setting) => {
    const equals = setting.indexOf('=');
    if (equals >= 1) {
      const path = setting.slice(0, equals);
      return [path, readValue(setting.slice(equals + 1), isText(path))] as const;
    }
    throw new CodedError(
      'invalid_input',
      `--set ${setting} has no value; write it as path=value, for example epochs=20.`,
    );
  });
}

/** A name may be a word that stands for a number elsewhere. */
function isText(path: string): boolean {
  return /^(name|experiment|tags(\.\d+)?|dataset\.target|[a-z.]*\.path)$/i.test(path);
}

function readValue(text: string, isText: boolean): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON has no word for these, and a person who writes them means the number.
    if (!isText && /^[+-]?(nan|inf(inity)?)$/i.test(text))
      return /nan/i.test(text) ? Number.NaN : text.startsWith('-') ? -Infinity : Infinity;
    return text;
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
