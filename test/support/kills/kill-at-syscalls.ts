/**
 * `node test/support/kills/kill-at-syscalls.ts MOST [FILE]` (Linux, with strace): runs `short-life.ts` again and again
 * and kills it at one system call after the other that changes what is on the disk: MOST of them, spread evenly over
 * each kind. After each kill the data has to open within five seconds, be sound, and have all that was acknowledged; the
 * run is resumed, and its weights at the end have to be those of a repetition that nobody killed. Prints what it has
 * counted, and keeps it in FILE meanwhile; the exit code is 1 when anything was lost.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openTestCore } from '../core.ts';

export type Acknowledgement =
  | { readonly kind: 'run'; readonly run: number }
  | { readonly kind: 'edit'; readonly step: number }
  | { readonly kind: 'undone' }
  | { readonly kind: 'branch'; readonly run: number; readonly step: number }
  | { readonly kind: 'ended'; readonly weightsSha256: string | null };

const calls = ['fdatasync', 'fsync', 'rename', 'unlink', 'ftruncate', 'pwrite64'] as const;
type Call = (typeof calls)[number];

const life = resolve(import.meta.dirname, 'short-life.ts');
const longestStartMs = 5000;

if (import.meta.main) await killAll(Number(process.argv[2] ?? 20), process.argv[3]);

async function killAll(most: number, file: string | undefined): Promise<void> {
  const totals = countCalls();
  const all = calls.reduce((sum, call) => sum + totals[call], 0);
  const faults: string[] = [];
  const startsMs: number[] = [];
  const killed: Record<string, number> = {};
  for (const call of calls) {
    const times = Math.min(totals[call], Math.max(2, Math.round((most * totals[call]) / all)));
    for (let index = 0; index < times; index++) {
      const place = 1 + Math.floor((index * totals[call]) / times);
      const outcome = await killAt(call, place);
      startsMs.push(outcome.startMs);
      killed[call] = (killed[call] ?? 0) + 1;
      for (const fault of outcome.faults) {
        faults.push(fault);
        process.stderr.write(`FAULT ${fault}\n`);
      }
      const counted = {
        date: new Date().toISOString().slice(0, 10),
        platform: `${process.platform} ${process.arch}`,
        node: process.version,
        systemCalls: totals,
        killed,
        longestStartMs: Math.round(Math.max(...startsMs)),
        faults,
      };
      if (file !== undefined) writeFileSync(file, `${JSON.stringify(counted, null, 2)}\n`);
    }
  }
  const sum = Object.values(killed).reduce((one, other) => one + other, 0);
  process.stdout.write(`${sum} kills at system calls, ${faults.length} faults\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** How often a life makes each of these calls, on its main thread, which is the one that writes. */
function countCalls(): Readonly<Record<Call, number>> {
  return inFolder((folder) => {
    const log = join(folder, 'calls.log');
    trace(['-o', log, '-e', `trace=${calls.join(',')}`], join(folder, 'data'));
    const lines = readFileSync(log, 'utf8').split('\n');
    const main = /^(\d+) +pwrite64/m.exec(lines.join('\n'))?.[1] ?? '';
    const count = (call: Call): number =>
      lines.filter((line) => line.startsWith(`${main} `) && line.includes(`${call}(`)).length;
    return {
      fdatasync: count('fdatasync'),
      fsync: count('fsync'),
      rename: count('rename'),
      unlink: count('unlink'),
      ftruncate: count('ftruncate'),
      pwrite64: count('pwrite64'),
    };
  });
}

/** What it said before it ended. */
function trace(options: readonly string[], data: string): readonly Acknowledgement[] {
  const { stdout } = spawnSync(
    'strace',
    ['-f', '-qq', '--seccomp-bpf', ...options, process.execPath, life, data],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  // The life writes what the type says, a line at a time; the last one may have been cut off.
  return stdout
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Acknowledgement);
}

async function killAt(
  call: Call,
  place: number,
): Promise<{ readonly startMs: number; readonly faults: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'descent-kills-'));
  const faults: string[] = [];
  const check = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(`killed at ${call} number ${place}: ${fault}`);
  };
  try {
    const data = join(folder, 'data');
    const said = trace(
      ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${place}`],
      data,
    );
    const from = performance.now();
    const test = openTestCore(data);
    const runs = await test.client.call('runs.list', {});
    const startMs = performance.now() - from;
    check(startMs < longestStartMs, `usable only after ${Math.round(startMs)} ms`);
    const report = await test.client.call('system.doctor', {});
    check(report.ok, JSON.stringify(report));
    const begun = said.find((one) => one.kind === 'run');
    if (begun !== undefined || runs.total > 0) {
      const run = begun?.run ?? 1;
      const detail = await test.show(run);
      check(
        atLeast(
          detail.edits.map(({ step }) => step),
          said,
        ),
        `edits at ${detail.edits.map(({ step }) => step).join()} after ${JSON.stringify(said)}`,
      );
      for (const one of said) {
        if (one.kind === 'branch')
          check((await test.show(one.run)).branchStep === one.step, 'a branch is lost');
      }
      if (detail.state === 'interrupted') await test.client.call('runs.resume', { run });
      const ended = await test.until(run, 'complete', 'failed', 'stopped');
      check(ended.state === 'complete', `ends ${ended.state}`);
      const again = await test.ended((await test.client.call('runs.rerun', { run })).run);
      check(
        ended.weightsSha256 !== null && again.weightsSha256 === ended.weightsSha256,
        'other weights than those of a repetition',
      );
    }
    await test.close();
    return { startMs, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether all that was acknowledged is there, with at most the one thing more that was under way. */
function atLeast(edits: readonly number[], said: readonly Acknowledgement[]): boolean {
  const expected: number[] = [];
  for (const one of said) {
    if (one.kind === 'edit') expected.push(one.step);
    if (one.kind === 'undone') expected.pop();
  }
  const hasThese = expected.every((step, index) => edits[index] === step);
  const isUndoing = said.at(-1)?.kind === 'edit' && edits.length === expected.length - 1;
  return isUndoing || (hasThese && edits.length <= expected.length + 1);
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'descent-kills-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
