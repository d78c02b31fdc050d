import { join } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import { installedEngines, type InstalledEngine } from '#contract/system.ts';
import { examineWithout } from '../../api/doctor-without-core.ts';
import { installedVersions, installEngine, removeEngine } from '../../api/engines-without-core.ts';
import type { Command, CommandCall } from '../command.ts';
import { coreOptions } from '../open-client.ts';
import { table, toJson } from '../output.ts';

const actions = ['list', 'install', 'remove'] as const;

export const engineCommand: Command = {
  name: 'engine',
  operands: `list | install|remove ${installedEngines.join('|')}`,
  summary: 'engines that compute trainings: which there are, why others are not, and how to get them',
  count: [0, 2],
  options: {},
  run: async (call) => {
    const [action = 'list', name] = call.operands;
    const directory = join(call.dataDirectory, 'engines');
    switch (actions.find((known) => known === action)) {
      case 'list':
        return list(call, directory);
      case 'install':
        await install(kindOf(name), call, directory);
        return list(call, directory);
      case 'remove': {
        const kind = kindOf(name);
        await removeEngine(kind, directory);
        call.output.say(`The engine "${kind}" was removed.`);
        return 0;
      }
      case undefined:
        throw refusal(action, actions, 'descent engine can');
    }
  },
};

/** Cancelled by Ctrl+C, it goes on from there the next time. */
async function install(kind: InstalledEngine, { output }: CommandCall, directory: string): Promise<void> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  process.once('SIGINT', cancel);
  const isDue = installLines();
  try {
    await installEngine(kind, {
      directory,
      signal: abort.signal,
      progress: ({ what, bytes, total }) => {
        const share = total === null || total === 0 ? '' : ` ${Math.floor((100 * bytes) / total)} %`;
        output.status(`${what}${share}`);
        if (!output.isTerminal && isDue(what)) output.say(`${what}${share}`);
      },
    });
  } finally {
    process.off('SIGINT', cancel);
  }
  output.say(`The engine "${kind}" was installed into ${join(directory, kind)}.`);
}

const lineEveryMs = 10_000;

/** Where lines stay: one for every part at once, and one every ten seconds of a long one. */
function installLines(): (what: string) => boolean {
  let said = '';
  let saidAt = 0;
  return (what) => {
    const now = performance.now();
    if (what === said && now - saidAt < lineEveryMs) return false;
    [said, saidAt] = [what, now];
    return true;
  };
}

async function list({ json, output, dataDirectory }: CommandCall, directory: string): Promise<number> {
  const { engines } = await examineWithout(coreOptions(dataDirectory, 'cli'), null);
  if (json) {
    const installed = Object.fromEntries(
      installedEngines.map((kind) => [kind, installedVersions(directory, kind)]),
    );
    output.result(toJson({ engines, installed }, 2));
  } else {
    const rows = engines.map(({ kind, available, detail }) => [kind, available ? 'yes' : 'no', detail]);
    output.result(table(['engine', 'there', 'what it is, or why not'], rows));
  }
  return 0;
}

function kindOf(name: string | undefined): InstalledEngine {
  const kind = installedEngines.find((known) => known === name);
  if (kind === undefined) throw refusal(name ?? '', installedEngines, 'Engines to install are');
  return kind;
}

function refusal(given: string, known: readonly string[], what: string): CodedError {
  const near = nearest(given, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return new CodedError('invalid_input', `${what} ${known.join(', ')}, not "${given}".${hint}`);
}
