import { describe, expect, it } from 'vitest';
import { chordOf, isSingleKey, matchShortcut } from '../../../src-renderer/state/shortcut-keys.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('a key press', () => {
  it.each([
    [{ key: 'g' }, 'G'],
    [{ key: 'L', shiftKey: true }, 'Shift+L'],
    [{ key: '?', shiftKey: true }, '?'],
    [{ key: '/', ctrlKey: true }, 'Ctrl+/'],
    [{ key: 'j', metaKey: true }, 'Ctrl+J'],
    [{ key: 'µ', altKey: true, code: 'KeyM' }, 'Alt+M'],
    [{ key: 'Enter', ctrlKey: true }, 'Ctrl+Enter'],
    [{ key: 'ArrowLeft', shiftKey: true }, 'Shift+ArrowLeft'],
    [{ key: ' ' }, 'Space'],
  ])('%j is %s', (press, chord) => {
    expect(chordOf({ ...none, ...press })).toBe(chord);
  });

  it('is a single key unless it has Ctrl or Alt, or is Escape', () => {
    const chords = ['G', 'Shift+L', 'Space', 'Ctrl+J', 'Alt+M', 'Escape'];
    expect(chords.map(isSingleKey)).toEqual([true, true, true, false, false, false]);
  });
});

describe('shortcuts', () => {
  const known = ['G R', 'G C', 'R', 'Ctrl+J'];

  it('wait for the second key of a sequence', () => {
    expect(matchShortcut(known, null, 'G')).toEqual({ complete: null, pending: true });
    expect(matchShortcut(known, 'G', 'C')).toEqual({ complete: 'G C', pending: false });
  });

  it('prefer the sequence to the single key that ends it', () => {
    expect(matchShortcut(known, 'G', 'R').complete).toBe('G R');
    expect(matchShortcut(known, null, 'R').complete).toBe('R');
  });

  it('forget a first key that nothing follows', () => {
    expect(matchShortcut(known, 'G', 'X')).toEqual({ complete: null, pending: false });
  });
});
