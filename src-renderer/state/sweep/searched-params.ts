import type { SweepSpec } from '#contract/sweep/sweep.ts';

interface Searched {
  readonly spec: Pick<SweepSpec, 'space'>;
}

/** Names of the params that a sweep varies, in the order of its space. */
export function variedParams({ spec }: Searched): readonly string[] {
  return Object.entries(spec.space).flatMap(([name, range]) => (range.type === 'fixed' ? [] : [name]));
}

/** What a param takes without an order between: words, or yes and no; undefined of a number. */
export function choicesOf({ spec }: Searched, name: string): readonly unknown[] | undefined {
  const range = spec.space[name];
  if (range?.type === 'categorical' || range?.type === 'ordinal') return range.choices;
  return range?.type === 'boolean' ? [false, true] : undefined;
}

export function isLogarithmic({ spec }: Searched, name: string): boolean {
  const range = spec.space[name];
  return (range?.type === 'float' || range?.type === 'int') && range.log;
}
