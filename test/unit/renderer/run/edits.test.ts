import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { editableSettings, editedSpec, settingChanges, type SpecEdit } from '#contract/live-edit.ts';
import type { RunEvent } from '#contract/run.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { optimizerKinds } from '../../../../src-renderer/state/spec-fields/optimizer.ts';
import { withKind } from '../../../../src-renderer/state/spec-fields.ts';
import { editChanges, editGroups, settingText } from '../../../../src-renderer/state/run/edit-fields.ts';
import { editRows, settingsAt, stopsWithEpoch } from '../../../../src-renderer/state/run/edit-rows.ts';
import { eventMarks } from '../../../../src-renderer/state/run/event-marks.ts';

const spec = v.parse(trainingSpecSchema, {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  model: { kind: 'linear' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  epochs: 20,
  budget: { seconds: 90, memoryBytes: 512 * 1024 * 1024 },
});

function edit(step: number, learningRate: number, cause: SpecEdit['cause'] = 'user'): SpecEdit {
  const after: TrainingSpec = { ...spec, optimizer: { ...spec.optimizer, learningRate } };
  return { step, cause, changes: settingChanges(spec, after), spec: after };
}

const event = (sequence: number, kind: string, step: number): RunEvent => ({
  sequence,
  time: 1000 * sequence,
  step,
  kind,
  message: '',
  data: null,
});

describe('the fields in which a training is changed', () => {
  it('are settings that may be changed on the way, for every optimizer', () => {
    for (const { kind } of optimizerKinds) {
      const optimizer = withKind(optimizerKinds, {}, kind) as TrainingSpec['optimizer'];
      const fields = editGroups({ ...spec, optimizer }).flatMap((group) => group.fields);
      const paths = fields.map(({ path }) => path);
      expect(paths).toContain('optimizer.learningRate');
      const outside = paths.filter(
        (path) => !editableSettings.some((setting) => path === setting || path.startsWith(`${setting}.`)),
      );
      expect(outside).toEqual([]);
    }
  });

  it('show limits in minutes and megabytes, and give them back as the spec has them', () => {
    const budget = editGroups(spec).find(({ name }) => name === 'budget')?.fields ?? [];
    const texts = Object.fromEntries(budget.map((field) => [field.path, settingText(spec, field)]));
    expect(texts).toEqual({
      'budget.steps': '',
      'budget.epochs': '',
      'budget.seconds': '1.5',
      'budget.wattHours': '',
      'budget.memoryBytes': '512',
      'budget.diskBytes': '',
    });
    expect(editChanges(spec, texts, false)).toEqual({});
    const typed = { ...texts, 'budget.seconds': '2', 'budget.memoryBytes': '', 'budget.diskBytes': '1' };
    expect(editChanges(spec, typed, false)).toEqual({
      'budget.seconds': 120,
      'budget.memoryBytes': null,
      'budget.diskBytes': 1024 * 1024,
    });
  });

  it('switch early stopping on with what is in it, and off as a whole', () => {
    const typed = { 'earlyStopping.patience': '3', 'earlyStopping.restoreBest': 'false' };
    const changes = editChanges(spec, typed, true);
    expect(Object.entries(changes)).toEqual([
      ['earlyStopping', {}],
      ['earlyStopping.patience', 3],
      ['earlyStopping.restoreBest', false],
    ]);
    const changed = editedSpec(spec, changes);
    expect(changed.earlyStopping).toMatchObject({ patience: 3, restoreBest: false });
    expect(editChanges(changed, typed, false)).toEqual({ earlyStopping: null });
  });

  it('ask for nothing while each shows what it had, whatever that is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1e3, noNaN: true }),
        fc.integer({ min: 1, max: 1e9 }),
        (learningRate, seconds) => {
          const now: TrainingSpec = {
            ...spec,
            optimizer: { ...spec.optimizer, learningRate },
            budget: { seconds },
          };
          const fields = editGroups(now).flatMap((group) => group.fields);
          const typed = Object.fromEntries(fields.map((field) => [field.path, settingText(now, field)]));
          expect(editChanges(now, typed, false)).toEqual({});
        },
      ),
    );
  });
});

describe('the changes of a run', () => {
  const edits = [edit(10, 0.02), edit(10, 0.03), edit(40, 0.01, 'rollback'), edit(90, 0.5)];

  it('are told with when they were taken, and only wishes that were taken can be taken back', () => {
    const events = [event(3, 'edited', 10), event(4, 'edited', 10), event(9, 'edited', 40)];
    const rows = editRows({ edits, state: 'running' }, events);
    expect(rows.map(({ place, time, undoable }) => [place, time, undoable])).toEqual([
      [0, 3000, true],
      [1, 4000, true],
      [2, 9000, false],
      // A repeated run has not come to it yet.
      [3, null, false],
    ]);
    expect(editRows({ edits, state: 'complete' }, events).some(({ undoable }) => undoable)).toBe(false);
    expect(editRows({ edits, state: 'stopped' }, events)[0]?.undoable).toBe(true);
  });

  it('hold from the update after them on', () => {
    const rates = [9, 10, 39, 40, 90].map((step) => settingsAt({ spec, edits }, step).optimizer.learningRate);
    expect(rates).toEqual([0.01, 0.03, 0.03, 0.01, 0.5]);
  });

  it('are marks that lead to them', () => {
    const opens = { text: 'show', run: () => undefined };
    const events = [event(1, 'edited', 10), event(2, 'budget', 60), event(3, 'undone', 10)];
    const marks = eventMarks(
      events,
      'step',
      null,
      ({ kind }) => kind,
      ({ kind }) => (kind === 'edited' ? opens : undefined),
    );
    expect(marks).toEqual([
      { x: 10, label: 'edited', tone: 'accent', opens },
      { x: 10, label: 'undone', tone: 'quiet' },
    ]);
  });

  it('know a run that is to stop with its epoch until it has', () => {
    const events = [event(1, 'started', 0), event(2, 'stopping', 5)];
    expect(stopsWithEpoch(events)).toBe(true);
    expect(stopsWithEpoch([...events, event(3, 'stopped', 8)])).toBe(false);
    expect(stopsWithEpoch([...events, event(3, 'stopped', 8), event(4, 'started', 8)])).toBe(false);
  });
});
