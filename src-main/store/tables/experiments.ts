import { randomBytes } from 'node:crypto';
import type { WriteDatabase } from '../database.ts';

/** Id of the experiment of this name, which is made where there is none. */
export function ensureExperiment(db: WriteDatabase, name: string, now: number): number {
  const found = db.get<{ id: number }>('SELECT id FROM experiments WHERE name = :name', { name });
  if (found !== undefined) return found.id;
  const uid = randomBytes(16).toString('hex');
  return db.run('INSERT INTO experiments (uid, name, created_at) VALUES (:uid, :name, :now)', {
    uid,
    name,
    now,
  }).lastId;
}
