import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchText } from '../../../src-renderer/state/palette/match.ts';
import { orderEntries, type PaletteEntry } from '../../../src-renderer/state/palette/order.ts';
import { recentRuns, withLatest } from '../../../src-renderer/state/palette/recent.ts';

const nothing = (): void => undefined;
const entry = (text: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  id: text,
  kind: 'action',
  text,
  run: nothing,
  ...more,
});
const order = (entries: readonly PaletteEntry[], typed: string, recent: readonly string[] = []) =>
  orderEntries(entries, typed, recent).map(({ entry: { text } }) => text);

describe('typed text in a text', () => {
  it.each([
    ['Go to Runs', 'go to runs', 0],
    ['Go to Runs', 'go', 1],
    ['Go to Runs', 'runs', 2],
    ['Go to Runs', 'runs go', 3],
    ['Go to Runs', 'uns', 4],
    ['Go to Runs', 'gtr', 5],
    ['Export the run', 'exprt', 6],
    ['val/accuracy', 'acc', 2],
    ['learningRate', 'rate', 2],
    ['前往“数据”', '数据', 2],
    ['显示命令列表', '命令', 4],
  ])('%s answers %s in class %i', (text, typed, rank) => {
    expect(matchText(text, typed)?.rank).toBe(rank);
  });

  it('is not found where a letter is missing, or letters are far apart', () => {
    expect(matchText('Go to Runs', 'xyz')).toBeNull();
    expect(matchText('A rather long name of many words', 'als')).toBeNull();
    expect(matchText('Undo', 'ud')).toBeNull();
  });

  it('marks what answers, within the text and in order', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.string({ maxLength: 6 }),
        (text, typed) => {
          let last = 0;
          for (const [start, end] of matchText(text, typed)?.marks ?? []) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            last = end;
          }
        },
      ),
    );
  });

  it('is found in whatever begins with it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (typed, rest) => {
        fc.pre(typed.trim() !== '' && typed === typed.trimStart());
        expect(matchText(typed + rest, typed)).not.toBeNull();
      }),
    );
  });
});

describe('the palette', () => {
  it('puts the better match first, whatever was used lately', () => {
    expect(order([entry('Undo the run'), entry('Runs')], 'run', ['Undo the run'])).toEqual([
      'Runs',
      'Undo the run',
    ]);
  });

  it('puts what was used lately first among equals, then goes by kind', () => {
    const entries = [entry('Go to Data', { kind: 'guide' }), entry('Go to Compare'), entry('Go to Charts')];
    expect(order(entries, 'go')).toEqual(['Go to Compare', 'Go to Charts', 'Go to Data']);
    expect(order(entries, 'go', ['Go to Data'])).toEqual(['Go to Data', 'Go to Compare', 'Go to Charts']);
  });

  it('begins with what was used lately while nothing is typed', () => {
    expect(order([entry('a'), entry('b'), entry('c')], '', ['c', 'b'])).toEqual(['c', 'b', 'a']);
  });

  it('keeps what the core has found by more than the name, below what is found by name', () => {
    const run = entry('iris-3', { kind: 'run', found: true });
    expect(order([run, entry('adam: a new run')], 'adam')).toEqual(['adam: a new run', 'iris-3']);
  });

  it('finds a run by its number before all else', () => {
    const run = entry('wine', { kind: 'run', also: ['#12', '12'], found: true });
    expect(order([entry('12 epochs more'), run], '12')).toEqual(['wine', '12 epochs more']);
  });

  it('remembers each thing once, the latest first', () => {
    expect(withLatest(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b']);
    expect(recentRuns(['run 12', 'action shortcut.undo', 'run 3', 'sweep 4', 'run x'])).toEqual([12, 3]);
  });
});
