import { t } from '../../messages/messages.svelte.ts';
import { Stored } from '../stored.svelte.ts';
import { steps } from '../undo.svelte.ts';
import { areViews, withView, type SavedView } from './saved-views.ts';

/** What a table shows. */
export type ShownView = Omit<SavedView, 'name'>;

/** Views of a table that were kept under a name, each with the way back. */
export class TableViews {
  #kept = new Stored<readonly SavedView[]>('runs.views', [], areViews);
  readonly #shown: () => ShownView;
  readonly #show: (view: ShownView) => void;

  /** `shown` is what the table shows now; `show` has it show something else. */
  constructor(shown: () => ShownView, show: (view: ShownView) => void) {
    this.#shown = shown;
    this.#show = show;
  }

  get all(): readonly SavedView[] {
    return this.#kept.value;
  }
  /** Keeps what the table shows under a name; one that is there is replaced. */
  save(name: string): void {
    this.#keep(name, withView(this.all, { name, ...this.#shown() }));
  }
  delete(name: string): void {
    this.#keep(
      name,
      this.all.filter((view) => view.name !== name),
    );
  }
  show(view: SavedView): void {
    const before = this.#shown();
    this.#show(view);
    steps.did({
      label: t('undo.layout.view', { name: view.name }),
      undo: () => this.#show(before),
      redo: () => this.#show(view),
    });
  }

  #keep(name: string, after: readonly SavedView[]): void {
    const before = this.all;
    this.#kept.value = after;
    steps.did({
      label: t('undo.layout.view', { name }),
      undo: () => (this.#kept.value = before),
      redo: () => (this.#kept.value = after),
    });
  }
}
