import type { FamilyDetail, FamilyFigure, FamilyRow } from '#contract/family.ts';
import { shortDuration, shortNumber, table } from './output.ts';

/** One line a family. */
export function familyTable(families: readonly FamilyRow[]): string {
  return table(
    ['family', 'kind', 'name', 'state', 'complete', 'created'],
    families.map(({ id, kind, name, state, complete, size, createdAt }) => [
      String(id),
      kind,
      name,
      state,
      `${complete} of ${size}`,
      new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
    ]),
  );
}

/** All that the page of a family shows, but for the curves. */
export function familyText(family: FamilyDetail): string {
  const members = table(
    ['run', family.kind === 'folds' ? 'fold' : 'seed', 'state', 'time', 'val/loss'],
    family.members.map(({ place, run }) => [
      run === null ? '—' : String(run.id),
      String(family.kind === 'folds' ? place + 1 : family.spec.seed + place),
      run?.state ?? 'deleted',
      shortDuration(run?.durationMs ?? null),
      shortNumber(run?.metrics['val/loss']?.final),
    ]),
  );
  const { pooled } = family;
  return [
    `Family ${family.id}: ${family.name} (${family.kind}, ${family.state}, ${family.complete} of ${family.size} complete)`,
    members,
    ...(family.figures.length > 0 ? [familyFigureTable(family)] : []),
    ...family.notes.map(({ message }) => message),
    ...(pooled === null ? [] : [pooledText(pooled)]),
  ].join('\n\n');
}

/** Mean, interval and extremes of every figure, and what the intervals mean. */
export function familyFigureTable({ figures }: Pick<FamilyDetail, 'figures'>): string {
  const corrected = figures.some((figure) => figure.correctedHalfWidth !== null);
  const rows = figures.map((figure) => [
    figure.key,
    shortNumber(figure.mean),
    intervalText(figure),
    shortNumber(figure.min),
    shortNumber(figure.max),
    String(figure.count),
  ]);
  const meaning = corrected
    ? 'The interval is Nadeau and Bengio’s corrected t (2003): the members share training rows, so that it is approximate.'
    : 'The interval is Student’s t.';
  const cut = figures.some(({ interval }) => interval?.cut === true)
    ? '\nWhere an interval would leave the values that a metric can have, it is cut off there and both of its ends are given.'
    : '';
  return `${table(['metric', 'mean', '95 %', 'min', 'max', 'runs'], rows)}\n${meaning}${cut}`;
}

function intervalText({ interval, halfWidth, correctedHalfWidth }: FamilyFigure): string {
  if (interval === null) return '—';
  if (interval.cut) return `${shortNumber(interval.low)} to ${shortNumber(interval.high)}`;
  return `± ${shortNumber(correctedHalfWidth ?? halfWidth)}`;
}

function pooledText({ rows, confusion, numbers }: NonNullable<FamilyDetail['pooled']>): string {
  const title = `All ${rows} held-out rows together`;
  if (numbers !== null) {
    const { r2, rmse, mae } = numbers;
    return `${title}: R² ${shortNumber(r2)}, RMSE ${shortNumber(rmse)}, MAE ${shortNumber(mae)}`;
  }
  if (confusion === null) return title;
  return `${title}; true classes in rows, predicted ones in columns:\n${table(
    ['', ...confusion.classes],
    confusion.counts.map((counts, index) => [confusion.classes[index] ?? '', ...counts.map(String)]),
  )}`;
}
