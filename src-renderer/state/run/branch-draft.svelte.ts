import type { InputIssue } from '#contract/errors.ts';
import type { MethodOutput } from '#contract/methods/index.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { flattenParams, type ParamValue } from '#contract/param.ts';
import type { RunDetail } from '#contract/run.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { editableSettings, typedSetting } from './branch-settings.ts';

const checkPauseMs = 250;

/** A setting of the branch that is being written. */
export interface DraftSetting {
  readonly path: string;
  readonly before: ParamValue | undefined;
  /** As it was typed. */
  readonly text: string;
  readonly changed: boolean;
}

/** A branch of a run that is being written: from which checkpoint, and what is changed. Checked as it is typed. */
export class BranchDraft {
  readonly run: RunDetail;
  #step = $state(0);
  /** What was typed, by path; paths of settings that the parent lacks are among them. */
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  #check = new Asked<MethodOutput<'runs.checkBranch'>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #starting = $state(false);
  /** What it began with comes first. */
  readonly #preset: readonly string[];
  readonly #params: Readonly<Record<string, ParamValue>>;

  constructor(run: RunDetail, step: number, changes: Readonly<Record<string, ParamValue>> = {}) {
    this.run = run;
    this.#step = step;
    this.#preset = Object.keys(changes);
    this.#params = flattenParams(run.spec);
    this.#typed = Object.fromEntries(Object.entries(changes).map(([path, value]) => [path, String(value)]));
    this.#ask();
  }

  get step(): number {
    return this.#step;
  }
  set step(step: number) {
    this.#step = step;
    this.#ask();
  }
  get settings(): readonly DraftSetting[] {
    const known = editableSettings(this.#params);
    const rest = Object.keys(this.#typed).filter((path) => !known.includes(path));
    const others = [...known, ...rest].filter((path) => !this.#preset.includes(path));
    return [...this.#preset, ...others].map((path) => {
      const before = this.#params[path];
      const text = this.#typed[path] ?? (before === undefined ? '' : String(before));
      return { path, before, text, changed: this.#typed[path] !== undefined };
    });
  }
  get changes(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.#typed).map(([path, text]) => [path, typedSetting(text)] as const),
    );
  }
  get issues(): readonly InputIssue[] {
    return this.#check.value?.issues ?? [];
  }
  get plan(): SpecPlan | null {
    return this.#check.value?.plan ?? null;
  }
  get checking(): boolean {
    return this.#check.loading;
  }
  get starting(): boolean {
    return this.#starting;
  }

  type(path: string, text: string): void {
    const before = this.#params[path];
    const others = Object.entries(this.#typed).filter(([other]) => other !== path);
    const same = before !== undefined && text === String(before);
    this.#typed = Object.fromEntries(same ? others : [...others, [path, text]]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), checkPauseMs);
  }

  /** Starts it and gives its number; null where it was refused, which is said. */
  async start(): Promise<number | null> {
    this.#starting = true;
    try {
      const asked = { run: this.run.id, step: this.#step, changes: this.changes };
      return (await connection.client.call('runs.branch', asked)).run;
    } catch (thrown) {
      toasts.error(thrown);
      this.#ask();
      return null;
    } finally {
      this.#starting = false;
    }
  }

  #ask(): void {
    const asked = { run: this.run.id, step: this.#step, changes: this.changes };
    void this.#check.ask(() => connection.client.call('runs.checkBranch', asked));
  }
}
