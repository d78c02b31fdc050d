/** A weight array by its name, as it starts or as a checkpoint holds it. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** A weight array before the first update. */
export interface InitialArray extends NamedArray {
  /** False for what weight decay leaves alone. */
  readonly decays?: boolean;
}

/** The saved array of a name; zeros or the initial values when nothing is saved. Throws when it is not there. */
export function savedValues(
  saved: readonly NamedArray[] | null,
  name: string,
  otherwise: Float32Array | Float64Array,
): Float32Array | Float64Array {
  if (saved === null) return otherwise;
  const found = saved.find((array) => array.name === name);
  if (found === undefined || found.values.length !== otherwise.length) {
    throw new Error(`the checkpoint lacks "${name}" with ${otherwise.length} values`);
  }
  return found.values;
}
