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
  let holdsAfter: number | null = null;
  const wishes: WishedEdit[] = [];
  let waiting: (() => void)[] = [];
  let listening: (() => void)[] = [];
  /** Whoever waits for any wish hears of a pause, too. */
  const hear = (): void => {
    const heard = listening;
    listening = [];
    for (const resolve of heard) resolve();
  };
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
    hear();
  };
  return {
    get state() {
      return state;
    },
    get endsWithEpoch() {
      return endsWithEpoch;
    },
    get holdsAfter() {
      return holdsAfter;
    },
    set: (wanted) => {
      if (state === 'stop') return;
      if (typeof wanted === 'object') holdsAfter = wanted.holdAfter;
      else if (wanted === 'afterEpoch') endsWithEpoch = true;
      else state = wanted;
      if (state !== 'pause') wake();
      else hear();
    },
    wish: (edit) => {
      wishes.push(edit);
      wake();
    },
    wished: () =>
      wishes.length === 0 ? new Promise((resolve) => void listening.push(resolve)) : Promise.resolve(),
    takeWish: () => wishes.shift() ?? null,
    resumed: () =>
      state === 'pause' && wishes.length === 0
        ? new Promise((resolve) => void waiting.push(resolve))
        : Promise.resolve(),
  };
}
