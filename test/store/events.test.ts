import { describe, expect, it } from 'vitest';
import { runEvents } from '../../src-main/query/run-events.ts';
import { forgetAfter, rewind, takeBack } from '../../src-main/store/tables/edits.ts';
import { appendEvent } from '../../src-main/store/tables/events.ts';
import { addRun, temporaryStore } from './support.ts';

type GoBack = (db: Parameters<typeof forgetAfter>[0], run: number) => unknown;

/** Every way in which events of later steps are taken away; all go back to step 10. */
const waysBack: Readonly<Record<string, GoBack>> = {
  'a resume': (db, run) => forgetAfter(db, run, 10),
  'going back on NaN': (db, run) => rewind(db, run, 10),
  'an edit that is taken back': (db, run) => takeBack(db, run, 10, []),
};

describe('the number of an event', () => {
  it.each(Object.entries(waysBack))('is never given again after %s', (_name, goBack) => {
    const { db } = temporaryStore();
    const [run, other] = [addRun(db), addRun(db)];
    const tell = (to: number, kind: string, step: number): void =>
      appendEvent(db, to, { time: 1, step, kind, message: kind, data: null });
    tell(run, 'started', 0);
    tell(run, 'finding', 5);
    tell(run, 'finding', 12);
    tell(run, 'edited', 20);
    tell(other, 'finding', 30);
    goBack(db, run);
    tell(run, 'undone', 10);
    goBack(db, run);
    tell(run, 'finding', 13);
    tell(other, 'complete', 40);
    const numbers = (of: number, after: number) =>
      runEvents(db, { run: of, after, limit: 100 }).map(({ sequence, kind }) => [sequence, kind]);
    // Whoever had seen the first four is told of both that came after.
    expect(numbers(run, 4)).toEqual([
      [5, 'undone'],
      [6, 'finding'],
    ]);
    expect(numbers(run, 0).map(([sequence]) => sequence)).toEqual([1, 2, 5, 6]);
    expect(numbers(other, 0)).toEqual([
      [1, 'finding'],
      [2, 'complete'],
    ]);
  });
});
