import { parse } from '#contract/parse.ts';
import type { SweepCheck } from '#contract/methods/sweeps.ts';
import { sweepSpecSchema, type SweepSpecInput } from '#contract/sweep/sweep.ts';
import { toErrorPayload } from '#contract/errors.ts';
import { tSentence } from '../../messages/core-sentence.svelte.ts';
import { t } from '../../messages/messages.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { findJsonError } from '../json-error.ts';
import { router } from '../router.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { formatJson } from '../spec-document.ts';

const example: SweepSpecInput = {
  name: 'my script',
  trials: 30,
  workers: 2,
  objective: { metric: 'score', direction: 'minimise' },
  command: { argv: ['python3', 'train.py', '--lr', '{lr}', '--layers', '{layers}'], cwd: '/home/me/project' },
  space: {
    lr: { type: 'float', low: 1e-4, high: 1, log: true },
    layers: { type: 'int', low: 1, high: 8 },
  },
};

/** A sweep of a command on its way: typed, checked, shown as it would be run, and only then started. */
export class CommandDraft {
  #text = $state(formatJson(example));
  #checked = $state.raw<SweepCheck | null>(null);
  #errors = $state.raw<readonly string[]>([]);
  #busy = $state(false);

  get text(): string {
    return this.#text;
  }
  /** What the check found, of the text as it is now. */
  get checked(): SweepCheck | null {
    return this.#checked;
  }
  get errors(): readonly string[] {
    return this.#errors;
  }
  get busy(): boolean {
    return this.#busy;
  }

  type(text: string): void {
    this.#text = text;
    this.#checked = null;
    this.#errors = [];
  }

  async check(): Promise<void> {
    const spec = this.#parsed();
    if (spec === null) return;
    this.#busy = true;
    try {
      const checked = await connection.client.call('sweeps.check', { spec });
      this.#errors = checked.issues.map((issue) => `${issue.path}: ${tSentence(issue)}`);
      this.#checked = checked.issues.length === 0 ? checked : null;
    } catch (thrown) {
      this.#errors = [tSentence(toErrorPayload(thrown))];
    } finally {
      this.#busy = false;
    }
  }

  /** Starts what was shown; false where that was refused, which is told in a toast. */
  async start(): Promise<boolean> {
    const spec = this.#parsed();
    if (spec?.command === undefined || this.#checked === null) return false;
    this.#busy = true;
    try {
      const { sweep } = await connection.client.call('sweeps.start', { spec, confirmed: spec.command.argv });
      router.go({ page: 'sweep', id: sweep });
      return true;
    } catch (thrown) {
      toasts.error(thrown);
      return false;
    } finally {
      this.#busy = false;
    }
  }

  #parsed(): SweepSpecInput | null {
    const wrong = findJsonError(this.#text);
    if (wrong !== null) {
      const { line, column, expected } = wrong;
      this.#errors = [t('json.error', { line, column, expected: t(`json.expected.${expected}`) })];
      return null;
    }
    const document: unknown = JSON.parse(this.#text);
    try {
      parse(sweepSpecSchema, document, t('command.spec'));
    } catch (thrown) {
      this.#errors = [tSentence(toErrorPayload(thrown))];
      return null;
    }
    // The schema took it; the core parses it once more.
    return document as SweepSpecInput;
  }
}
