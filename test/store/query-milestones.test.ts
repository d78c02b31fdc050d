import { describe, expect, it } from 'vitest';
import type { SeriesRequest } from '#contract/metric.ts';
import { querySeries } from '../../src-main/query/series.ts';
import { addMilestone } from '../../src-main/store/tables/milestones.ts';
import { truncatePoints } from '../../src-main/store/tables/points.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
type Axis = SeriesRequest['x'];

function ask(run: number, x: Axis, key = 'loss') {
  const answer = querySeries(db, { lines: [{ run, key }], x, width: 1000, smoothing: 0 });
  return { x: [...answer.x], values: [...(answer.lines[0]?.last ?? [])] };
}

/** Two epochs of 4 updates over 10 rows, then batches twice as large. */
function trained(): number {
  const run = givenRun(db, { metrics: { loss: [8, 7, 6, 5, 4, 3, 2, 1] } });
  addMilestone(db, run, { step: 0, epoch: 0, examples: 0, wattHours: 0 });
  addMilestone(db, run, { step: 4, epoch: 1, examples: 10, wattHours: 2 });
  addMilestone(db, run, { step: 8, epoch: 3, examples: 20, wattHours: 1 });
  return run;
}

describe('a line by epochs, examples or energy', () => {
  it('has its points where the milestones around them say', () => {
    const run = trained();
    expect(ask(run, 'epoch').x).toEqual([0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3]);
    expect(ask(run, 'examples').x).toEqual([2.5, 5, 7.5, 10, 15, 20, 25, 30]);
    expect(ask(run, 'energy').x).toEqual([0.5, 1, 1.5, 2, 2.25, 2.5, 2.75, 3]);
    expect(ask(run, 'energy').values).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('is of a derived metric, too', () => {
    expect(ask(trained(), 'epoch', '=2 * loss').values).toEqual([16, 14, 12, 10, 8, 6, 4, 2]);
  });

  it('goes on evenly after the last milestone, since a training is drawn while it comes', () => {
    const run = trained();
    givenPoints(db, run, 'loss', [9, 10], [0.5, 0.25]);
    expect(ask(run, 'examples').x.slice(-2)).toEqual([35, 40]);
  });

  it('counts what came before a run was resumed, and forgets what is trained again', () => {
    const run = trained();
    truncatePoints(db, run, 4);
    addMilestone(db, run, { step: 4, epoch: 1, examples: 0, wattHours: 0 });
    addMilestone(db, run, { step: 6, epoch: 2, examples: 8, wattHours: 4 });
    givenPoints(db, run, 'loss', [5, 6], [4, 3]);
    expect(ask(run, 'examples').x).toEqual([2.5, 5, 7.5, 10, 14, 18]);
    expect(ask(run, 'energy').x).toEqual([0.5, 1, 1.5, 2, 4, 6]);
  });

  it('counts what the parent of a branch had trained', () => {
    const parent = trained();
    const child = givenRun(db);
    db.run('UPDATE runs SET parent_id = :parent, branch_step = 4 WHERE id = :child', { parent, child });
    addMilestone(db, child, { step: 4, epoch: 1, examples: 0, wattHours: 0 });
    addMilestone(db, child, { step: 6, epoch: 1.5, examples: 6, wattHours: 1 });
    givenPoints(db, child, 'loss', [5, 6], [9, 9]);
    expect(ask(child, 'epoch').x).toEqual([0.25, 0.5, 0.75, 1, 1.25, 1.5]);
    expect(ask(child, 'examples').x).toEqual([2.5, 5, 7.5, 10, 13, 16]);
    expect(ask(child, 'energy').x).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
  });

  it('has its share of a milestone that lies beyond where a branch begins, or a run goes on', () => {
    const parent = trained();
    const child = givenRun(db);
    db.run('UPDATE runs SET parent_id = :parent, branch_step = 6 WHERE id = :child', { parent, child });
    addMilestone(db, child, { step: 6, epoch: 2, examples: 0, wattHours: 0 });
    addMilestone(db, child, { step: 7, epoch: 3, examples: 2, wattHours: 1 });
    givenPoints(db, child, 'loss', [7], [9]);
    expect(ask(child, 'examples').x).toEqual([2.5, 5, 7.5, 10, 15, 20, 22]);
    truncatePoints(db, parent, 6);
    expect(ask(parent, 'examples').x).toEqual([2.5, 5, 7.5, 10, 15, 20]);
    expect(ask(parent, 'energy').x).toEqual([0.5, 1, 1.5, 2, 2.25, 2.5]);
  });

  it('has no points where nobody told, unless epochs were logged as a metric', () => {
    const run = givenRun(db, { metrics: { loss: [3, 2, 1], epoch: [0, 0, 1] } });
    expect(ask(run, 'examples').values).toEqual([]);
    expect(ask(run, 'epoch').x).toEqual([0, 1]);
    expect(ask(run, 'epoch').values).toEqual([2, 1]);
  });

  it('leaves energy out where a part of it is not known', () => {
    const run = givenRun(db, { metrics: { loss: [3, 2, 1] } });
    addMilestone(db, run, { step: 0, epoch: 0, examples: 0, wattHours: null });
    addMilestone(db, run, { step: 3, epoch: 1, examples: 3, wattHours: null });
    expect(ask(run, 'energy').values).toEqual([]);
    expect(ask(run, 'epoch').x).toHaveLength(3);
  });
});
