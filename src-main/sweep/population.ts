import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Objective, PopulationSpec, Trial } from '#contract/sweep.ts';
import { stream, type RandomStream } from '../base/random.ts';
import type { Axis } from './axis.ts';
import { lossOf } from './loss.ts';
import type { Space } from './search-space.ts';

export interface PopulationInput {
  readonly space: Space;
  readonly spec: PopulationSpec;
  readonly objective: Pick<Objective, 'direction'>;
  readonly seed: number;
}

/** What a trial goes on with: another's checkpoint and changed params. */
export interface Exploit {
  /** The trial whose checkpoint at `step` it takes over. */
  readonly from: number;
  readonly step: number;
  readonly params: Params;
  readonly why: Sentence;
}

/** Whether the last report of a trial is the first one of a stretch, so that its population is to be looked at. */
export function isPopulationStep({ reports }: Trial, { everySteps }: PopulationSpec): boolean {
  const last = reports.at(-1)?.step ?? 0;
  const before = reports.at(-2)?.step ?? 0;
  return Math.floor(last / everySteps) > Math.floor(before / everySteps);
}

/**
 * Exploit and explore (Jaderberg et al., "Population based training of neural networks", arXiv:1711.09846): a trial
 * among the worst that have come as far takes over one of the best, with params perturbed or drawn anew. Null where it
 * goes on as it is. A pure function of the reports.
 */
export function exploit(
  { space, spec, objective, seed }: PopulationInput,
  trial: Trial,
  trials: readonly Trial[],
): Exploit | null {
  const step = trial.reports.at(-1)?.step;
  if (step === undefined) return null;
  const members = [trial, ...trials.filter(({ number }) => number !== trial.number)].flatMap((member) => {
    if (member.excluded === true || member.state === 'failed') return [];
    const report = member.reports.findLast((told) => told.step <= step);
    const reached = (member.reports.at(-1)?.step ?? 0) >= step;
    return report === undefined || !reached
      ? []
      : [{ member, loss: lossOf(report.value, objective), report }];
  });
  const ranked = members.sort((a, b) =>
    a.loss === b.loss ? a.member.number - b.member.number : a.loss < b.loss ? -1 : 1,
  );
  const replaced = Math.floor(ranked.length * spec.share);
  const place = ranked.findIndex(({ member }) => member.number === trial.number);
  if (replaced === 0 || place < ranked.length - replaced) return null;
  const random = stream(seed, 'population', trial.number, step);
  const chosen = ranked[random.integer(replaced)];
  if (chosen === undefined) return null;
  return {
    from: chosen.member.number,
    step: chosen.report.step,
    params: explored(space, spec, chosen.member.params, random),
    why: say('sweep.exploit', { place: place + 1, trials: ranked.length, from: chosen.member.number }),
  };
}

/** Attempts to change params so that they keep to the constraints. */
const mostAttempts = 100;

function explored(space: Space, spec: PopulationSpec, params: Params, random: RandomStream): Params {
  const units = space.encode(params);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const changed = space.decode(
      units.map((unit, index) => {
        const axis = space.axes[index];
        if (axis === undefined || Number.isNaN(unit) || random.uniform() < spec.resample)
          return random.uniform();
        return perturbed(axis, unit, spec.factor, random);
      }),
    );
    if (space.allows(changed)) return changed;
  }
  return params;
}

/** Times or over the factor; a step further where there are steps; a choice stays. */
function perturbed(axis: Axis, unit: number, factor: number, random: RandomStream): number {
  const up = random.uniform() < 0.5;
  if (axis.kind === 'unordered') return unit;
  if (axis.kind === 'ordered') {
    const index = axis.indexOf(axis.valueAt(unit)) + (up ? 1 : -1);
    return axis.unitOf(axis.valueOf(Math.min(axis.count - 1, Math.max(0, index))));
  }
  const value = axis.valueAt(unit);
  if (typeof value !== 'number') return unit;
  const moved = axis.unitOf(up ? value * factor : value / factor);
  // Beyond the bounds is at the bound, which a negative number reaches by being divided.
  if (Number.isNaN(moved)) return up === value > 0 ? 1 : 0;
  return moved;
}
