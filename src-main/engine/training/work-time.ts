/** A lap this short is never doubted. */
const undoubtedMs = 30_000;
/** Nor is one that is at most so many times as long as the longest of its kind so far. */
const mostTimesLonger = 10;

/** Measures how long work takes, in laps of several kinds, such as steps and evaluations. */
export interface WorkTime<Kind extends string> {
  /** Milliseconds of work since the last call, which was of this kind. */
  lap(kind: Kind): number;
  /** Milliseconds since the last call of `lap` or `forget`. */
  sinceLap(): number;
  /** What passed since the last call was no work. */
  forget(): void;
}

/**
 * `stopwatch` gives milliseconds that only grow, such as `performance.now`. Under macOS and Windows it goes on while the
 * machine sleeps (libuv reads mach_continuous_time and QueryPerformanceCounter), under Linux it does not
 * (CLOCK_MONOTONIC). So a lap that is far longer than any of its kind before is taken for a sleep, and counts as much as
 * the longest; a second one on end counts in full, since then work has become slow.
 */
export function measureWorkTime<Kind extends string>(stopwatch: () => number): WorkTime<Kind> {
  const longest = new Map<Kind, number>();
  let doubted: Kind | null = null;
  let last = stopwatch();
  return {
    lap: (kind) => {
      const now = stopwatch();
      const passed = now - last;
      last = now;
      const before = longest.get(kind);
      if (passed <= undoubtedMs || before === undefined || passed <= mostTimesLonger * before) {
        if (doubted === kind) doubted = null;
        if (before === undefined || passed > before) longest.set(kind, passed);
        return passed;
      }
      if (doubted !== kind) {
        doubted = kind;
        return before;
      }
      doubted = null;
      longest.set(kind, passed);
      return passed;
    },
    sinceLap: () => stopwatch() - last,
    forget: () => {
      last = stopwatch();
    },
  };
}
