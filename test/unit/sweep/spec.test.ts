import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import { sweepSpecSchema } from '#contract/sweep.ts';

const printed = `{"name":"demo","sampler":"tpe","seed":1,"trials":50,"workers":2,"objective":{"metric":"score","direction":"minimise"},"command":{"argv":["python3","train.py","--lr","{lr}"]},"space":{"lr":{"type":"float","low":1e-4,"high":1,"log":true},"layers":{"type":"int","low":1,"high":8},"opt":{"type":"categorical","choices":["adam","sgd"]}}}`;

function issuesOf(document: unknown): unknown {
  try {
    return parse(sweepSpecSchema, document, 'The sweep');
  } catch (error) {
    return error instanceof CodedError ? error.message : error;
  }
}

describe('the spec of a sweep', () => {
  it('is read as the guide prints it, and filled in', () => {
    const parsed = parse(sweepSpecSchema, JSON.parse(printed), 'The sweep');
    expect(parsed.sampler).toEqual({
      kind: 'tpe',
      startupTrials: 10,
      candidates: 24,
      group: true,
      constantLiar: true,
      priorWeight: 1,
    });
    expect(parsed.objectives).toEqual([{ metric: 'score', direction: 'minimise', take: 'best' }]);
    expect(parsed.space['lr']).toMatchObject({ type: 'float', log: true, distribution: 'uniform' });
    expect(parsed.pruner).toEqual({ kind: 'none' });
  });

  it('stays as it is when it is read again from where it was stored', () => {
    const parsed = parse(sweepSpecSchema, JSON.parse(printed), 'The sweep');
    expect(parse(sweepSpecSchema, JSON.parse(JSON.stringify(parsed)), 'The sweep')).toEqual(parsed);
  });

  it('says which samplers there are', () => {
    expect(issuesOf({ ...JSON.parse(printed), sampler: 'tpee' })).toMatch(/tpe/);
  });
});
