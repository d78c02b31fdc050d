import { Stored } from '../stored.svelte.ts';

const overs = ['trials', 'time'] as const;
const importances = ['overall', 'amongBest'] as const;

/** How the charts of sweeps are looked at. */
interface Layout {
  /** What the best so far goes along. */
  readonly over: (typeof overs)[number];
  /** Which importance stands where several sweeps are compared. */
  readonly importance: (typeof importances)[number];
  /** Params of the contour, by their names; null where they are chosen by what mattered. */
  readonly contour: readonly [x: string, y: string] | null;
}

const initial: Layout = { over: 'trials', importance: 'overall', contour: null };

/** One for all sweeps, and for comparisons of them: it goes along from one to the next, and is kept. */
export class SweepLayout {
  #kept = new Stored<Layout>('sweeps.layout', initial, isLayout);

  get over(): Layout['over'] {
    return this.#kept.value.over;
  }
  get importance(): Layout['importance'] {
    return this.#kept.value.importance;
  }
  get contour(): Layout['contour'] {
    return this.#kept.value.contour;
  }
  change(part: Partial<Layout>): void {
    this.#kept.value = { ...this.#kept.value, ...part };
  }
}

/** It may have been written by another version. */
function isLayout(value: unknown): value is Layout {
  if (typeof value !== 'object' || value === null) return false;
  const { over, importance, contour } = value as Partial<Record<keyof Layout, unknown>>;
  const isPair =
    Array.isArray(contour) && contour.length === 2 && contour.every((name) => typeof name === 'string');
  return (
    overs.some((one) => one === over) &&
    importances.some((one) => one === importance) &&
    (contour === null || isPair)
  );
}
