import type { TrainingControl } from '../engine/training/train.ts';
import type { ControlState } from './protocol.ts';

/** A training's control that messages steer. */
export interface SteeredControl extends TrainingControl {
  set(state: ControlState): void;
}

/** Runs at first. Once stopped it stays stopped. */
export function createControl(): SteeredControl {
  let state: ControlState = 'run';
  let waiting: (() => void)[] = [];
  return {
    get state() {
      return state;
    },
    set: (wanted) => {
      if (state === 'stop') return;
      state = wanted;
      if (state === 'pause') return;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    resumed: () =>
      state === 'pause' ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(),
  };
}
