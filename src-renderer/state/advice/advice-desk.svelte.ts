import { adviceKinds, type Advice, type AdviceKind } from '#contract/advice.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { newRun } from '../new-run.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { isObject } from '#contract/objects.ts';
import { toasts } from '../toasts.svelte.ts';

const newsMs = 250;
const storeKey = 'descent.advice';

interface Question {
  readonly id: number;
  /** The document as it was asked about, to tell whether it has changed since. */
  readonly about: string;
}

/** One question about the draft and what came of it so far. */
class Answer {
  #asked = new Asked<Advice>();
  #question = $state.raw<Question | null>(null);
  #starting = $state(false);
  #stopFollowing: (() => void) | null = null;
  readonly #kind: AdviceKind;

  constructor(kind: AdviceKind) {
    this.#kind = kind;
  }

  get question(): Question | null {
    return this.#question;
  }
  get advice(): Advice | null {
    return this.#question === null ? null : this.#asked.value;
  }
  get error(): unknown {
    return this.#question === null ? null : this.#asked.error;
  }
  get busy(): boolean {
    const state = this.advice?.state;
    return this.#starting || state === 'waiting' || state === 'running';
  }
  /** Whether the draft is another one than the one that was tried out. */
  get isStale(): boolean {
    return this.#question !== null && this.#question.about !== subjectOf(newRun.document);
  }

  async start(): Promise<void> {
    if (this.busy) return;
    this.#starting = true;
    const document = newRun.document;
    try {
      // The core parses it; what is wrong with it is said beside its fields.
      const spec = document as TrainingSpecInput;
      const { advice } = await connection.client.call('advice.start', { spec, kind: this.#kind });
      this.#asked.clear();
      this.follow({ id: advice, about: subjectOf(document) });
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      this.#starting = false;
    }
  }

  async stop(): Promise<void> {
    if (this.#question === null) return;
    try {
      await connection.client.call('advice.stop', { advice: this.#question.id });
    } catch (thrown) {
      toasts.error(thrown);
    }
  }

  /** Takes what was found into the draft; the answer stays, as the answer to the draft as it was then. */
  take(): void {
    newRun.apply(this.advice?.report?.changes ?? []);
  }

  close(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = null;
    this.#question = null;
    this.#asked.clear();
    remember();
  }

  /** Shows this question\'s answer, and follows it while there are news. */
  follow(question: Question): void {
    this.#stopFollowing?.();
    this.#question = question;
    remember();
    const { id } = question;
    const ask = (): void => void this.#asked.ask(() => connection.client.call('advice.show', { advice: id }));
    const refresh = atMostEvery(newsMs, ask);
    const stop = connection.client.subscribe(`advice:${id}`, refresh.soon);
    this.#stopFollowing = () => {
      stop();
      refresh.stop();
    };
    ask();
  }
}

/** Names and labels do not change how a spec trains. */
function subjectOf(document: unknown): string {
  if (!isObject(document)) return '';
  return JSON.stringify(
    Object.entries(document).filter(([key]) => key !== 'name' && key !== 'experiment' && key !== 'tags'),
  );
}

function remember(): void {
  const questions = adviceKinds.map((kind) => [kind, adviceDesk[kind].question] as const);
  sessionStorage.setItem(storeKey, JSON.stringify(Object.fromEntries(questions)));
}

/** Questions about the draft, one of each kind. They go on without the window, and are found again after a reload. */
export const adviceDesk: Readonly<Record<AdviceKind, Answer>> = {
  optimizer: new Answer('optimizer'),
  learningRate: new Answer('learningRate'),
  batchSize: new Answer('batchSize'),
};

/** Finds the questions again that were asked before the window was loaded anew. */
export function restoreAdvice(): void {
  const written = sessionStorage.getItem(storeKey);
  if (written === null) return;
  // Only `remember` writes here.
  const questions = JSON.parse(written) as Partial<Record<AdviceKind, Question | null>>;
  for (const kind of adviceKinds) {
    const question = questions[kind];
    if (question && adviceDesk[kind].question === null) adviceDesk[kind].follow(question);
  }
}
