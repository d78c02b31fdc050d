import { say } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { stream, type RandomStream } from '../../base/random.ts';
import type { Axis } from '../axis.ts';
import { paretoRanks } from '../pareto.ts';
import { createObserver, isTold, type Observation } from './history.ts';
import { drawAccepted, type SamplerInput, type Strategy } from './sampler.ts';
import { createSobolStrategy } from './sobol.ts';

/** A trial in its population: smaller ranks first, then wider distances. */
interface Member {
  readonly units: Float64Array;
  readonly rank: number;
  readonly distance: number;
}

/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm", IEEE TEC 6,
 * 2002): in the order of their numbers, every `populationSize` trials are a generation; the parents of one are the best
 * of all before it, by front and, within one, by how lonely they are. Trials that miss a limit rank behind all others,
 * by how much. The first generation is a Sobol sequence.
 */
export function createNsga2Strategy(input: SamplerInput<'nsga2'>): Strategy {
  const { space, sampler, objectives, seed } = input;
  const observe = createObserver(space, objectives);
  const evenly = createSobolStrategy({ ...input, sampler: { kind: 'sobol', scramble: true } });
  const size = sampler.populationSize;

  return {
    propose: (trials, number, accepts) => {
      const others = trials.filter((trial) => trial.number !== number);
      const generation = Math.floor(others.length / size);
      const parents = parentsOf(others.slice(0, generation * size));
      if (parents.length < 2) return evenly.propose(trials, number, accepts);
      const random = stream(seed, 'nsga2', number);
      for (let attempt = 0; attempt < mostChildren; attempt++) {
        const params = space.decode(childOf(parents, random));
        if (accepts(params)) return { params, why: say('sweep.whyNsga2', { generation: generation + 1 }) };
      }
      return { params: drawAccepted(space, random, accepts), why: say('sweep.whyChance') };
    },
  };

  function parentsOf(trials: readonly Trial[]): readonly Member[] {
    let population: readonly Observation[] = [];
    for (let from = 0; from < trials.length; from += size) {
      const told = trials
        .slice(from, from + size)
        .filter(isTold)
        .map(observe);
      population = survivors([...population, ...told], size);
    }
    return membersOf(population);
  }

  function childOf(parents: readonly Member[], random: RandomStream): Float64Array {
    const [first, second] = [winner(parents, random), winner(parents, random)];
    const child = Float64Array.from(first.units, (unit, axis) => known(unit, second.units[axis], random));
    if (random.uniform() < sampler.crossoverProbability) {
      for (const [index, axis] of space.axes.entries()) {
        const [a, b] = [child[index] ?? 0.5, known(second.units[index], first.units[index], random)];
        child[index] = crossed(axis, a, b, sampler.crossover, random);
      }
    }
    const probability = sampler.mutationProbability ?? 1 / space.axes.length;
    for (const [index, axis] of space.axes.entries()) {
      if (random.uniform() < probability) child[index] = mutated(axis, child[index] ?? 0.5, random);
    }
    return child;
  }
}

/** Children that the constraints may refuse before chance decides. */
const mostChildren = 100;

/** The coordinate of one parent, else the other's, else any: a param may be in use with one of them alone. */
function known(own: number | undefined, other: number | undefined, random: RandomStream): number {
  if (own !== undefined && !Number.isNaN(own)) return own;
  return other !== undefined && !Number.isNaN(other) ? other : random.uniform();
}

/** The better of two drawn by chance. */
function winner(members: readonly Member[], random: RandomStream): Member {
  const draw = (): Member =>
    members[random.integer(members.length)] ?? { units: new Float64Array(0), rank: 0, distance: 0 };
  const [a, b] = [draw(), draw()];
  if (a.rank !== b.rank) return a.rank < b.rank ? a : b;
  return a.distance >= b.distance ? a : b;
}

/** How close children are to their parents; the paper's value for both operators. */
const closeness = 20;

