import { describe, expect, it } from 'vitest';
import { commonShift } from '../../../../src-renderer/state/runs/common-shift.ts';

const inView = [
  { id: 31, index: 10 },
  { id: 30, index: 11 },
  { id: 29, index: 12 },
];
const now = (places: Readonly<Record<number, number>>) => (id: number) => places[id] ?? null;

describe('rows in view', () => {
  it('have moved down by the runs that came in above them', () => {
    expect(commonShift(inView, now({ 31: 13, 30: 14, 29: 15 }))).toBe(3);
  });

  it('have moved up by the runs that went', () => {
    expect(commonShift(inView, now({ 31: 9, 30: 10, 29: 11 }))).toBe(-1);
  });

  it('stay where most of them are when a sort carries one off', () => {
    expect(commonShift(inView, now({ 31: 400, 30: 10, 29: 11 }))).toBe(-1);
    expect(commonShift(inView, now({ 31: 10, 30: 11, 29: 0 }))).toBe(0);
  });

  it('say nothing when none of them is loaded any more', () => {
    expect(commonShift(inView, now({}))).toBe(0);
    expect(commonShift([], now({ 31: 13 }))).toBe(0);
  });
});
