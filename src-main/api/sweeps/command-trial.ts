import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { toErrorPayload, type ErrorPayload } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import type { CommandSpec } from '#contract/sweep/command.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { fillArguments } from '../../command/arguments.ts';
import { environmentOf, secretsOf, type Environment } from '../../command/environment.ts';
import { createMetricReader } from '../../command/read-metrics.ts';
import { runCommand, type CommandEnd, type RunningCommand } from '../../command/run-command.ts';
import { followFile } from '../../command/follow-file.ts';
import type { RunningTrial, TrialEnd, TrialNews, TrialReport } from './running-trial.ts';

export interface CommandTrial {
  readonly sweep: number;
  readonly number: number;
  readonly params: Params;
  /** Told as its seed. */
  readonly repetition: number;
  readonly command: CommandSpec;
  /** Of the sweep: trials have folders in it. */
  readonly folder: string;
  /** Whose value a pattern without a group for the metric finds. */
  readonly objective: string;
  readonly environment: Environment;
}

/** So many figures of one trial are kept; a command that prints without an end fills no disk. */
const mostFigures = 100_000;

/** Starts the command of a trial. What prevents its start is told as its end. */
export function startCommandTrial(trial: CommandTrial, news: TrialNews): RunningTrial {
  const { command } = trial;
  let running: RunningCommand | null = null;
  let asked = false;
  let figures = 0;
  /** Told together: a command may print thousands of lines at once. */
  let told: TrialReport[] = [];

  const read = createMetricReader(command.metrics, trial.objective);
  const hear = (line: string): void => {
    const found = read(line).slice(0, Math.max(0, mostFigures - figures));
    if (found.length === 0) return;
    figures += found.length;
    if (told.length === 0) setImmediate(tell);
    told.push(...found);
  };

  const tell = (): void => {
    const reports = told;
    told = [];
    if (reports.length > 0) news.report(reports);
  };

  const begin = (): void => {
    const folder = join(trial.folder, String(trial.number));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const paramsFile = join(folder, 'params.json');
    writeFileAtomically(paramsFile, JSON.stringify(trial.params));
    const { sweep, number, repetition } = trial;
    const place = { sweep, trial: number, seed: repetition, folder, paramsFile };
    const argv = fillArguments(command.argv, trial.params, place);
    const metricsFile = command.metrics.kind === 'file' ? join(folder, command.metrics.name) : null;
    const file = metricsFile === null ? null : followFile(metricsFile, hear);
    running = runCommand({
      argv,
      cwd: command.cwd ?? homedir(),
      environment: environmentOf(command, trial.params, place, trial.environment),
      graceMs: command.graceSeconds * 1000,
      ...(command.timeLimitSeconds === undefined ? {} : { timeLimitMs: command.timeLimitSeconds * 1000 }),
      ...(metricsFile === null ? { onLine: hear } : {}),
      secrets: secretsOf(command, trial.environment),
    });
    if (running.pid !== null) news.process(running.pid, running.beginning);
    const { ended, output, lastLines } = running;
    void ended.then((end) => {
      file?.end();
      tell();
      news.ended({
        ...endOf(end, argv[0] ?? '', lastLines(5), command),
        exitCode: end.exitCode,
        output: output(),
      });
    });
  };

  // Told later, so that whoever starts it has it in hand before it ends.
  queueMicrotask(() => {
    if (asked) {
      news.ended({ state: 'stopped' });
      return;
    }
    try {
      begin();
    } catch (thrown) {
      news.ended({ state: 'failed', error: toErrorPayload(thrown) });
    }
  });

  return {
    stop: () => {
      asked = true;
      running?.stop();
    },
    // A command says what it does and does not wait.
    goOn: () => undefined,
    output: () => running?.output() ?? null,
  };
}

function endOf(end: CommandEnd, program: string, printed: string, command: CommandSpec): TrialEnd {
  const lines = printed === '' ? 'none' : printed;
  const failed = (sentence: Omit<ErrorPayload, 'code'>): TrialEnd => ({
    state: 'failed',
    error: { code: 'worker_died', ...sentence },
  });
  if (end.notStarted !== null) return failed(say('trial.notStarted', { program, reason: end.notStarted }));
  if (end.timedOut) return failed(say('trial.timeLimit', { seconds: command.timeLimitSeconds ?? 0 }));
  if (end.asked) return { state: 'stopped' };
  if (end.exitCode === 0) return { state: 'complete' };
  return failed(
    end.exitCode === null
      ? say('trial.signal', { signal: end.signal ?? '', lines })
      : say('trial.exit', { code: end.exitCode, lines }),
  );
}
