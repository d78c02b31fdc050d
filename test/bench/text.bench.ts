import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { DatasetFiles } from '../../src-main/engine/dataset/files.ts';
import { predict } from '../../src-main/engine/training/predict.ts';
import { proposeSpec } from '../../src-main/engine/training/propose.ts';
import { sampleFiles } from '../support/dataset-files.ts';
import { runTraining } from '../support/training.ts';
import { countVerses } from '../support/verse.ts';
import type { Report } from './run.ts';

const english = 'text: English, bits per character held out';
const chinese = 'text: Tang poems, verses of five or seven characters';
export const figures = [english, `${english}: minutes`, chinese, `${chinese}: minutes`] as const;

/** How many texts of how many characters are written, each with a seed of its own, at the window's temperature. */
const writings = 8;
const length = 400;

/**
 * What is proposed for a text, trained to its end. The English one is the file that DESCENT_BENCH_TEXT names; without it
 * that figure is left out.
 */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const path = process.env['DESCENT_BENCH_TEXT'];
  if (path !== undefined && (wants(english) || wants(`${english}: minutes`))) {
    const file = resolve(path);
    const { outcome, minutes } = await trained({ kind: 'file', path: file }, oneFile(file));
    const bits = outcome.points('val/bitsPerCharacter').at(-1)?.value ?? Number.NaN;
    report(english, bits, 'bits', `${basename(file)}, its last tenth held out`);
    report(`${english}: minutes`, minutes, 'min', `${outcome.points('batch/loss').length} steps`);
  }
  if (wants(chinese) || wants(`${chinese}: minutes`)) {
    const { outcome, minutes } = await trained({ kind: 'sample', name: 'tang300.txt' }, sampleFiles);
    let verses = 0;
    let regular = 0;
    for (let seed = 1; seed <= writings; seed++) {
      const values = { prompt: '《春', length, temperature: 0.8, seed };
      const { text } = await predict(outcome.checkpoint ?? new Uint8Array(), values);
      const counted = countVerses(text ?? '');
      verses += counted.verses;
      regular += counted.regular;
    }
    report(chinese, (regular / verses) * 100, '%', `of ${verses}, ${writings} texts at temperature 0.8`);
    report(`${chinese}: minutes`, minutes, 'min', `${outcome.points('batch/loss').length} steps`);
  }
}

async function trained(source: Parameters<typeof proposeSpec>[0]['source'], files: DatasetFiles) {
  const spec = await proposeSpec({ source }, files);
  const started = performance.now();
  const outcome = await runTraining(spec, { files });
  return { outcome, minutes: (performance.now() - started) / 60_000 };
}

function oneFile(path: string): DatasetFiles {
  return {
    resolve: () =>
      Promise.resolve({
        path: null,
        name: basename(path),
        bytes: () => Promise.resolve(new Uint8Array(readFileSync(path))),
      }),
  };
}
