import type { Params, ParamValue } from '#contract/param.ts';

/** Params in order of their paths in which every word occurs, in path, name or value. */
export function filterParams(
  params: Params,
  text: string,
  nameOf: (path: string) => string = () => '',
): readonly { readonly path: string; readonly value: ParamValue }[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  return Object.entries(params)
    .map(([path, value]) => ({ path, value }))
    .filter(({ path, value }) => {
      const searched = `${path} ${nameOf(path)} ${String(value)}`.toLowerCase();
      return words.every((word) => searched.includes(word));
    })
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}
