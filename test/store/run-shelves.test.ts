import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import { listRuns } from '../../src-main/query/runs-table.ts';
import {
  archiveRuns,
  assignTags,
  changeTags,
  moveRuns,
  setColors,
} from '../../src-main/store/tables/run-shelves.ts';
import { givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();

function list(input: MethodInput<'runs.list'>) {
  return listRuns(db, v.parse(methods['runs.list'].input, input), 5000).rows;
}

describe('many runs at once', () => {
  it('get tags and lose others, and the way back is told', () => {
    const experiment = 'Tags';
    const a = givenRun(db, { experiment, tags: ['x', 'y'] });
    const b = givenRun(db, { experiment, tags: ['z'] });
    const tags = () => list({ experiment, sort: { by: 'created', direction: 'asc' } }).map((row) => row.tags);
    const before = changeTags(db, [a, b], { add: ['z'], remove: ['x'] });
    expect(tags()).toEqual([['y', 'z'], ['z']]);
    expect(before).toEqual([{ run: a, tags: ['x', 'y'] }]);
    assignTags(db, before);
    expect(tags()).toEqual([['x', 'y'], ['z']]);
  });

  it('move to another experiment, and are told where they were', () => {
    const a = givenRun(db, { experiment: 'From' });
    const b = givenRun(db, { experiment: 'To' });
    expect(moveRuns(db, [a, b], 'To', 1)).toEqual([{ run: a, experiment: 'From' }]);
    expect(list({ experiment: 'To' }).map(({ id }) => id)).toEqual([b, a]);
    expect(moveRuns(db, [a], 'New one', 1)).toEqual([{ run: a, experiment: 'To' }]);
    expect(list({ experiment: 'New one' }).length).toBe(1);
  });

  it('are archived out of sight, and come back', () => {
    const experiment = 'Shelf';
    const a = givenRun(db, { experiment });
    const b = givenRun(db, { experiment });
    const seen = (archived: 'no' | 'only' | 'all') => list({ experiment, archived }).map(({ id }) => id);
    expect(archiveRuns(db, [a], true, 1)).toEqual([a]);
    expect(archiveRuns(db, [a, b], true, 1)).toEqual([b]);
    expect(archiveRuns(db, [b], false, 1)).toEqual([b]);
    expect([seen('no'), seen('only'), seen('all')]).toEqual([[b], [a], [b, a]]);
  });

  it('get other colours, and the way back is told', () => {
    const experiment = 'Colours';
    const [a, b] = [givenRun(db, { experiment }), givenRun(db, { experiment })];
    const colors = () =>
      list({ experiment, sort: { by: 'created', direction: 'asc' } }).map((row) => row.color);
    const first = colors();
    const before = setColors(db, [
      { run: a, color: 13 },
      { run: b, color: first[1] ?? 0 },
    ]);
    expect(colors().toSorted()).toEqual([13, first[1]].toSorted());
    expect(before).toEqual([{ run: a, color: expect.any(Number) }]);
    setColors(db, before);
    expect(colors()).toEqual(first);
  });

  it('stay as they were where one of them is gone', () => {
    const a = givenRun(db, { experiment: 'Gone', tags: ['x'] });
    const all = [a, 999_999];
    for (const change of [
      () => changeTags(db, all, { add: ['y'], remove: [] }),
      () => moveRuns(db, all, 'Elsewhere', 1),
      () => archiveRuns(db, all, true, 1),
    ]) {
      expect(change).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
    }
    expect(list({ experiment: 'Gone', archived: 'no' })).toMatchObject([{ id: a, tags: ['x'] }]);
  });
});
