import { describe, expect, it } from 'vitest';
import type { LineageEntry } from '#contract/lineage.ts';
import { forkOf } from '../../../../src-renderer/state/compare/fork.ts';
import { editableSettings, typedSetting } from '../../../../src-renderer/state/run/branch-settings.ts';
import { lineageLanes } from '../../../../src-renderer/state/run/lineage-layout.ts';

const entry = (
  run: number,
  parent: number | null,
  branchStep: number | null,
  lastStep: number,
): LineageEntry => ({
  run,
  name: `run ${run}`,
  state: 'complete',
  color: run,
  parent,
  branchStep,
  lastStep,
  changes: [],
  removed: false,
});

describe('the lanes of a lineage', () => {
  it('follow each run with its branches, the latest first, so that no line crosses a run', () => {
    const entries = [
      entry(1, null, null, 100),
      entry(2, 1, 20, 100),
      entry(3, 1, 60, 90),
      entry(4, 2, 40, 80),
    ];
    expect(
      lineageLanes(entries).map(({ entry: { run }, lane, parentLane, fromStep, toStep }) => [
        run,
        lane,
        parentLane,
        fromStep,
        toStep,
      ]),
    ).toEqual([
      [1, 0, null, 0, 100],
      [3, 1, 0, 60, 90],
      [2, 2, 0, 20, 100],
      [4, 3, 2, 40, 80],
    ]);
  });
});

describe('the fork of compared runs', () => {
  const run = (id: number, parentRunId: number | null, branchStep: number | null, lastStep: number) => ({
    id,
    parentRunId,
    branchStep,
    // No more of a metric is looked at.
    metrics: { 'train/loss': { lastStep } } as never,
  });

  it('is where the first of them leaves what it shares with another', () => {
    expect(forkOf([run(1, null, null, 100), run(2, 1, 40, 120), run(3, 1, 20, 60)])).toEqual({
      from: 20,
      to: 120,
    });
    expect(forkOf([run(2, 1, 40, 120), run(3, 1, 20, 60)])).toEqual({ from: 20, to: 120 });
  });

  it('is none among strangers, nor for weights that were taken over', () => {
    expect(forkOf([run(1, null, null, 100), run(5, 4, 40, 120)])).toBeNull();
    expect(forkOf([run(1, null, null, 100), run(2, 1, null, 120)])).toBeNull();
  });
});

describe('settings of a branch', () => {
  it('begin with those that are most often tried, and leave out what the weights were made for', () => {
    const params = {
      'model.hidden.0': 8,
      'model.dropout': 0.1,
      'loss.kind': 'crossEntropy',
      'optimizer.kind': 'adam',
      'optimizer.learningRate': 0.01,
      batchSize: 32,
      seed: 0,
      'dataset.target': 'y',
    };
    expect(editableSettings(params)).toEqual([
      'optimizer.learningRate',
      'batchSize',
      'optimizer.kind',
      'model.dropout',
      'loss.kind',
    ]);
  });

  it('are read as JSON, as text, or as nothing', () => {
    expect(['0.1', 'full', '[1, 2]', 'true', ' '].map(typedSetting)).toEqual([
      0.1,
      'full',
      [1, 2],
      true,
      null,
    ]);
  });
});
