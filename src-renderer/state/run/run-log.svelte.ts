import type { ConsoleLine, RunEvent } from '#contract/run.ts';
import { connection } from '../connection.svelte.ts';
import { oneAtATime } from '../one-at-a-time.ts';

/** Told when a run goes on from an earlier state: events of later steps may be taken away with it. */
const wentBack: readonly string[] = ['resumed', 'undone', 'rolledBack'];

/** Lines that the page holds; the newest stay. */
export const mostLines = 5000;

/** Events and console output of a run. Only what is new is asked for. */
export class RunLog {
  readonly run: number;
  #events = $state.raw<readonly RunEvent[]>([]);
  #console = $state.raw<readonly ConsoleLine[]>([]);
  #dropped = $state(false);
  #error = $state.raw<unknown>(null);
  #loaded = $state(false);

  constructor(run: number) {
    this.run = run;
  }

  /** In order of their sequence. */
  get events(): readonly RunEvent[] {
    return this.#events;
  }
  get console(): readonly ConsoleLine[] {
    return this.#console;
  }
  /** Whether older lines of console output are not held any more. */
  get dropped(): boolean {
    return this.#dropped;
  }
  get error(): unknown {
    return this.#error;
  }
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Asks for what came after what is there; once more afterwards if asked in the meantime. */
  readonly refresh = oneAtATime(() => this.#ask());

  #allEvents(after: number): Promise<readonly RunEvent[]> {
    return allAfter(after, 1000, (from, limit) =>
      connection.client.call('runs.events', { run: this.run, after: from, limit }),
    );
  }

  async #ask(): Promise<void> {
    try {
      const [events, lines] = await Promise.all([
        this.#allEvents(this.#events.at(-1)?.sequence ?? 0),
        allAfter(this.#console.at(-1)?.sequence ?? 0, mostLines, (after, limit) =>
          connection.client.call('runs.console', { run: this.run, after, limit }),
        ),
      ]);
      if (events.some(({ kind }) => wentBack.includes(kind))) {
        // What was told of steps that do not count any more is gone.
        this.#events = await this.#allEvents(0);
      } else if (events.length > 0) this.#events = [...this.#events, ...events];
      if (lines.length > 0) {
        const all = [...this.#console, ...lines];
        this.#dropped ||= all.length > mostLines;
        this.#console = all.slice(-mostLines);
      }
      this.#error = null;
      this.#loaded = true;
    } catch (thrown) {
      this.#error = thrown;
    }
  }
}

/** Pages of what comes after a sequence until one is not full. */
async function allAfter<T extends { readonly sequence: number }>(
  after: number,
  limit: number,
  page: (after: number, limit: number) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const items = await page(all.at(-1)?.sequence ?? after, limit);
    all.push(...items);
    if (items.length < limit) return all;
  }
}
