import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createEnergyMeter,
  meterThisThread,
  readPackageJoules,
  wattsPerBusyCore,
} from '../../../src-main/meter/energy.ts';
import { temporaryDirectory } from '../../support/serve-process.ts';

const busyFor = (seconds: number) => [
  { times: { user: 1000 * seconds, nice: 0, sys: 0, idle: 5000, irq: 0 } },
];

describe('the energy of a thread', () => {
  it('is so many watts for every second that it and its helpers worked, where the machine does not tell', () => {
    let seconds = 3;
    const read = createEnergyMeter({
      threadSeconds: () => seconds,
      cores: () => [],
      packageJoules: () => null,
    });
    seconds = 5;
    expect(read(2)).toEqual({ joules: 2 * 2 * wattsPerBusyCore, source: 'estimated' });
    seconds = 6;
    expect(read(1).joules).toBe((4 + 1) * wattsPerBusyCore);
  });

  it('is its share of what the processors counted', () => {
    let [seconds, busy, joules] = [0, 10, 1000];
    const read = createEnergyMeter({
      threadSeconds: () => seconds,
      cores: () => busyFor(busy),
      packageJoules: () => joules,
    });
    [seconds, busy, joules] = [2, 18, 1400];
    expect(read(2)).toEqual({ joules: 200, source: 'measured' });
  });

  it('is never more than all of it, and a counter that begins again takes nothing away', () => {
    let [seconds, busy, joules] = [0, 0, 1000];
    const read = createEnergyMeter({
      threadSeconds: () => seconds,
      cores: () => busyFor(busy),
      packageJoules: () => joules,
    });
    [seconds, busy, joules] = [4, 4, 1040];
    expect(read(2).joules).toBe(40);
    [seconds, busy, joules] = [8, 8, 10];
    expect(read(2).joules).toBe(40);
  });

  it('of this thread grows with its work', () => {
    const read = meterThisThread();
    const before = read(1).joules;
    let sum = 0;
    for (let index = 0; index < 3e7; index++) sum += Math.sqrt(index);
    expect(sum).toBeGreaterThan(0);
    if (read(1).source === 'estimated') expect(read(1).joules).toBeGreaterThan(before);
  });
});

describe("the processors' counters", () => {
  let folder: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    folder = temporaryDirectory();
  });
  afterEach(() => folder.remove());

  it('are summed over the packages, without their parts', () => {
    for (const [name, microjoules] of [
      ['intel-rapl:0', 5_000_000],
      ['intel-rapl:0:0', 3_000_000],
      ['intel-rapl:1', 2_500_000],
    ] as const) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, 'energy_uj'), `${microjoules}\n`);
    }
    expect(readPackageJoules(folder.path)).toBe(7.5);
  });

  it('are not known where there are none, or where they may not be read', () => {
    expect(readPackageJoules(folder.path)).toBeNull();
    expect(readPackageJoules(join(folder.path, 'absent'))).toBeNull();
    mkdirSync(join(folder.path, 'intel-rapl:0'));
    expect(readPackageJoules(folder.path)).toBeNull();
  });
});
