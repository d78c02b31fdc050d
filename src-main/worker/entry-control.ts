import type { TrainingControl } from '../engine/training/training-options.ts';
import type { WishedEdit } from '../engine/training/live-edits.ts';
import type { ControlWish } from './protocol.ts';

/** A training's control that messages steer. */
export interface SteeredControl extends TrainingControl {
  set(wish: ControlWish): void;
  wish(edit: WishedEdit): void;
  takeWish(): WishedEdit | null;
}

/** Runs at first. Once stopped it stays stopped. */
export function createControl(): SteeredControl {
  let state: TrainingControl['state'] = 'run';
  let endsWithEpoch = false;
  const wishes: WishedEdit[] = [];
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  return {
    get state() {
      return state;
    },
    get endsWithEpoch() {
      return endsWithEpoch;
    },
    set: (wanted) => {
      if (state === 'stop') return;
      if (wanted === 'afterEpoch') endsWithEpoch = true;
      else state = wanted;
      if (state !== 'pause') wake();
    },
    wish: (edit) => {
      wishes.push(edit);
      wake();
    },
    takeWish: () => wishes.shift() ?? null,
    resumed: () =>
      state === 'pause' && wishes.length === 0
        ? new Promise((resolve) => void waiting.push(resolve))
        : Promise.resolve(),
  };
}
