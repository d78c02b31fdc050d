import type { DoctorReport } from '#contract/system.ts';
import { examineWithout } from '../../api/doctor-without-core.ts';
import type { Command } from '../command.ts';
import { coreOptions } from '../open-client.ts';
import { toJson } from '../output.ts';
import { withClient } from './with-client.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  operands: '',
  summary: 'looks at Node, engines, SQLite, disk and database, and says what is wrong',
  count: [0, 0],
  options: {},
  run: async (call) => {
    const report = await withClient(call, 'read', (client) => client.call('system.doctor', {})).catch(
      // A database that cannot be opened is what a doctor is asked about.
      (thrown: unknown) => examineWithout(coreOptions(call.dataDirectory, 'cli'), thrown),
    );
    call.output.result(call.json ? toJson(report, 2) : describe(report));
    return report.ok ? 0 : 1;
  },
};

function describe({ ok, checks, engines }: DoctorReport): string {
  const line = (good: boolean, name: string, detail: string): string =>
    `${good ? 'ok ' : 'NO '} ${name.padEnd(16)} ${detail}`;
  return [
    ...checks.map((check) => line(check.ok, check.name, check.detail)),
    '',
    'Engines',
    ...engines.map((engine) => line(engine.available, engine.name, engine.detail)),
    '',
    ok ? 'All is well.' : 'Something needs your attention: see the lines with NO.',
  ].join('\n');
}
