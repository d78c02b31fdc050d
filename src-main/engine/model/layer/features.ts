import * as tf from '@tensorflow/tfjs-core';
import type { InitializerSpec } from '#contract/training.ts';
import { plan, type LayerPlan } from '../layers.ts';
import type { IdFeature, ParameterSpec } from '../model.ts';
import type { Layer } from './layer.ts';

/** Vectors of categories are at most so wide when nobody says how wide. */
const widestByRule = 50;

/** Half as many numbers as there are categories, at most 50 (Guo & Berkhahn 2016 and practice since). */
export function embeddingWidth({ count }: IdFeature, wanted: number | undefined): number {
  return wanted ?? Math.min(widestByRule, Math.max(1, Math.ceil((count - 1) / 2)));
}

/**
 * x [batch, columns] with ids in some columns to [batch, numbers + widths]: the numbers as they are, then for every
 * column of ids the vector of its id. `width` is that of every vector; by rule when left out.
 */
export function embedColumns(
  name: string,
  columns: number,
  ids: readonly IdFeature[],
  width: number | undefined,
): Layer {
  const places = numberPlaces(columns, ids);
  const tables = ids.map((feature) => ({ feature, width: embeddingWidth(feature, width) }));
  const outputs = places.length + tables.reduce((sum, table) => sum + table.width, 0);
  const tableName = ({ name: column }: IdFeature): string => `${name}/${column}`;
  return {
    plans: tables.map((table) => tablePlan(tableName(table.feature), table.feature.count, table.width)),
    outputShape: [outputs],
    apply: (x, weights) => {
      const vectors = tables.map(({ feature }) => {
        const rows = tf.reshape(tf.slice(x, [0, feature.place], [-1, 1]), [-1]);
        return tf.gather(weights(`${tableName(feature)}/weights`), tf.cast(rows, 'int32') as tf.Tensor1D);
      });
      const numbers = places.length === 0 ? [] : [takeColumns(x, places, columns)];
      const [only, ...more] = [...numbers, ...vectors];
      if (only === undefined) throw new Error('a table without columns');
      return more.length === 0 ? only : tf.concat([only, ...more], 1);
    },
  };
}

/**
 * x [batch, columns] to tokens [batch, 1 + columns, width], after FT-Transformer's tokenizer (Gorishniy et al. 2021): a
 * token that sums the row up, then number j as x_j · w_j + b_j, then the vector of every id, with a bias of its own too.
 */
export function tokenise(name: string, columns: number, ids: readonly IdFeature[], width: number): Layer {
  const places = numberPlaces(columns, ids);
  const rows = ids.reduce((sum, { count }) => sum + count, 0);
  const starts = ids.map((_, index) => ids.slice(0, index).reduce((sum, { count }) => sum + count, 0));
  return {
    plans: [tokenPlan(name, columns, places.length, rows, width)],
    outputShape: [columns + 1, width],
    apply: (x, weights) => {
      const [batch = 0] = x.shape;
      const parts: tf.Tensor[] = [];
      if (places.length > 0) {
        const numbers = tf.reshape(takeColumns(x, places, columns), [batch, places.length, 1]);
        parts.push(tf.mul(numbers, weights(`${name}/numbers`)));
      }
      if (ids.length > 0) {
        const own = takeColumns(
          x,
          ids.map(({ place }) => place),
          columns,
        );
        const all = tf.cast(tf.add(own, tf.tensor2d(starts, [1, starts.length])), 'int32');
        parts.push(tf.gather(weights(`${name}/categories`), all as tf.Tensor2D));
      }
      const vectors = tf.add(
        parts.length === 1 ? first(parts) : tf.concat(parts, 1),
        weights(`${name}/bias`),
      );
      const row = weights(`${name}/summary`);
      // tf.broadcastTo takes no rows for one.
      const summary =
        batch === 0 ? tf.add(tf.zeros([0, 1, width]), row) : tf.broadcastTo(row, [batch, 1, width]);
      return tf.concat([summary, vectors], 1);
    },
  };
}

/** The token at position 0 of x [batch, time, width]. */
export function takeSummary(x: tf.Tensor): tf.Tensor {
  const [batch = 0, , width = 1] = x.shape;
  return tf.reshape(tf.slice(x, [0, 0, 0], [batch, 1, width]), [batch, width]);
}

/** Places of the columns that hold numbers. */
function numberPlaces(columns: number, ids: readonly IdFeature[]): number[] {
  const taken = new Set(ids.map(({ place }) => place));
  return Array.from({ length: columns }, (_, place) => place).filter((place) => !taken.has(place));
}

/** Columns of x by their places; x is data, through which no gradient goes. */
function takeColumns(x: tf.Tensor, places: readonly number[], columns: number): tf.Tensor {
  if (places.length === columns) return x;
  const [from = 0] = places;
  const together = places.every((place, index) => place === from + index);
  if (together) return tf.slice(x, [0, from], [-1, places.length]);
  return tf.gather(x, tf.tensor1d([...places], 'int32'), 1);
}

/** Uniform within ±1/√width: every number of a vector begins in proportion to how many of them there are. */
function vectorInitializer(width: number): InitializerSpec {
  return { kind: 'uniform', limit: 1 / Math.sqrt(width) };
}

function tablePlan(name: string, rows: number, width: number): LayerPlan {
  const table: ParameterSpec = {
    name: `${name}/weights`,
    shape: [rows, width],
    role: 'weights',
    fanIn: rows,
    fanOut: width,
    initializer: vectorInitializer(width),
  };
  return plan(name, 'embedding', [width], [table], 0);
}

function tokenPlan(name: string, columns: number, numbers: number, rows: number, width: number): LayerPlan {
  const array = (part: string, shape: readonly number[]): ParameterSpec => ({
    name: `${name}/${part}`,
    shape,
    role: 'weights',
    fanIn: 1,
    fanOut: width,
    initializer: vectorInitializer(width),
  });
  return plan(
    name,
    'featureTokens',
    [columns + 1, width],
    [
      array('summary', [1, width]),
      ...(numbers > 0 ? [array('numbers', [numbers, width])] : []),
      ...(rows > 0 ? [array('categories', [rows, width])] : []),
      { ...array('bias', [columns, width]), role: 'bias' },
    ],
    2 * columns * width,
  );
}

function first(tensors: readonly tf.Tensor[]): tf.Tensor {
  const [tensor] = tensors;
  if (tensor === undefined) throw new Error('no tensor');
  return tensor;
}
