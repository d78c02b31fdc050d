import type { Column } from './table.ts';

/** Fewer rows than this tell nothing: their numbers may well be in order. */
const fewestRows = 10;
const fewestCounted = 30;

const wholeNames =
  /^(#|ids?|index|idx|row|row[ _]?(id|nr|no|number|index)|nr\.?|no\.?|number|uuid|guid|key|serial([ _]?(no|number))?|column 1|unnamed: ?0|序号|编号|行号|学号|工号|单号|账号|证号|身份证|主键|标识)$/i;
/** `customer_id`, `user id`, `PassengerId`, `userID`, 用户编号, 订单号 — but not "acid". */
const endings =
  /[_\-.\s]([iI][dD]|uuid|guid)$|[\p{Ll}\d\p{Script=Han}]I[dD]$|(序号|编号|学号|工号|单号|账号|证号|卡号|号码)$/u;

/**
 * Whether a column names or counts the rows: every value another one under a name of that kind, or 0, 1, 2 … (or 1, 2,
 * 3 …) from the first row to the last. `distinct` may be known already.
 */
export function looksLikeId(column: Column, rowCount: number, distinct: number | null = null): boolean {
  if (rowCount < fewestRows) return false;
  if (column.type === 'number' && !column.values.every((value) => Number.isInteger(value))) return false;
  if (column.type === 'number' && rowCount >= fewestCounted && counts(column.values)) return true;
  const name = column.name.trim();
  const named = wholeNames.test(name) || endings.test(name);
  return named && (distinct ?? distinctOf(column)) === rowCount;
}

function counts(values: Float64Array): boolean {
  const first = values[0];
  return (first === 0 || first === 1) && values.every((value, row) => value === first + row);
}

/** What is missing is no value. */
function distinctOf(column: Column): number {
  switch (column.type) {
    case 'number':
    case 'date':
      return new Set(column.values.filter((value) => !Number.isNaN(value))).size;
    case 'category':
      return new Set(column.codes.filter((code) => code >= 0)).size;
    default:
      return new Set(column.values.filter((value) => value !== null)).size;
  }
}
