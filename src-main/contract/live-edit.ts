import { CodedError } from './errors.ts';
import { nearest, parse } from './parse.ts';
import { say } from './sentence.ts';
import { withChanges, type SpecDocument } from './spec-changes.ts';
import { trainingSpecSchema, type TrainingSpec } from './training.ts';

/** Settings that may be changed while a run trains; what lies below one of them is meant too. */
export const editableSettings = [
  'optimizer.learningRate',
  'optimizer.weightDecay',
  'optimizer.clipNorm',
  'optimizer.clipValue',
  'optimizer.clipArrayNorm',
  'batchSize',
  'epochs',
  'steps',
  'earlyStopping',
  'budget',
] as const;

/** A setting before and after; null where it is left out. */
export interface SettingChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Why settings changed: a person wished it, or a training that diverged went back with a lower rate. */
export type EditCause = 'user' | 'rollback';

/** Other settings from the update after `step` on. What a run was trained by are its spec and these, in order. */
export interface SpecEdit {
  readonly step: number;
  readonly cause: EditCause;
  readonly changes: readonly SettingChange[];
  /** The whole spec from there on. */
  readonly spec: TrainingSpec;
}

/** What it took to take an edit back: the run goes on from its state after `step`. */
export interface Undone {
  readonly step: number;
  /** Updates that were done since, and do not count any more. */
  readonly lostSteps: number;
  /** The edits that do not hold any more: the one that was meant, and those after it. */
  readonly edits: readonly SpecEdit[];
}

/** Settings by path, as a person changes them; null takes one out. */
export type EditRequest = Readonly<Record<string, unknown>>;

/**
 * The spec with its changes. Throws `invalid_input` naming the field for what makes no spec, for settings that may
 * not be changed on the way, and where nothing would change.
 */
export function editedSpec(spec: TrainingSpec, request: EditRequest): TrainingSpec {
  for (const path of Object.keys(request)) requireEditable(path);
  const changed = parse(
    trainingSpecSchema,
    withChanges({ ...spec }, Object.entries(request)),
    'The changed training spec',
  );
  if (settingChanges(spec, changed).length === 0) {
    throw new CodedError('invalid_input', say('edit.nothing'));
  }
  return changed;
}

/** What differs between two specs, by path. What is left out in one of them is one change, not one of each part. */
export function settingChanges(before: TrainingSpec, after: TrainingSpec): readonly SettingChange[] {
  return differences('', before, after);
}

/** The spec that holds for the update after `step`: `spec` with the edits before it; not those of the very step. */
export function specBefore(spec: TrainingSpec, edits: readonly SpecEdit[], step: number): TrainingSpec {
  return edits.findLast((edit) => edit.step < step)?.spec ?? spec;
}

/** Changes as one line: `batchSize 32 → 64, optimizer.weightDecay none → 0.01`. */
export function changesInWords(changes: readonly SettingChange[]): string {
  return changes
    .map(({ path, before, after }) => `${path} ${settingInWords(before)} → ${settingInWords(after)}`)
    .join(', ');
}

function settingInWords(value: unknown): string {
  return value === null ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The settings that a run has in the end, or now. */
export function latestSpec(run: {
  readonly spec: TrainingSpec;
  readonly edits: readonly SpecEdit[];
}): TrainingSpec {
  return run.edits.at(-1)?.spec ?? run.spec;
}

function requireEditable(path: string): void {
  const fits = editableSettings.some((setting) => path === setting || path.startsWith(`${setting}.`));
  if (fits) return;
  // A person who leaves the part out means the setting: learningRate.
  const near =
    editableSettings.find((setting) => setting.endsWith(`.${path}`)) ?? nearest(path, [...editableSettings]);
  throw new CodedError(
    'invalid_input',
    say('edit.notEditable', { path, near: near ?? 'none', settings: editableSettings.join(', ') }),
    { path },
  );
}

function differences(path: string, before: unknown, after: unknown): readonly SettingChange[] {
  if (isSettings(before) && isSettings(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(path === '' ? key : `${path}.${key}`, before[key], after[key]));
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ path, before: before ?? null, after: after ?? null }];
}

function isSettings(value: unknown): value is SpecDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
