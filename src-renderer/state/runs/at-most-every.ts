/** Timers as a test passes its own. */
export interface Timers {
  readonly set: (then: () => void, milliseconds: number) => unknown;
  readonly clear: (timer: unknown) => void;
}

const windowTimers: Timers = {
  set: (then, milliseconds) => setTimeout(then, milliseconds),
  // What `set` returned comes back here.
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/**
 * Does something at most once in `milliseconds`: at once when it was quiet, else at the end of the pause, once for
 * all that was asked within it.
 */
export function atMostEvery(
  milliseconds: number,
  run: () => void,
  timers: Timers = windowTimers,
): { readonly soon: () => void; readonly stop: () => void } {
  let timer: unknown = null;
  let asked = false;
  const begin = (): void => {
    asked = false;
    timer = timers.set(() => {
      timer = null;
      if (asked) begin();
    }, milliseconds);
    run();
  };
  return {
    soon() {
      if (timer === null) begin();
      else asked = true;
    },
    stop() {
      if (timer !== null) timers.clear(timer);
      timer = null;
      asked = false;
    },
  };
}
