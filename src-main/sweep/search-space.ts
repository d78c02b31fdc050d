import type { Params, ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import { holds, type SearchSpace } from '#contract/sweep.ts';
import { inputError } from '../base/input-error.ts';
import { stream, type RandomStream } from '../base/random.ts';
import { axisOf, type Axis } from './axis.ts';
import { checkSpace } from './check-space.ts';
import { parseConstraint, type Constraint } from './constraints.ts';

/** A search space that was checked, as samplers work with it. */
export interface Space {
  /** Params in an order in which each comes after the one that its condition names. */
  readonly axes: readonly Axis[];
  readonly constraints: readonly Constraint[];
  /** Whether no param depends on another's value. */
  readonly flat: boolean;
  /** Params of one coordinate for each axis; those whose condition does not hold are left out. */
  decode(units: ArrayLike<number>): Params;
  /** A coordinate for each axis; NaN where the params have none, or none of its values. */
  encode(params: Params): Float64Array;
  /** Whether the params keep to all constraints. */
  allows(params: Params): boolean;
  /**
   * Why these are no params of this space, as a refusal whose path is the param's name; null where they are. Params
   * that are not in use must not be there.
   */
  problem(params: Params): Error | null;
  /**
   * What a trial of before the space was changed tells of it: its params that the space still has, with the default of
   * one that came since; null where a value is no longer among those of its param, or where nothing stands for a param.
   */
  adopt(params: Params): Params | null;
  /** Drawn by chance, within the constraints. */
  draw(random: RandomStream): Params;
}

/** Draws that a constraint may refuse before it is taken for one that nothing keeps to. */
const mostDraws = 20_000;

/** Checks a space and its constraints, and refuses what makes no sense with the field and what to do. */
export function createSpace(space: SearchSpace, constraints: readonly string[] = []): Space {
  const names = checkSpace(space);
  const axes = names.flatMap((name) => {
    const distribution = space[name];
    return distribution === undefined ? [] : [axisOf(name, distribution)];
  });
  const parsed = constraints.map((text, index) => parseConstraint(text, names, `constraints.${index}`));
  const allows = (params: Params): boolean => parsed.every((constraint) => constraint.holds(params));

  const decode = (units: ArrayLike<number>): Params => {
    const params: Record<string, ParamValue> = {};
    for (const [index, axis] of axes.entries()) {
      if (inUse(axis, params)) params[axis.name] = axis.valueAt(units[index] ?? 0.5);
    }
    return params;
  };
  const draw = (random: RandomStream): Params => {
    const units = new Float64Array(axes.length);
    for (let attempt = 0; attempt < mostDraws; attempt++) {
      for (let i = 0; i < units.length; i++) units[i] = random.uniform();
      const params = decode(units);
      if (allows(params)) return params;
    }
    throw inputError('constraints', say('sweep.constraintsNever', { draws: mostDraws }));
  };
  const made: Space = {
    axes,
    constraints: parsed,
    flat: axes.every(({ when }) => when === undefined),
    decode,
    encode: (params) => Float64Array.from(axes, (axis) => axis.unitOf(params[axis.name])),
    allows,
    problem: (params) => problemOf(axes, parsed, params),
    adopt: (params) => adopted(axes, params),
    draw,
  };
  // A space that nothing is in is refused when the sweep is made, and not at its first trial.
  if (parsed.length > 0) draw(stream(0, 'space'));
  return made;
}

function adopted(axes: readonly Axis[], params: Params): Params | null {
  const taken: Record<string, ParamValue> = {};
  for (const axis of axes) {
    if (!inUse(axis, taken)) continue;
    const value = params[axis.name] ?? (axis.count === 1 ? axis.valueOf(0) : axis.default);
    if (value === undefined || Number.isNaN(axis.unitOf(value))) return null;
    taken[axis.name] = value;
  }
  return taken;
}

/** Whether an axis' condition holds for the params of those before it. */
export function inUse({ when }: Axis, params: Params): boolean {
  return when === undefined || holds(when, params[when.param]);
}

function problemOf(axes: readonly Axis[], constraints: readonly Constraint[], params: Params): Error | null {
  for (const axis of axes) {
    const value = params[axis.name];
    if (!inUse(axis, params)) {
      if (value === undefined) continue;
      return inputError(
        axis.name,
        say('sweep.paramNotInUse', { param: axis.name, on: axis.when?.param ?? '' }),
      );
    }
    if (value === undefined) return inputError(axis.name, say('sweep.paramMissing', { param: axis.name }));
    if (Number.isNaN(axis.unitOf(value))) {
      const given = typeof value === 'string' ? value : JSON.stringify(value);
      return inputError(axis.name, say('sweep.paramOutside', { param: axis.name, value: given }));
    }
  }
  const known = new Set(axes.map(({ name }) => name));
  const unknown = Object.keys(params).find((name) => !known.has(name));
  if (unknown !== undefined) {
    return inputError(unknown, say('sweep.paramUnknown', { param: unknown, known: [...known] }));
  }
  const broken = constraints.find((constraint) => !constraint.holds(params));
  return broken === undefined
    ? null
    : inputError('constraints', say('sweep.constraintBroken', { text: broken.text }));
}
