/** Which number comes first in 5/6/2024; a column has one answer for all of its cells. */
export type SlashOrder = 'dayFirst' | 'monthFirst';

const time = String.raw`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${time}$`);
const chinese = new RegExp(String.raw`^(\d{4})年(\d{1,2})月(\d{1,2})日${time}$`);
const withDots = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4})${time}$`);
const withSlashes = new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})${time}$`);

/**
 * A date, or a date with a time, in milliseconds since 1970; NaN for anything else and for days that no calendar
 * has. Read are 2024-05-31, 2024/5/31, 2024年5月31日, 31.5.2024 and, once `slashes` says which, 5/31/2024. A time may
 * follow (`T14:30:05.25`); one with a zone is turned to UTC, one without is taken as it stands.
 */
export function parseDate(cell: string, slashes?: SlashOrder): number {
  const text = cell.trim();
  const iso = yearFirst.exec(text);
  if (iso !== null) return instant(iso[1], iso[3], iso[4], iso.slice(5));
  const written = chinese.exec(text);
  if (written !== null) return instant(written[1], written[2], written[3], written.slice(4));
  const dots = withDots.exec(text);
  if (dots !== null) return instant(dots[3], dots[2], dots[1], dots.slice(4));
  const slashed = withSlashes.exec(text);
  if (slashed === null || slashes === undefined) return Number.NaN;
  const [, first, second, year] = slashed;
  return slashes === 'dayFirst'
    ? instant(year, second, first, slashed.slice(4))
    : instant(year, first, second, slashed.slice(4));
}

/** What dates with slashes say about their order: known once one number is above 12; null while it may be either. */
export function slashOrder(cells: Iterable<string>): SlashOrder | null {
  let found: SlashOrder | null = null;
  for (const cell of cells) {
    const match = withSlashes.exec(cell.trim());
    if (match === null) continue;
    const order = Number(match[1]) > 12 ? 'dayFirst' : Number(match[2]) > 12 ? 'monthFirst' : null;
    if (order !== null && found !== null && order !== found) return null;
    found = order ?? found;
  }
  return found;
}

/** As ISO 8601 has it: the day alone at midnight, else with the time. */
export function formatDate(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  if (milliseconds % 86_400_000 === 0) return text.slice(0, 10);
  return text.slice(0, milliseconds % 1000 === 0 ? 19 : 23);
}

function instant(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
): number {
  const [hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = clock;
  const numbers = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)];
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = numbers;
  if (h > 23 || min > 59 || s > 59) return Number.NaN;
  const midnight = new Date(0);
  midnight.setUTCFullYear(y, m - 1, d);
  // Another day than was asked for means that the calendar has none such: the 30th of February.
  if (midnight.getUTCMonth() !== m - 1 || midnight.getUTCDate() !== d) return Number.NaN;
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1000);
  return midnight.getTime() + ((h * 60 + min) * 60 + s) * 1000 + milliseconds - zoneOffset(zone);
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
