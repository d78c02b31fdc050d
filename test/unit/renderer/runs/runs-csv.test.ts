import { describe, expect, it } from 'vitest';
import type { RunRow } from '#contract/run.ts';
import { runsCsv } from '../../../../src-renderer/state/runs/runs-csv.ts';

const run: RunRow = {
  id: 3,
  uid: 'ab'.repeat(16),
  name: 'wide, "deep"',
  experiment: '=SUM(A1)',
  state: 'complete',
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  startedAt: null,
  endedAt: null,
  durationMs: 1234.5,
  engine: null,
  error: null,
  params: { 'optimizer.learningRate': 0.1, 'model.bias': false, 'loss.delta': null },
  tags: ['a', 'b'],
  metrics: {
    'val/loss': {
      count: 2,
      last: Number.NaN,
      lastStep: 2,
      final: Number.NaN,
      finalStep: 2,
      min: 0.30000000000000004,
      minStep: 1,
      max: 0.5,
      maxStep: 2,
      best: 0.30000000000000004,
      bestStep: 1,
      direction: 'minimise',
    },
  },
  progress: null,
  color: 0,
};

describe('the runs table as CSV', () => {
  it('has a column for each of the table’s, exact, by the keys that a spec has', () => {
    const columns = [
      'state',
      'metric:val/loss:best',
      'metric:val/loss:last',
      'param:optimizer.learningRate',
      'param:model.bias',
      'param:loss.delta',
      'param:epochs',
      'duration',
      'created',
      'started',
      'experiment',
      'tags',
      'engine',
    ];
    expect(runsCsv([run], columns)).toBe(
      'run,name,state,val/loss best,val/loss,optimizer.learningRate,model.bias,loss.delta,epochs,durationMs,created,started,experiment,tags,engine\r\n' +
        `3,"wide, ""deep""",complete,0.30000000000000004,NaN,0.1,false,,,1234.5,2026-01-02T03:04:05.000Z,,'=SUM(A1),"a, b",\r\n`,
    );
  });

  it('is a heading alone without runs', () => {
    expect(runsCsv([], ['state'])).toBe('run,name,state\r\n');
  });
});
