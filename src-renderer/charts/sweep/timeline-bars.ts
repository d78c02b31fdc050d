/** A trial, or several of one state that lie so close that they look like one. */
export interface TimelineBar {
  readonly lane: number;
  readonly state: string;
  readonly from: number;
  readonly to: number;
  /** Null where there are several. */
  readonly trial: number | null;
  readonly count: number;
}

interface Placed {
  readonly trial: number;
  readonly state: string;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Joins what is too narrow to be told apart: narrow bars of a lane become one until it is a `pixel` of time wide, in the
 * state of the longest of them, and go on being one while they are alike. Wide bars stay as they are.
 */
export function joinBars(bars: readonly Placed[], pixel: number): readonly TimelineBar[] {
  const joined: TimelineBar[] = [];
  /** The last bar of each lane, as long as it is of narrow ones, with the longest of these. */
  const open = new Map<number, { readonly at: number; readonly longest: number }>();
  for (const { trial, state, lane, from, to } of [...bars].sort((a, b) => a.from - b.from)) {
    const length = to - from;
    const last = open.get(lane);
    const before = last === undefined ? undefined : joined[last.at];
    if (
      length < pixel &&
      last !== undefined &&
      before !== undefined &&
      from - before.to < pixel &&
      (before.to - before.from < pixel || before.state === state)
    ) {
      const isLonger = length > last.longest;
      joined[last.at] = {
        lane,
        state: isLonger ? state : before.state,
        from: before.from,
        to: Math.max(before.to, to),
        trial: null,
        count: before.count + 1,
      };
      if (isLonger) open.set(lane, { at: last.at, longest: length });
      continue;
    }
    if (length < pixel) open.set(lane, { at: joined.length, longest: length });
    else open.delete(lane);
    joined.push({ lane, state, from, to, trial, count: 1 });
  }
  return joined;
}
