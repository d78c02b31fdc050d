import type { Params, ParamValue } from '#contract/param.ts';
import type { SqlParams, WriteDatabase } from '../database.ts';

/** Writes params of a run. Those that it has stay as they are: what was chosen is never written over. */
export function insertParams(db: WriteDatabase, runId: number, params: Params): void {
  for (const [path, value] of Object.entries(params)) {
    db.run(
      'INSERT INTO params (run_id, path, kind, number, text) VALUES (:runId, :path, :kind, :number, :text) ON CONFLICT DO NOTHING',
      { runId, path, ...columnsOf(value) },
    );
  }
}

function columnsOf(value: ParamValue): SqlParams {
  switch (typeof value) {
    case 'number':
      return { kind: 'number', number: value, text: null };
    case 'boolean':
      return { kind: 'boolean', number: value ? 1 : 0, text: null };
    case 'string':
      return { kind: 'text', number: null, text: value };
    default:
      return { kind: 'null', number: null, text: null };
  }
}
