import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '#contract/checkpoint.ts';
import type { Finding } from '#contract/finding.ts';
import { mendsOnTheWay, orderedFindings, remedyOf } from '../../../../src-renderer/state/run/findings.ts';
import { sampleSpec } from '../../../support/training.ts';

const finding: Finding = {
  rule: 'rateTooLow',
  severity: 'warning',
  step: 120,
  goneAt: null,
  badness: 2,
  since: 100,
  evidence: {},
  found: { message: 'found' },
  advice: { message: 'advice' },
  fix: { by: 'branch', changes: { 'optimizer.learningRate': 0.5 } },
};
const checkpoint = (step: number, damaged = false): Checkpoint => ({
  id: step,
  step,
  epoch: 0,
  bytes: 1,
  sha256: '',
  createdAt: 0,
  reasons: ['last'],
  value: null,
  damaged,
});
const run = {
  spec: sampleSpec('iris'),
  edits: [],
  checkpoints: [checkpoint(40), checkpoint(80), checkpoint(90, true), checkpoint(110)],
  trashedAt: null,
};

describe('the way out of a finding', () => {
  it('is a branch from the last whole checkpoint before it', () => {
    expect(remedyOf(finding, run)).toEqual({
      by: 'branch',
      step: 80,
      changes: { 'optimizer.learningRate': 0.5 },
    });
  });

  it('is a new run where no checkpoint comes before, where weights are of no use, and in the trash', () => {
    const begun = { by: 'newRun', spec: { optimizer: { kind: 'adam', learningRate: 0.5 } } };
    expect(remedyOf({ ...finding, since: 39 }, run)).toMatchObject(begun);
    expect(
      remedyOf({ ...finding, fix: { by: 'newRun', changes: { 'optimizer.learningRate': 0.5 } } }, run),
    ).toMatchObject(begun);
    expect(remedyOf(finding, { ...run, trashedAt: 1 })).toMatchObject(begun);
    expect(remedyOf({ ...finding, fix: null }, run)).toBeNull();
  });

  it('is a change on the way where its settings may change and nothing is lost', () => {
    expect(mendsOnTheWay(finding)).toBe(true);
    expect(
      mendsOnTheWay({ ...finding, fix: { by: 'branch', changes: { 'earlyStopping.patience': 10 } } }),
    ).toBe(true);
    expect(mendsOnTheWay({ ...finding, fix: { by: 'branch', changes: { 'model.dropout': 0.2 } } })).toBe(
      false,
    );
    expect(mendsOnTheWay({ ...finding, rule: 'diverging' })).toBe(false);
    expect(mendsOnTheWay({ ...finding, goneAt: 130 })).toBe(false);
  });
});

describe('findings of a run', () => {
  it('stand in the order of how much they matter, those that are gone last', () => {
    const gone = { ...finding, rule: 'diverging', severity: 'serious', goneAt: 5 } as const;
    const hint = { ...finding, rule: 'plateau', severity: 'hint' } as const;
    expect(orderedFindings([gone, hint, finding]).map(({ rule }) => rule)).toEqual([
      'rateTooLow',
      'plateau',
      'diverging',
    ]);
  });
});
