import { editableSettings } from '#contract/live-edit.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { valueAt } from '../spec-document.ts';
import { budgetLimitFields, earlyStoppingFields, parts, type FieldSpec } from '../spec-fields.ts';
import { amountText, typedAmount } from '../spec-typed.ts';

/** A setting that may be changed while a run trains, with its place in the spec. */
export interface EditField extends FieldSpec {
  readonly path: string;
}

export type EditGroupName = 'optimizer' | 'length' | 'earlyStopping' | 'budget';

export interface EditGroup {
  readonly name: EditGroupName;
  readonly fields: readonly EditField[];
}

/** What may be changed of a run with these settings, as far as its optimizer knows it. */
export function editGroups(spec: TrainingSpec): readonly EditGroup[] {
  const optimizer = parts.optimizer.find(({ kind }) => kind === spec.optimizer.kind)?.fields ?? [];
  const editable: readonly string[] = editableSettings;
  const within = (part: string, fields: readonly FieldSpec[]): readonly EditField[] =>
    fields.map((field) => ({ ...field, path: `${part}.${field.name}` }));
  const length = spec.steps === undefined ? 'epochs' : 'steps';
  return [
    {
      name: 'optimizer',
      fields: within('optimizer', optimizer).filter(({ path }) => editable.includes(path)),
    },
    {
      name: 'length',
      fields: [
        { name: 'batchSize', path: 'batchSize', type: 'integer', standard: 32 },
        { name: length, path: length, type: 'integer' },
      ],
    },
    { name: 'earlyStopping', fields: within('earlyStopping', earlyStoppingFields) },
    { name: 'budget', fields: within('budget', budgetLimitFields) },
  ];
}

/** How the value of a setting stands in its field. */
export function settingText(spec: unknown, { path, scale, standard, type }: EditField): string {
  const value = valueAt(spec, path) ?? (type === 'boolean' ? standard : undefined);
  return amountText(value, scale === undefined ? {} : { scale });
}

/**
 * What was typed, by path, as changes of the spec: null takes a setting out. A part that is switched on comes before
 * what is in it, and of one that is switched off nothing else is said.
 */
export function editChanges(
  spec: TrainingSpec,
  typed: Readonly<Record<string, string>>,
  stopsEarly: boolean,
): Readonly<Record<string, unknown>> {
  const changes: Record<string, unknown> = {};
  const had = spec.earlyStopping !== undefined;
  if (had !== stopsEarly) changes['earlyStopping'] = stopsEarly ? {} : null;
  for (const { name, fields } of editGroups(spec)) {
    if (name === 'earlyStopping' && !stopsEarly) continue;
    for (const field of fields) {
      const text = typed[field.path];
      if (text === undefined || text === settingText(spec, field)) continue;
      changes[field.path] = valueOf(text, field);
    }
  }
  return changes;
}

function valueOf(text: string, field: EditField): unknown {
  if (field.type === 'boolean') return text === 'true';
  if (field.type === 'text') return text.trim() === '' ? null : text.trim();
  return typedAmount(text, field) ?? null;
}
