import type { FamilyKind } from '#contract/family.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { NewMember } from './training/start-runs.ts';

/** The specs that a family trains: fold after fold held out, or seeds counted up from the spec's own. */
export function familyMembers(
  spec: TrainingSpec,
  name: string,
  kind: FamilyKind,
  size: number,
): readonly NewMember[] {
  return Array.from({ length: size }, (_, place): NewMember => {
    if (kind === 'seeds') {
      const seed = spec.seed + place;
      return { name: labelled(name, `seed ${seed}`), spec: { ...spec, seed } };
    }
    // Each part is held out in its turn, instead of a share of the rows.
    const { validation, ...split } = spec.dataset.split ?? {};
    void validation;
    const dataset = { ...spec.dataset, split: { ...split, folds: size, fold: place } };
    return { name: labelled(name, `fold ${place + 1} of ${size}`), spec: { ...spec, dataset } };
  });
}

/** Names have at most 200 characters. */
function labelled(name: string, label: string): string {
  const room = 200 - label.length - 3;
  return `${name.slice(0, room)} · ${label}`;
}
