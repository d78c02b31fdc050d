/**
 * `npm run bench [-- --only WORD] [-- --json] [-- --save NAME]`: every *.bench.ts of this folder in a process of its
 * own. WORD is part of a file's name or of a figure's; only the files that have such figures run. One line per figure;
 * all of them go to results/NAME.json with machine, date and versions.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Reports one figure. `context` says what a reader needs to judge it: sizes, machine, rival. */
export type Report = (name: string, value: number, unit: string, context?: string) => void;

/** What a file of this folder exports. */
export interface Bench {
  /** Names of all that it reports. */
  readonly figures: readonly string[];
  /** Measures; what is not wanted may be left out, and is not shown. */
  bench(report: Report, wants: (figure: string) => boolean): Promise<void>;
}

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly context: string;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean' },
    save: { type: 'string' },
    file: { type: 'string' },
  },
});

if (values.file !== undefined) await runFile(values.file, values.only);
else await runAll(values.only);

async function runFile(file: string, only: string | undefined): Promise<void> {
  const { figures, bench } = await load(file);
  const wants = wanted(file, only);
  await bench((name, value, unit, context = '') => {
    if (!figures.includes(name)) throw new Error(`${file} reports "${name}", which is none of its figures`);
    if (!wants(name)) return;
    process.stdout.write(`${JSON.stringify({ name, value, unit, context } satisfies Figure)}\n`);
  }, wants);
  process.exit(0);
}

async function runAll(only: string | undefined): Promise<void> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.bench.ts'));
  const all = await Promise.all(files.map(async (file) => ({ file, figures: (await load(file)).figures })));
  const chosen = all.filter(({ file, figures }) => figures.some(wanted(file, only)));
  if (chosen.length === 0) {
    const names = all.flatMap(({ file, figures }) => [file, ...figures.map((figure) => `  ${figure}`)]);
    console.error(`No bench and no figure has "${only ?? ''}" in its name. There are:\n${names.join('\n')}`);
    process.exitCode = 1;
  }
  const reported: Figure[] = [];
  for (const { file } of chosen) {
    const child = spawnSync(
      process.execPath,
      [import.meta.filename, '--file', file, ...(only === undefined ? [] : ['--only', only])],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 * 1024 },
    );
    const lines = child.stdout.split('\n').filter((line) => line.startsWith('{'));
    for (const line of lines) {
      const figure = JSON.parse(line) as Figure;
      reported.push(figure);
      print(figure);
    }
    if (child.status !== 0) {
      console.error(`${file} ended with code ${child.status}`);
      process.exitCode = 1;
    }
  }
  if (values.save !== undefined) save(values.save, reported);
}

/** Figures without their machine say nothing. */
function save(name: string, reported: readonly Figure[]): void {
  const record = {
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), memoryBytes: totalmem() },
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    figures: reported,
  };
  writeFileSync(join(import.meta.dirname, 'results', `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
}

/** Whether a figure of a file is asked for: by its own name, or with all others by that of the file. */
function wanted(file: string, only: string | undefined): (figure: string) => boolean {
  return (figure) => only === undefined || file.includes(only) || figure.includes(only);
}

async function load(file: string): Promise<Bench> {
  // Every *.bench.ts of this folder is written to be one.
  return (await import(join(import.meta.dirname, file))) as Bench;
}

function print(figure: Figure): void {
  if (values.json === true) console.log(JSON.stringify(figure));
  else
    console.log(
      `${figure.name.padEnd(44)} ${format(figure.value).padStart(12)} ${figure.unit.padEnd(10)} ${figure.context}`,
    );
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
