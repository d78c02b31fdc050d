import { describe, expect, it } from 'vitest';
import { metricNames } from '#contract/training.ts';
import { isMessageKey } from '../../../src-renderer/messages/format-message.ts';
import { measuredTarget, metricExplanation } from '../../../src-renderer/state/metric-choices.ts';

const column = { missing: 0, distinct: 3 };

describe('the choice of metrics', () => {
  it('has a name and an explanation for every metric', () => {
    const keys = metricNames.flatMap((name) => [`metric.${name}`, metricExplanation(name)]);
    expect(keys.filter((key) => !isMessageKey(key))).toEqual([]);
  });

  it('goes by the target as it is typed', () => {
    const columns = [
      { ...column, name: 'kind', type: 'category' as const },
      { ...column, name: 'price', type: 'number' as const },
    ];
    expect(measuredTarget({ columns }, 'kind')).toEqual({ kind: 'class', classCount: 3 });
    expect(measuredTarget({ columns }, 'price')).toEqual({ kind: 'number' });
    expect(measuredTarget({ columns }, 'colour')).toBeNull();
    expect(measuredTarget({ columns: [], characters: { count: 90, distinct: 20 } }, null)).toEqual({
      kind: 'text',
      classCount: 21,
    });
    expect(measuredTarget(null, 'kind')).toBeNull();
  });
});
