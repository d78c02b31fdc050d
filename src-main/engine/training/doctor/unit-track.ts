import type { Activation } from '#contract/training.ts';

/** How the units of an activation can stop learning: at zero, or at either end of its range; null where they cannot. */
export type Stillness = 'zero' | 'saturated';

/** Of a layer: how many of its units have been still for long enough to be called dead. */
export interface UnitVitals {
  readonly layer: string;
  readonly kind: Stillness;
  readonly units: number;
  readonly dead: number;
}

export interface UnitTrack {
  /** Outputs of an activation for a batch, [rows, units] row after row. */
  add(layer: string, activation: Activation, outputs: ArrayLike<number>, units: number): void;
  read(): readonly UnitVitals[];
  save(): readonly SavedLayer[];
}

export interface SavedLayer {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

interface LayerUnits {
  readonly kind: Stillness;
  /** Rows, and looks, since a unit was seen to move. */
  readonly stillRows: Float64Array;
  readonly stillLooks: Float64Array;
}

/** So many rows in a row, over so many looks, without a sign of life. */
const deadRows = 256;
const deadLooks = 5;
/** More than this is not looked through at a time: rows are left out evenly. */
const mostNumbers = 1 << 14;
/** From here on the slope of tanh (1 − y²) and of a sigmoid (y − y²) is below a twentieth of its largest. */
const endOfTanh = 0.975;
const endOfSigmoid = 0.0125;

export function stillnessOf(activation: Activation): Stillness | null {
  switch (activation) {
    case 'relu':
      return 'zero';
    case 'tanh':
    case 'sigmoid':
      return 'saturated';
    default:
      return null;
  }
}

/** `saved` is what `save` gave. */
export function openUnitTrack(saved: readonly SavedLayer[]): UnitTrack {
  const layers = new Map(saved.map(({ name, values }) => [name, restored(values)]));
  return {
    add: (layer, activation, outputs, units) => {
      const kind = stillnessOf(activation);
      if (kind === null || units === 0) return;
      const before = layers.get(layer);
      const known = before?.stillRows.length === units ? before : unseen(kind, units);
      layers.set(layer, known);
      const moves = activation === 'relu' ? isAboveZero : activation === 'tanh' ? isInTanh : isInSigmoid;
      lookThrough(known, outputs, units, moves);
    },
    read: () =>
      [...layers].map(([layer, { kind, stillRows, stillLooks }]) => {
        let dead = 0;
        for (const [unit, rows] of stillRows.entries()) {
          if (rows >= deadRows && (stillLooks[unit] ?? 0) >= deadLooks) dead++;
        }
        return { layer, kind, units: stillRows.length, dead };
      }),
    save: () =>
      [...layers].map(([name, { kind, stillRows, stillLooks }]) => ({
        name,
        values: [kind === 'zero' ? 0 : 1, ...stillRows, ...stillLooks],
      })),
  };
}

function unseen(kind: Stillness, units: number): LayerUnits {
  return { kind, stillRows: new Float64Array(units), stillLooks: new Float64Array(units) };
}

function restored(values: ArrayLike<number>): LayerUnits {
  const numbers = Float64Array.from(values);
  const units = (numbers.length - 1) / 2;
  return {
    kind: numbers[0] === 0 ? 'zero' : 'saturated',
    stillRows: numbers.slice(1, 1 + units),
    stillLooks: numbers.slice(1 + units),
  };
}

function lookThrough(
  { stillRows, stillLooks }: LayerUnits,
  outputs: ArrayLike<number>,
  units: number,
  moves: (output: number) => boolean,
): void {
  const rows = Math.floor(outputs.length / units);
  const stride = Math.max(1, Math.ceil(outputs.length / mostNumbers));
  const seen = Math.ceil(rows / stride);
  for (let unit = 0; unit < units; unit++) {
    let still = true;
    for (let row = 0; row < rows && still; row += stride) {
      still = !moves(outputs[row * units + unit] ?? 0);
    }
    stillRows[unit] = still ? (stillRows[unit] ?? 0) + seen : 0;
    stillLooks[unit] = still ? (stillLooks[unit] ?? 0) + 1 : 0;
  }
}

function isAboveZero(output: number): boolean {
  return output > 0;
}
function isInTanh(output: number): boolean {
  return Math.abs(output) < endOfTanh;
}
function isInSigmoid(output: number): boolean {
  return output > endOfSigmoid && output < 1 - endOfSigmoid;
}
