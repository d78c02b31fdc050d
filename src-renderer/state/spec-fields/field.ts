/** What the form draws: a field of a kind, and a kind of a part. See spec-fields.ts. */
export type FieldType =
  | 'number'
  | 'integer'
  | 'integers'
  /** A list of numbers, decimals too. */
  | 'numbers'
  | 'boolean'
  | 'text'
  /** A list of texts. */
  | 'words'
  | 'choice'
  /** Any number of the choices. */
  | 'several'
  | 'columns'
  | 'blocks'
  | 'layers'
  | 'shape'
  | 'classWeights'
  /** The number of a run that has weights. */
  | 'run'
  /** Names of layers of the run that is chosen beside it. */
  | 'runLayers';

export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  /** Written into the spec when the kind is chosen, because it is required or worth a look. */
  readonly start?: unknown;
  readonly standard?: string | number | boolean;
  readonly choices?: readonly (string | number)[];
  /** The name of its label and hint, where the same field means another thing in another kind. */
  readonly labelled?: string;
  /** Shown and typed in a unit that is so many times as large as the spec's. */
  readonly scale?: number;
  /** The choices are names of the user's own, which stand as they are. */
  readonly plain?: boolean;
  /** Of an optional one without a standard: what leaving it out amounts to. */
  readonly unset?: string;
}

export interface KindSpec {
  readonly kind: string;
  readonly fields: readonly FieldSpec[];
  /** For Formula.svelte; the same in every language. */
  readonly formulas?: readonly string[];
}
