import type { InputIssue } from '#contract/errors.ts';
import type { MethodOutput } from '#contract/methods/index.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { formatInteger } from '../../format/number.ts';
import { tSentence } from '../../messages/core-sentence.svelte.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { editChanges, settingText, type EditField } from './edit-fields.ts';

const checkPauseMs = 250;

/** Changes of settings of a run that trains, on their way: checked as they are typed, by what would take them. */
export class EditDraft {
  readonly run: number;
  /** The settings of the moment: others may change them, too. */
  readonly #now: () => TrainingSpec;
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  /** Chosen here; null as it is. */
  #stopsEarly = $state<boolean | null>(null);
  #check = new Asked<MethodOutput<'runs.checkEdit'>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #applying = $state(false);

  constructor(run: number, now: () => TrainingSpec) {
    this.run = run;
    this.#now = now;
  }

  get stopsEarly(): boolean {
    return this.#stopsEarly ?? this.#now().earlyStopping !== undefined;
  }
  set stopsEarly(stops: boolean) {
    this.#stopsEarly = stops;
    this.#checkSoon();
  }
  get changes(): Readonly<Record<string, unknown>> {
    return editChanges(this.#now(), this.#typed, this.stopsEarly);
  }
  get count(): number {
    return Object.keys(this.changes).length;
  }
  get applying(): boolean {
    return this.#applying;
  }
  get checking(): boolean {
    return this.#check.loading;
  }
  /** What is wrong with what was typed, in the window's language. */
  get issues(): readonly InputIssue[] {
    const issues = this.count === 0 ? [] : (this.#check.value?.issues ?? []);
    return issues.map((issue) => ({ ...issue, message: tSentence(issue) }));
  }
  /** How long the training becomes; null where that is not known, or not right. */
  get totalSteps(): number | null {
    return this.count === 0 ? null : (this.#check.value?.plan?.totalSteps ?? null);
  }
  get canApply(): boolean {
    return this.count > 0 && this.issues.length === 0 && this.totalSteps !== null && !this.#applying;
  }

  text(field: EditField): string {
    return this.#typed[field.path] ?? settingText(this.#now(), field);
  }
  /** What the setting is now, where something else was typed. */
  before(field: EditField): string | null {
    const now = settingText(this.#now(), field);
    return this.text(field) === now ? null : now;
  }
  type({ path }: EditField, text: string): void {
    this.#typed = { ...this.#typed, [path]: text };
    this.#checkSoon();
  }
  reset(): void {
    clearTimeout(this.#timer);
    this.#typed = {};
    this.#stopsEarly = null;
    this.#check.clear();
  }

  /** Sends what was typed; what was refused stays, and is said. */
  async apply(): Promise<void> {
    this.#applying = true;
    try {
      const { step } = await connection.client.call('runs.edit', { run: this.run, changes: this.changes });
      toasts.success(t('edit.applied', { step: formatInteger(step + 1) }));
      this.reset();
    } catch (thrown) {
      toasts.error(thrown);
      this.#ask();
    } finally {
      this.#applying = false;
    }
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), checkPauseMs);
  }

  #ask(): void {
    const { changes } = this;
    if (Object.keys(changes).length === 0) this.#check.clear();
    else void this.#check.ask(() => connection.client.call('runs.checkEdit', { run: this.run, changes }));
  }
}
