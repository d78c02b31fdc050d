/**
 * `npm run bench [-- --only WORD] [-- --json]`: every *.bench.ts of this folder in a process of its own. WORD
 * chooses benches by file name, else figures by their name. One line per figure.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Reports one figure. `context` says what a reader needs to judge it: sizes, machine, rival. */
export type Report = (name: string, value: number, unit: string, context?: string) => void;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly context: string;
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean' }, file: { type: 'string' } },
});

if (values.file !== undefined) await runFile(values.file);
else runAll(values.only);

async function runFile(file: string): Promise<void> {
  const module = (await import(join(import.meta.dirname, file))) as { bench(report: Report): Promise<void> };
  await module.bench((name, value, unit, context = '') => {
    process.stdout.write(`${JSON.stringify({ name, value, unit, context } satisfies Figure)}\n`);
  });
  process.exit(0);
}

function runAll(only: string | undefined): void {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.bench.ts'));
  const byFile = only === undefined ? files : files.filter((name) => name.includes(only));
  const chosen = byFile.length > 0 ? byFile : files;
  const keep = (figure: Figure): boolean =>
    only === undefined || byFile.length > 0 || figure.name.includes(only);
  for (const file of chosen) {
    const child = spawnSync(process.execPath, [import.meta.filename, '--file', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 64 * 1024 * 1024,
    });
    const lines = child.stdout.split('\n').filter((line) => line.startsWith('{'));
    for (const figure of lines.map((line) => JSON.parse(line) as Figure).filter(keep)) print(figure);
    if (child.status !== 0) {
      console.error(`${file} ended with code ${child.status}`);
      process.exitCode = 1;
    }
  }
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
