import type { Checkpoint } from '#contract/checkpoint.ts';
import type { Finding, FindingNews } from '#contract/finding.ts';
import { editableSettings, latestSpec } from '#contract/live-edit.ts';
import { isObject } from '#contract/objects.ts';
import type { ParamValue } from '#contract/param.ts';
import type { RunDetail, RunEvent } from '#contract/run.ts';
import { withChanges } from '#contract/spec-changes.ts';

/** What a finding's one button does: a branch from a checkpoint, or a new run where none comes before it. */
export type FindingRemedy =
  | { readonly by: 'branch'; readonly step: number; readonly changes: Readonly<Record<string, ParamValue>> }
  | { readonly by: 'newRun'; readonly spec: unknown };

/** Those that last first, the most serious of them before all; then those that are gone. */
export function orderedFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => rank(a) - rank(b) || a.step - b.step);
}

export function lastingFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ goneAt }) => goneAt === null);
}

/** The way out of a finding: from the last whole checkpoint at which nothing was wrong yet. Null where nothing is advised by numbers. */
export function remedyOf(
  { fix, since }: Pick<Finding, 'fix' | 'since'>,
  run: Pick<RunDetail, 'spec' | 'edits' | 'checkpoints' | 'trashedAt'>,
): FindingRemedy | null {
  if (fix === null) return null;
  const step = fix.by === 'branch' && run.trashedAt === null ? lastGood(run.checkpoints, since) : null;
  if (step !== null) return { by: 'branch', step, changes: fix.changes };
  return { by: 'newRun', spec: withChanges({ ...latestSpec(run) }, Object.entries(fix.changes)) };
}

/** Whether a run that trains may be mended as it is: nothing of it is lost yet, and its settings may change on the way. */
export function mendsOnTheWay({ rule, fix, goneAt }: Pick<Finding, 'rule' | 'fix' | 'goneAt'>): boolean {
  if (goneAt !== null || fix?.by !== 'branch' || rule === 'diverging') return false;
  return Object.keys(fix.changes).every((path) =>
    editableSettings.some((setting) => path === setting || path.startsWith(`${setting}.`)),
  );
}

/** How often the doctor looked, in steps; null for a run that it did not watch. */
export function doctorLooks(results: RunDetail['results']): number | null {
  const { doctor } = results;
  return isObject(doctor) && typeof doctor['every'] === 'number' ? doctor['every'] : null;
}

/** How grave an event is that tells of a finding; null for any other. */
export function findingSeverity({ kind, data }: RunEvent): FindingNews['severity'] | null {
  // Written by trainings, whose type says so.
  return kind === 'finding' ? (data as FindingNews).severity : null;
}

function lastGood(checkpoints: readonly Checkpoint[], since: number): number | null {
  const good = checkpoints.filter(({ step, damaged }) => !damaged && step <= since);
  return good.length === 0 ? null : Math.max(...good.map(({ step }) => step));
}

function rank({ goneAt, severity }: Finding): number {
  return (goneAt === null ? 0 : 3) + ['serious', 'warning', 'hint'].indexOf(severity);
}
