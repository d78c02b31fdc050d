import type { ColumnType } from '#contract/dataset.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { MissingWords } from './cells.ts';
import type { BuilderOptions, ColumnBuilder, ReadAs } from './column-builder.ts';
import { dateBuilder } from './date-builder.ts';
import { numberBuilder } from './number-builder.ts';
import { wordBuilder } from './word-builder.ts';
import { mostColumns } from './csv.ts';
import type { Column, ColumnTotals, Table } from './table.ts';

/** How many cells may be kept, and what happens with more. */
export interface Keep {
  readonly cells: number;
  /** `refuse` is for training, which needs every row; `thin` keeps rows evenly, for a description. */
  readonly beyond: 'refuse' | 'thin';
  /** Only rows from `offset` on, `limit` of them; nothing after them is read. */
  readonly window?: { readonly offset: number; readonly limit: number };
}

/** Two gigabytes of numbers. */
export const keepAll: Keep = { cells: 250_000_000, beyond: 'refuse' };
/** 40 megabytes of numbers. */
export const keepSome: Keep = { cells: 5_000_000, beyond: 'thin' };

const builderOf: Readonly<Record<ReadAs, (options: BuilderOptions) => ColumnBuilder>> = {
  numbers: numberBuilder,
  dates: dateBuilder,
  words: wordBuilder,
};

export interface TableOptions {
  readonly fileName: string;
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly decimalComma: boolean;
  readonly missing: MissingWords;
  readonly keep: Keep;
  /** How columns have to be read whose beginning misled; filled by a reading before this one. */
  readonly readAs: ReadonlyMap<string, ReadAs>;
}

/** Thrown inside when columns turned out to be of another kind than at their beginning: the file is read again. */
export class ReadAgain extends Error {
  readonly readAs: ReadonlyMap<string, ReadAs>;
  constructor(readAs: ReadonlyMap<string, ReadAs>) {
    super('the columns have to be read otherwise');
    this.readAs = readAs;
  }
}

export interface TableBuilder {
  /** Adds a column; rows that were there before have no value in it. */
  addColumn(name: string, guess: ReadAs): ColumnBuilder;
  /** Begins the next row: says whether it is kept. `line` is its place in a text file. */
  beginRow(line: number | null): boolean;
  readonly rowCount: number;
  /** Whether the wanted window is filled. */
  readonly isComplete: boolean;
  /** Throws `ReadAgain` where a column was misjudged. */
  finish(): Pick<Table, 'rowCount' | 'columns' | 'totals'>;
}

/**
 * Collects rows into typed columns. Every so many rows are kept where the file is larger than `keep`: the stride
 * doubles whenever the kept ones are too many, so that they always lie evenly over the file.
 */
export function createTableBuilder(options: TableOptions): TableBuilder {
  const builders = new Map<string, ColumnBuilder>();
  let rows = 0;
  let kept = 0;
  let stride = 1;
  let line: number | null = null;
  const { window } = options.keep;
  const place = () => ({ row: rows, line });

  const makeRoom = (): void => {
    if ((kept + 1) * builders.size <= options.keep.cells || kept < 2) return;
    if (options.keep.beyond === 'refuse') {
      throw inputError(
        'dataset.source',
        say('file.tooManyRows', { file: options.fileName, rows: kept, columns: builders.size }),
      );
    }
    for (const builder of builders.values()) builder.thin();
    kept = Math.ceil(kept / 2);
    stride *= 2;
  };

  return {
    get rowCount() {
      return rows;
    },
    get isComplete() {
      return window !== undefined && rows >= window.offset + window.limit;
    },
    addColumn: (name, guess) => {
      if (builders.size >= mostColumns) {
        throw inputError(
          'dataset.source',
          say('file.tooManyColumns', { file: options.fileName, most: mostColumns }),
        );
      }
      const { types, fileName, decimalComma, missing } = options;
      const wanted = Object.hasOwn(types, name) ? types[name] : undefined;
      const readAs = options.readAs.get(name) ?? guess;
      const builder = builderOf[readAs]({ fileName, name, wanted, decimalComma, missing, place });
      if (rows > 0) builder.addMissing(rows, kept);
      builders.set(name, builder);
      return builder;
    },
    beginRow: (newLine) => {
      makeRoom();
      const keep =
        window === undefined
          ? rows % stride === 0
          : rows >= window.offset && rows < window.offset + window.limit;
      if (keep) kept++;
      rows++;
      line = newLine;
      return keep;
    },
    finish: () => {
      const again = new Map<string, ReadAs>();
      const columns: Column[] = [];
      const totals: ColumnTotals[] = [];
      for (const [name, builder] of builders) {
        const finished = builder.finish();
        if (typeof finished === 'string') again.set(name, finished);
        else {
          columns.push(finished.column);
          totals.push(finished.totals);
        }
        // Its arrays are the column's now.
        builders.delete(name);
      }
      if (again.size > 0) throw new ReadAgain(again);
      return { rowCount: kept, columns, ...(stride > 1 ? { totals: { rows, columns: totals } } : {}) };
    },
  };
}
