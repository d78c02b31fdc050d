import type { ParamValue } from '#contract/param.ts';
import type { Condition, Distribution } from '#contract/sweep.ts';
import { normalProbability, normalQuantile } from '../base/normal.ts';

/**
 * One param of a space as samplers see it: a coordinate from 0 to 1, in which its values are spread evenly. What has
 * a finite number of values divides the coordinate into a cell for each, with the value's own coordinate inside.
 */
export interface Axis {
  readonly name: string;
  readonly kind: 'continuous' | 'ordered' | 'unordered';
  /** How many values there are; Infinity for a continuous one. */
  readonly count: number;
  readonly when: Condition | undefined;
  readonly default: ParamValue | undefined;
  /** Coordinate of a value; NaN for what is none of its values. */
  unitOf(value: ParamValue | undefined): number;
  /** The value at a coordinate; what is beyond an end is taken for that end. */
  valueAt(unit: number): ParamValue;
  /** Number of a value among a finite number, from 0; −1 for what is none of them. */
  indexOf(value: ParamValue | undefined): number;
  valueOf(index: number): ParamValue;
  /** Where the cell of value `index` begins, so that `edge(count)` is 1. */
  edge(index: number): number;
}

/** The axis of a param whose distribution was checked (`checkSpace`). */
export function axisOf(name: string, distribution: Distribution): Axis {
  const common = { name, when: distribution.when };
  switch (distribution.type) {
    case 'float':
    case 'int':
      return numberAxis(name, distribution);
    case 'categorical':
      return { ...common, ...listAxis('unordered', distribution.choices), default: distribution.default };
    case 'ordinal':
      return { ...common, ...listAxis('ordered', distribution.choices), default: distribution.default };
    case 'boolean':
      return { ...common, ...listAxis('unordered', [false, true]), default: distribution.default };
    case 'fixed':
      return { ...common, ...listAxis('unordered', [distribution.value]), default: distribution.value };
  }
}

function listAxis(
  kind: 'ordered' | 'unordered',
  choices: readonly ParamValue[],
): Omit<Axis, 'name' | 'when' | 'default'> {
  const count = choices.length;
  const indices = new Map(choices.map((choice, index) => [choice, index]));
  const indexOf = (value: ParamValue | undefined): number =>
    value === undefined ? -1 : (indices.get(value) ?? -1);
  const valueOf = (index: number): ParamValue => choices[index] ?? null;
  return {
    kind,
    count,
    unitOf: (value) => (indexOf(value) < 0 ? Number.NaN : (indexOf(value) + 0.5) / count),
    valueAt: (unit) => valueOf(cellAt(unit, count)),
    indexOf,
    valueOf,
    edge: (index) => index / count,
  };
}

function cellAt(unit: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(unit * count)));
}

type NumberDistribution = Extract<Distribution, { type: 'float' | 'int' }>;

/** Lowest and highest value; those of a normal without bounds are eight deviations away, beyond what is ever drawn. */
export function boundsOf(distribution: NumberDistribution): readonly [low: number, high: number] {
  const { low, high, log } = distribution;
  if (low !== undefined && high !== undefined) return [low, high];
  if (distribution.type === 'int') return [distribution.low, distribution.high];
  const { mean = 0, deviation = 1 } = distribution;
  const beyond = (sign: number): number => {
    const value = mean + sign * 8 * deviation;
    return log ? Math.exp(value) : value;
  };
  return [low ?? beyond(-1), high ?? beyond(1)];
}

function numberAxis(name: string, distribution: NumberDistribution): Axis {
  const [low, bound] = boundsOf(distribution);
  const { step } = distribution;
  // The last value that steps from the lowest one reach; a hair more, for steps such as 0.1 that no binary number is.
  const steps = step === undefined ? Number.POSITIVE_INFINITY : Math.floor((bound - low) / step + 1e-9);
  const count = low === bound ? 1 : steps + 1;
  const isWhole = Number.isInteger(low) && Number.isInteger(step);
  const valueOf = (index: number): number => {
    const value = step === undefined ? low : low + Math.min(index, steps) * step;
    return isWhole || step === undefined ? value : clean(value);
  };
  const high = step === undefined ? bound : valueOf(count - 1);
  const half = step === undefined ? 0 : step / 2;
  const warp = warpOf(distribution, low - half, high + half);
  const indexOf = (value: ParamValue | undefined): number => {
    if (typeof value !== 'number' || count === Number.POSITIVE_INFINITY) return -1;
    const index = step === undefined ? 0 : Math.round((value - low) / step);
    const expected = valueOf(index);
    const near = Math.abs(value - expected) <= 1e-9 * Math.max(Math.abs(value), step ?? 0);
    return index >= 0 && index < count && near ? index : -1;
  };
  const common = { name, when: distribution.when, default: distribution.default };
  if (count === Number.POSITIVE_INFINITY) {
    return {
      ...common,
      kind: 'continuous',
      count,
      unitOf: (value) =>
        typeof value === 'number' && value >= low && value <= high ? clamp(warp.toUnit(value)) : Number.NaN,
      valueAt: (unit) => Math.min(high, Math.max(low, warp.fromUnit(clamp(unit)))),
      indexOf,
      valueOf,
      edge: (index) => Math.min(1, index),
    };
  }
  const edge = (index: number): number =>
    index <= 0 ? 0 : index >= count ? 1 : warp.toUnit(low + (index - 0.5) * (step ?? 0));
  return {
    ...common,
    kind: 'ordered',
    count,
    unitOf: (value) => {
      const index = indexOf(value);
      return index < 0 ? Number.NaN : count === 1 ? 0.5 : clamp(warp.toUnit(valueOf(index)));
    },
    valueAt: (unit) => {
      if (count === 1) return low;
      const index = Math.round((warp.fromUnit(clamp(unit)) - low) / (step ?? 1));
      return valueOf(Math.min(count - 1, Math.max(0, index)));
    },
    indexOf,
    valueOf,
    edge,
  };
}

interface Warp {
  toUnit(value: number): number;
  fromUnit(unit: number): number;
}

function warpOf(distribution: NumberDistribution, low: number, high: number): Warp {
  const { log } = distribution;
  const inner = (value: number): number => (log ? Math.log(value) : value);
  const outer = (value: number): number => (log ? Math.exp(value) : value);
  if (distribution.type === 'float' && distribution.distribution === 'normal') {
    const { mean = 0, deviation = 1 } = distribution;
    const probability = (value: number): number => normalProbability((inner(value) - mean) / deviation);
    const [from, to] = [probability(low), probability(high)];
    return {
      toUnit: (value) => (probability(value) - from) / (to - from),
      fromUnit: (unit) => outer(mean + deviation * normalQuantile(from + unit * (to - from))),
    };
  }
  const [from, to] = [inner(low), inner(high)];
  return {
    toUnit: (value) => (inner(value) - from) / (to - from),
    fromUnit: (unit) => outer(from + unit * (to - from)),
  };
}

function clamp(unit: number): number {
  return Math.min(1, Math.max(0, unit));
}

/** 0.1 + 2 · 0.1 is 0.3 here: fifteen digits are what a decimal number survives with. */
function clean(value: number): number {
  return Number(value.toPrecision(15));
}
