import { isGoal, type MetricSummary } from '#contract/metric.ts';

/** Metrics that share one chart, such as `train/loss` and `val/loss`. */
export interface ChartGroup {
  /** What they have in common: `loss`. */
  readonly name: string;
  /** Keys of the metrics, training first. */
  readonly keys: readonly string[];
}

const namesFirst = ['loss', 'accuracy', 'r2'];
const namesLast = ['gradientNorm', 'learningRate'];
const splitsFirst = ['batch', 'train', 'val', 'validation', 'test'];

/** Metrics worth a chart: a learning rate that never changed is said in the table. */
export function chartedKeys(metrics: Readonly<Record<string, MetricSummary>>): readonly string[] {
  return Object.entries(metrics)
    .filter(([key, { min, max }]) => isGoal(key) || min === null || min !== max)
    .map(([key]) => key);
}

/** Groups metrics by what follows the last slash: losses first, learning rate last, the rest by name. */
export function chartGroups(keys: readonly string[]): readonly ChartGroup[] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const { name } = splitKey(key);
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups]
    .map(([name, members]) => ({
      name,
      keys: members.sort(byRank(splitsFirst, (key) => splitKey(key).split)),
    }))
    .sort(byRank(namesFirst, ({ name }) => name, namesLast));
}

/** `train/loss` is the loss on the split `train`; a key without a slash has no split. */
export function splitKey(key: string): { readonly split: string; readonly name: string } {
  const at = key.lastIndexOf('/');
  return { split: at < 0 ? '' : key.slice(0, at), name: key.slice(at + 1) };
}

function byRank<T>(
  first: readonly string[],
  nameOf: (item: T) => string,
  last: readonly string[] = [],
): (a: T, b: T) => number {
  const rank = (name: string): number => {
    if (first.includes(name)) return first.indexOf(name);
    return last.includes(name) ? first.length + 1 + last.indexOf(name) : first.length;
  };
  return (a, b) => {
    const [one, other] = [nameOf(a), nameOf(b)];
    return rank(one) - rank(other) || (one < other ? -1 : one > other ? 1 : 0);
  };
}
