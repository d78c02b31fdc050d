import { describe, expect, it } from 'vitest';
import type { ParamValue } from '#contract/param.ts';
import { completions } from '../../../../src-renderer/state/runs/query-completion.ts';
import {
  completePart,
  hasOrder,
  mayBecomeName,
  withoutOrder,
} from '../../../../src-renderer/state/runs/query-text.ts';

const names = {
  metrics: ['val/loss', 'val/accuracy', 'odd key'],
  params: ['optimizer.kind', 'optimizer.learningRate'],
  tags: ['baseline', 'to do'],
  engines: ['embedded'],
  experiments: ['First', 'Second'],
};

/** What is offered at the bar in a text. */
function offered(text: string, values: readonly ParamValue[] = []): readonly string[] {
  const caret = text.indexOf('|');
  return completions(text.replace('|', ''), caret, names, values).items.map((item) => item.text);
}

describe('completion of a query', () => {
  it('offers names where a name may stand, those first that begin with what is typed', () => {
    expect(offered('lo|')).toEqual(['metrics.val/loss']);
    expect(offered('metrics.|')).toEqual(['metrics.val/loss', 'metrics.val/accuracy', 'metrics.`odd key`']);
    expect(offered('st|').slice(0, 2)).toEqual(['state', 'started']);
    expect(offered('id > 3 and tags.|')).toEqual(['tags.baseline', 'tags.`to do`']);
    expect(offered('order by metrics.val/a|')).toEqual(['metrics.val/accuracy']);
    expect(offered('metrics.val/loss.b|')).toEqual(['metrics.val/loss.best', 'metrics.val/loss.best.step']);
  });

  it('offers values of what is compared', () => {
    expect(offered('state = f|')).toEqual(['"failed"']);
    expect(offered('state in (complete, "f|')).toEqual(['"failed"']);
    expect(offered('experiment = |')).toEqual(['"First"', '"Second"']);
    expect(offered('tags != "b|')).toEqual(['"baseline"']);
    expect(offered('params.optimizer in (|', ['adam', 0.1, true, null])).toEqual(['"adam"', '0.1', 'true']);
    expect(completions('params.optimizer.kind = ', 24, names)).toMatchObject({ path: 'optimizer.kind' });
  });

  it('offers words of the language where one is due', () => {
    expect(offered('name is |')).toEqual(['null', 'not null', 'nan']);
    expect(offered('id > 3 o|')).toEqual(['or', 'order by']);
    expect(offered('order by id d|')).toEqual(['desc']);
    expect(offered('adam |')).toContain('and');
  });

  it('takes the place of what is typed, and of nothing that is complete', () => {
    expect(completions('id > 3 and stat < 2', 15, names)).toMatchObject({ from: 11, to: 15 });
    expect(offered('state|')).toEqual([]);
    expect(offered('name = "a" and stat| > 3')).toEqual(['state']);
    expect(offered('name = "unfinished|')).toEqual([]);
  });
});

describe('a query that is still typed', () => {
  it('is asked as far as it is complete', () => {
    expect(completePart('state = failed and id >')).toBe('state = failed');
    expect(completePart('state =')).toBe('');
    expect(completePart('a and b order by')).toBe('a and b');
    expect(completePart('adam 0.1')).toBe('adam 0.1');
  });

  it('is not searched for as a word while it may become a name', () => {
    expect(['met', 'adam sta', '(ta'].map(mayBecomeName)).toEqual([true, true, true]);
    expect(['adam', 'started ', 'x'].map(mayBecomeName)).toEqual([false, false, false]);
  });

  it('loses its order where the table gets another', () => {
    expect(withoutOrder('id > 3 order by name')).toBe('id > 3');
    expect(withoutOrder('name = "order by"')).toBe('name = "order by"');
    expect([hasOrder('order by id'), hasOrder('order')]).toEqual([true, false]);
  });
});
