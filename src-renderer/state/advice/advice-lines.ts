import type { LearningRateTest, OptimizerRace } from '#contract/advice.ts';
import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';

/** Key of the lines; in a race, `run` of a line is the candidate's place. */
const lossKey = 'loss';

/** The curves of a race over steps, or over each candidate's own time in milliseconds. */
export function raceLines({ candidates }: OptimizerRace, axis: 'step' | 'relative'): SeriesAnswer {
  return answerOf(
    candidates.map(({ curve }, index) => ({
      run: index,
      key: lossKey,
      x: axis === 'step' ? curve.steps : curve.times,
      values: curve.losses,
    })),
  );
}

/** The loss by learning rate: as it was, and smoothed. */
export function rateLines({ rates, losses, smoothed }: LearningRateTest): SeriesAnswer {
  const answer = answerOf([{ run: 0, key: lossKey, x: rates, values: losses }]);
  return { ...answer, lines: answer.lines.map((line) => ({ ...line, smoothed })) };
}

export interface PlainLine {
  readonly run: number;
  readonly key: string;
  readonly x: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Lines of single points on the grid of all their x. */
export function answerOf(lines: readonly PlainLine[]): SeriesAnswer {
  const x = Float64Array.from(new Set(lines.flatMap((line) => Array.from(line.x)))).sort();
  const places = new Map(Array.from(x, (value, index) => [value, index]));
  return { x, bucketWidth: 0, lines: lines.map((line) => onGrid(line, places, x.length)) };
}

function onGrid(
  { run, key, x, values }: PlainLine,
  places: ReadonlyMap<number, number>,
  length: number,
): SeriesLine {
  const column = new Float64Array(length).fill(Number.NaN);
  const nonFinite: SeriesLine['nonFinite'][number][] = [];
  for (let i = 0; i < values.length; i++) {
    const [at, value] = [x[i] ?? Number.NaN, values[i] ?? Number.NaN];
    if (Number.isFinite(value)) column[places.get(at) ?? -1] = value;
    else nonFinite.push({ x: at, kind: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' });
  }
  return {
    run,
    key,
    count: values.length,
    first: column,
    min: column,
    max: column,
    last: column,
    nonFinite,
  };
}
