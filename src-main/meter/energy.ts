import { readdirSync, readFileSync } from 'node:fs';
import { cpus, type CpuInfo } from 'node:os';
import { join } from 'node:path';
import type { EnergySource } from '#contract/estimate.ts';

/**
 * What a busy core takes where the machine does not tell, in watts: the mean of the thermal design powers per core in
 * Lannelongue, Grealey and Inouye, "Green Algorithms: Quantifying the Carbon Footprint of Computation", 2021.
 */
export const wattsPerBusyCore = 12;

/** Energy since the meter was made. */
export interface EnergyTaken {
  readonly joules: number;
  readonly source: EnergySource;
}

export interface EnergySources {
  /** Of the thread that is metered. */
  readonly threadSeconds: () => number;
  /** As `os.cpus`; empty where it does not tell. */
  readonly cores: () => readonly Pick<CpuInfo, 'times'>[];
  /** A counter of all that the processors of the machine have taken, in joules; null where it cannot be read. */
  readonly packageJoules: () => number | null;
}

/** The counters of `os.cpus` tick in hundredths of a second. */
const shortestBusySeconds = 0.1;

/**
 * Meters a thread that works with helpers, `threads` in all, each as busy as itself. Where the processor counts its
 * energy (RAPL), the thread's share of that is its share of all work on the machine; else each second of work counts
 * as `wattsPerBusyCore`. Screen, disk and memory are left out.
 */
export function createEnergyMeter(sources: EnergySources): (threads: number) => EnergyTaken {
  let thread = sources.threadSeconds();
  let busy = busySeconds(sources.cores());
  let counter = sources.packageJoules();
  const source: EnergySource = counter === null ? 'estimated' : 'measured';
  let joules = 0;
  return (threads) => {
    const threadNow = sources.threadSeconds();
    const worked = (threadNow - thread) * threads;
    if (counter === null) {
      joules += worked * wattsPerBusyCore;
      thread = threadNow;
      return { joules, source };
    }
    const busyNow = busySeconds(sources.cores());
    const passed = busyNow - busy;
    const counterNow = sources.packageJoules();
    if (passed < shortestBusySeconds || counterNow === null) return { joules, source };
    // A counter that began again says nothing of this span.
    if (counterNow > counter) joules += (counterNow - counter) * Math.min(1, worked / passed);
    thread = threadNow;
    busy = busyNow;
    counter = counterNow;
    return { joules, source };
  };
}

function busySeconds(cores: readonly Pick<CpuInfo, 'times'>[]): number {
  return cores.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

/** Of this thread, from now on. */
export function meterThisThread(): (threads: number) => EnergyTaken {
  return createEnergyMeter({
    threadSeconds: () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1e6;
    },
    cores: cpus,
    packageJoules: () => readPackageJoules(powercap),
  });
}

const powercap = '/sys/class/powercap';

/**
 * The sum over the processors' counters of Linux's powercap interface (`intel-rapl:0/energy_uj`, of AMD's too), in
 * joules. Most systems let only root read them.
 */
export function readPackageJoules(folder: string): number | null {
  try {
    // Such as `intel-rapl:0`; with a second number it is a part of that one.
    const packages = readdirSync(folder).filter((name) => /^intel-rapl:\d+$/.test(name));
    if (packages.length === 0) return null;
    const microjoules = packages.map((name) => Number(readFileSync(join(folder, name, 'energy_uj'), 'utf8')));
    const sum = microjoules.reduce((all, one) => all + one, 0);
    return Number.isFinite(sum) ? sum / 1e6 : null;
  } catch {
    // No such interface, or not for this user: not knowing is an answer, see the type.
    return null;
  }
}
