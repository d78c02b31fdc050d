import { runStates } from '#contract/run.ts';
import { isTableLayout, type TableFilter, type TableLayout } from './table-layout.ts';

/** What a table showed when it was kept under a name. */
export interface SavedView {
  readonly name: string;
  readonly layout: TableLayout;
  readonly filter: TableFilter;
}

/** Whether a stored document is a list of views; one of another version may not be. */
export function areViews(value: unknown): value is readonly SavedView[] {
  return Array.isArray(value) && value.every(isView);
}

function isView(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, layout, filter } = value as Partial<Record<keyof SavedView, unknown>>;
  return typeof name === 'string' && name !== '' && isTableLayout(layout) && isFilter(filter);
}

function isFilter(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { text, states, experiment, archived } = value as Partial<Record<keyof TableFilter, unknown>>;
  return (
    typeof text === 'string' &&
    Array.isArray(states) &&
    states.every((state) => runStates.some((known) => known === state)) &&
    (experiment === null || typeof experiment === 'string') &&
    typeof archived === 'boolean'
  );
}

/** The views with this one, in the order of their names; one of the same name is replaced. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  const others = views.filter(({ name }) => name !== view.name);
  return [...others, view].sort((a, b) => a.name.localeCompare(b.name));
}