/** Simulated binary crossover within 0 and 1 (Deb and Agrawal 1995), or either parent's value. */
function crossed(
  axis: Axis,
  a: number,
  b: number,
  kind: 'simulatedBinary' | 'uniform',
  random: RandomStream,
): number {
  if (random.uniform() < 0.5) return a;
  if (kind === 'uniform' || axis.kind === 'unordered' || a === b) return b;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const drawn = random.uniform();
  const towards = random.uniform() < 0.5;
  const beta = 1 + (2 * (towards ? low : 1 - high)) / (high - low);
  const alpha = 2 - beta ** -(closeness + 1);
  const spread =
    drawn <= 1 / alpha
      ? (drawn * alpha) ** (1 / (closeness + 1))
      : (1 / (2 - drawn * alpha)) ** (1 / (closeness + 1));
  const child = 0.5 * (low + high + (towards ? -spread : spread) * (high - low));
  return Math.min(1, Math.max(0, child));
}

/** Polynomial mutation within 0 and 1 (Deb and Goyal 1996); any other value of a choice. */
function mutated(axis: Axis, unit: number, random: RandomStream): number {
  const drawn = random.uniform();
  if (axis.kind === 'unordered') return drawn;
  const power = closeness + 1;
  const moved =
    drawn < 0.5
      ? (2 * drawn + (1 - 2 * drawn) * (1 - unit) ** power) ** (1 / power) - 1
      : 1 - (2 * (1 - drawn) + 2 * (drawn - 0.5) * unit ** power) ** (1 / power);
  return Math.min(1, Math.max(0, unit + moved));
}

function survivors(observations: readonly Observation[], size: number): readonly Observation[] {
  if (observations.length <= size) return observations;
  const members = membersOf(observations);
  return [...observations.keys()]
    .sort((a, b) => {
      const [first, second] = [members[a], members[b]];
      if (first === undefined || second === undefined) return 0;
      return first.rank === second.rank
        ? second.distance - first.distance || a - b
        : first.rank - second.rank;
    })
    .slice(0, size)
    .flatMap((index) => observations[index] ?? []);
}

function membersOf(observations: readonly Observation[]): readonly Member[] {
  const points = observations.map(pointOf);
  const ranks = paretoRanks(points);
  const distances = crowdingDistances(points, ranks);
  return observations.map(({ units }, index) => ({
    units,
    rank: ranks[index] ?? 0,
    distance: distances[index] ?? 0,
  }));
}

/** Losses, with how much a limit is missed by put before all of them. */
function pointOf({ losses, reported, violation }: Observation): readonly number[] {
  const penalty = violation > 0 ? 1e150 + violation * 1e100 : 0;
  const own = losses.length > 0 ? losses : [reported?.loss ?? Number.POSITIVE_INFINITY];
  return own.map((loss) => (penalty > 0 ? penalty : loss));
}

/** How far apart the neighbours of a point are within its front, in parts of its extent, over all objectives. */
export function crowdingDistances(points: readonly (readonly number[])[], ranks: Float64Array): Float64Array {
  const distances = new Float64Array(points.length);
  for (const rank of new Set(ranks)) {
    const front = [...points.keys()].filter((index) => ranks[index] === rank);
    for (let axis = 0; axis < (points[0]?.length ?? 0); axis++) {
      const at = (index: number | undefined): number => points[index ?? -1]?.[axis] ?? 0;
      const order = [...front].sort((a, b) => (at(a) === at(b) ? a - b : at(a) - at(b)));
      const extent = at(order.at(-1)) - at(order[0]);
      for (const [place, index] of order.entries()) {
        const outermost = place === 0 || place === order.length - 1;
        const gap = at(order[place + 1]) - at(order[place - 1]);
        const share = extent > 0 && Number.isFinite(extent) ? gap / extent : 0;
        distances[index] = (distances[index] ?? 0) + (outermost ? Number.POSITIVE_INFINITY : share);
      }
    }
  }
  return distances;
}
