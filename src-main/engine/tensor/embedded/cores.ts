import { setTimeout } from 'node:timers/promises';
import { currentHeap } from './heap.ts';

/** More threads wait for each other longer than they save, at the sizes that are trained here. */
const mostThreads = 8;

/** Threads that a training may use, written by whoever knows how many trainings there are. */
let allowance: Int32Array | null = null;

/** From now on the trainings of this thread use as many threads as stand at place 0; null for one. */
export function followThreads(given: Int32Array | null): void {
  allowance = given;
}

export function allowedThreads(): number {
  return allowance === null ? 1 : Math.min(mostThreads, Math.max(1, Atomics.load(allowance, 0)));
}

/** Takes as many threads as there may be, or gives them back; cheap enough for every step. Changes no result. */
export function adjustThreads(): void {
  const team = currentHeap()?.team;
  const wanted = allowedThreads();
  if (team !== undefined && team.threads !== wanted) team.resize(wanted);
}

/** A helper needs some milliseconds to come, on a busy machine some more. */
const longestWaitMs = 500;

/** Takes as many threads as there may be and waits until they are there, as a measurement has to. */
export async function gatherThreads(): Promise<void> {
  const until = performance.now() + longestWaitMs;
  for (;;) {
    adjustThreads();
    const team = currentHeap()?.team;
    if (team === undefined || team.threads === allowedThreads() || performance.now() >= until) return;
    await setTimeout(1);
  }
}
