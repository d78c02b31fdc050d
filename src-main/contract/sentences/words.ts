/** More names than this are counted instead. */
const mostNames = 8;
const mostListed = 6;

/** `"a", "b" and "c"`; many are cut short with how many more columns there are. */
export function enumerateColumns(names: readonly string[]): string {
  const shown = names.length > mostNames ? names.slice(0, mostNames) : names.slice(0, -1);
  const last = names.length > mostNames ? `${names.length - mostNames} more columns` : names.at(-1);
  return `${shown.join(', ')} and ${last ?? ''}`;
}

/** `a, b, c`; many are cut short with how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - mostListed;
  return more > 0 ? `${names.slice(0, mostListed).join(', ')} and ${more} more` : names.join(', ');
}

/** 1,234,567. */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}
