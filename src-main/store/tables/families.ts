import type { FamilyKind } from '#contract/family.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { WriteDatabase } from '../database.ts';

export interface NewFamily {
  /** 32 hex digits, stable over export and import. */
  readonly uid: string;
  readonly kind: FamilyKind;
  readonly name: string;
  readonly size: number;
  readonly spec: TrainingSpec;
  readonly createdAt: number;
}

/** Writes a family without members and gives its number. */
export function insertFamily(
  db: WriteDatabase,
  { uid, kind, name, size, spec, createdAt }: NewFamily,
): number {
  return db.run(
    `INSERT INTO families (uid, kind, name, size, spec, created_at)
     VALUES (:uid, :kind, :name, :size, :spec, :createdAt)`,
    { uid, kind, name, size, spec: JSON.stringify(spec), createdAt },
  ).lastId;
}

/** Deletes a family that has lost its last run. */
export function dropEmptyFamily(db: WriteDatabase, id: number): void {
  db.run('DELETE FROM families WHERE id = :id AND NOT EXISTS (SELECT 1 FROM runs WHERE family_id = :id)', {
    id,
  });
}
