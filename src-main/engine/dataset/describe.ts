import type { DatasetSpec, DatasetSummary } from '#contract/dataset.ts';
import { channelMoments } from './image/channel-moments.ts';
import { pictureBytes } from './image/image-table.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { cellOf } from './cell-of.ts';
import { columnRemarks } from './column-remarks.ts';
import { correlationsOf } from './correlations.ts';
import type { DatasetFiles } from './files.ts';
import { loadDataset } from './load.ts';
import { proposeTarget } from './select.ts';
import { summarise } from './summarise.ts';
import { keepSome } from './table-builder.ts';
import type { ImageRows } from './table.ts';
import { describeText } from './text-figures.ts';

const headRows = 20;
/** A warning about every column of a wide file would be read by nobody. */
const mostWarnings = 50;

/**
 * Reads a dataset and says what it is: columns with types and statistics, correlations, first rows, things a person
 * should know. A large file streams by and only some of its rows are kept (`sampledRows`). Throws `invalid_input`
 * only for a file that cannot be read as rows; a bad cell is a warning here.
 */
export async function describeDataset(spec: DatasetSpec, files: DatasetFiles): Promise<DatasetSummary> {
  const dataset = await loadDataset(spec, files, keepSome);
  const identity = {
    name: dataset.name,
    source: spec.source,
    sha256: dataset.sha256,
    sizeBytes: dataset.sizeBytes,
  };
  if (dataset.kind === 'text') {
    const lines = dataset.text.split('\n');
    return {
      ...identity,
      format: 'text',
      rowCount: lines.length,
      columns: [],
      head: lines.slice(0, headRows).map((line) => [line]),
      proposedTarget: null,
      characters: countCharacters(dataset.text),
      text: describeText(dataset.text),
      warnings: dataset.warnings,
      information: dataset.information ?? [],
    };
  }
  const { totals, image, images, dialect } = dataset;
  const remarked = dataset.columns.map((column, index) => ({
    column,
    summary: summarise(column, totals?.columns[index]),
  }));
  const columns = remarked.map(({ summary }) => summary);
  const remarks = columnRemarks(remarked, dataset.rowCount, image !== undefined);
  const correlations = image === undefined ? correlationsOf(dataset.columns) : null;
  return {
    ...identity,
    format: dataset.format,
    rowCount: totals?.rows ?? dataset.rowCount,
    columns,
    head: Array.from({ length: Math.min(headRows, dataset.rowCount) }, (_, row) =>
      dataset.columns.map((column) => cellOf(column, row)),
    ),
    ...(totals === undefined ? {} : { sampledRows: dataset.rowCount }),
    ...(correlations === null ? {} : { correlations }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(images === undefined
      ? {}
      : {
          image: { ...images.shape, ...brightness(images, dataset.rowCount) },
          headImages: pictureBytes(images, 0, Math.min(headRows, dataset.rowCount)),
        }),
    proposedTarget: proposeTarget(dataset.columns),
    warnings: shortened([...dataset.warnings, ...remarks]),
    information: dataset.information ?? [],
  };
}

function brightness(images: ImageRows, count: number) {
  const { mean, deviation } = channelMoments(
    images,
    Uint32Array.from({ length: count }, (_, row) => row),
  );
  return { mean, standardDeviation: deviation };
}

function countCharacters(text: string): { readonly count: number; readonly distinct: number } {
  const distinct = new Set<string>();
  let count = 0;
  for (const character of text) {
    distinct.add(character);
    count++;
  }
  return { count, distinct: distinct.size };
}

function shortened(warnings: readonly Sentence[]): readonly Sentence[] {
  if (warnings.length <= mostWarnings) return warnings;
  const more = warnings.length - mostWarnings;
  return [...warnings.slice(0, mostWarnings), say('dataset.moreWarnings', { count: more })];
}
