import type { StepPreview } from '#contract/methods/specs.ts';

/**
 * Names that the step at `path` (`preprocessing.2.columns`) may work on: the data's columns as the steps before it
 * left them, as far as their preview shows.
 */
export function columnsBefore(
  names: readonly string[],
  preview: readonly StepPreview[],
  path: string,
): readonly string[] {
  const index = Number(/^preprocessing\.(\d+)\./.exec(path)?.[1]);
  let now = names;
  for (const step of preview) {
    if (step.index === null || !(step.index < index)) continue;
    const gone = new Set(step.before.map(({ name }) => name));
    const come = step.after.map(({ name }) => name);
    // A column that stays under its name keeps its place.
    now = [
      ...now.filter((name) => !gone.has(name) || come.includes(name)),
      ...come.filter((name) => !now.includes(name)),
    ];
  }
  return now;
}
