import { t } from '../messages/messages.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Something that was done, with the way back and the way there again. */
export interface Step {
  /** What was done, as a thing: "Sorting", "Tags of three runs". */
  readonly label: string;
  readonly undo: () => unknown;
  readonly redo: () => unknown;
  /** Steps of one topic that follow one another at once are one: a width that is nudged five times. */
  readonly topic?: string;
}

const most = 200;
const togetherMs = 1500;
let done = $state.raw<readonly Step[]>([]);
let undone = $state.raw<readonly Step[]>([]);
let lastAt = 0;
let busy = false;

/** What was done in this window, to go back and forth in. */
export const steps = {
  /** What would be undone; null where there is nothing. */
  get undoes(): string | null {
    return done.at(-1)?.label ?? null;
  },
  get redoes(): string | null {
    return undone.at(-1)?.label ?? null;
  },
  /** Keeps a step that was just done. What had been undone before it is gone. */
  did(step: Step, now = Date.now()): void {
    const last = done.at(-1);
    const joins = step.topic !== undefined && last?.topic === step.topic && now - lastAt < togetherMs;
    // Back to before the first of them, and forth to behind the last.
    done =
      joins && last !== undefined
        ? [...done.slice(0, -1), { ...step, undo: last.undo }]
        : [...done, step].slice(-most);
    undone = [];
    lastAt = now;
  },
  async undo(): Promise<void> {
    const step = done.at(-1);
    if (step === undefined || busy) return;
    const went = await go(step, 'undo');
    done = done.slice(0, -1);
    if (went) undone = [...undone, step];
  },
  async redo(): Promise<void> {
    const step = undone.at(-1);
    if (step === undefined || busy) return;
    const went = await go(step, 'redo');
    undone = undone.slice(0, -1);
    if (went) done = [...done, step];
  },
};

/** Nothing else is undone meanwhile; what cannot be undone any more says why, and is left out. */
async function go(step: Step, way: 'undo' | 'redo'): Promise<boolean> {
  busy = true;
  try {
    await step[way]();
    toasts.info(t(`undo.${way}`, { what: step.label }), 'undo');
    lastAt = 0;
    return true;
  } catch (thrown) {
    toasts.error(thrown);
    return false;
  } finally {
    busy = false;
  }
}
