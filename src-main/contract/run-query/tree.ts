/** Places in the text of a query: [start, end), counted in UTF-16 units as a text field counts them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A question about runs: which ones, and in which order. */
export interface RunQuery {
  /** Null where every run is meant. */
  readonly condition: Condition | null;
  /** Empty where nothing is said of the order. */
  readonly order: readonly OrderTerm[];
}

export interface OrderTerm {
  readonly value: Value;
  readonly direction: 'asc' | 'desc';
}

/** Holds of a run or does not; there is no third. What compares with something that a run lacks does not hold. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Value;
      readonly right: Value;
    }
  | {
      readonly kind: 'in';
      readonly value: Value;
      readonly list: readonly Literal[];
      readonly negated: boolean;
    }
  /** `like`: % stands for any text and _ for one character; `matches`: a regular expression, found anywhere. */
  | {
      readonly kind: 'like' | 'matches';
      readonly value: Value;
      readonly pattern: string;
      readonly negated: boolean;
    }
  | { readonly kind: 'null' | 'nan'; readonly value: Value; readonly negated: boolean }
  /** A value that is true or false by itself: a tag that the run has, or a param that is true. */
  | { readonly kind: 'true'; readonly value: Field }
  /** Occurs in the name, the experiment, the state, a tag or a text param, or is the number of a param. */
  | { readonly kind: 'word'; readonly word: string };

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof comparisons)[number];

export type Value = Literal | Field | Arithmetic | Negative;

export type Literal =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Milliseconds. Compared with a time it is a time: so long before or after now. */
  | { readonly kind: 'duration'; readonly value: number }
  /** Epoch milliseconds. */
  | { readonly kind: 'time'; readonly value: number }
  /** `today` is the last midnight, `yesterday` the one before. */
  | { readonly kind: 'moment'; readonly value: Moment };

export const moments = ['now', 'today', 'yesterday'] as const;
export type Moment = (typeof moments)[number];

export interface Field {
  readonly kind: 'field';
  readonly field: FieldName;
  readonly span: Span;
}

export interface Arithmetic {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Value;
  readonly right: Value;
}

export interface Negative {
  readonly kind: 'negative';
  readonly of: Value;
}

export const metricFigures = ['final', 'last', 'min', 'max', 'best', 'count'] as const;
export type MetricFigure = (typeof metricFigures)[number];

/** What a value of a run is called by. */
export type FieldName =
  | { readonly of: 'run'; readonly name: RunField }
  | { readonly of: 'system'; readonly name: SystemField }
  | { readonly of: 'param'; readonly path: string }
  | { readonly of: 'tags' }
  | { readonly of: 'tag'; readonly tag: string }
  /** The figure itself, or the step at which it was measured. */
  | {
      readonly of: 'metric';
      readonly key: string;
      readonly figure: MetricFigure;
      readonly step: boolean;
    }
  /** The last point that was measured at this step or before it, or the step of that point. */
  | { readonly of: 'metricAt'; readonly key: string; readonly at: number; readonly step: boolean };

/** What kind of value a field has; a param may be of several kinds. */
export type ValueType = 'number' | 'text' | 'texts' | 'boolean' | 'time' | 'duration' | 'any';

/** Fields of every run, by their names. */
export const runFields = {
  id: 'number',
  name: 'text',
  state: 'text',
  experiment: 'text',
  notes: 'text',
  engine: 'text',
  error: 'text',
  family: 'text',
  parent: 'number',
  created: 'time',
  started: 'time',
  ended: 'time',
  duration: 'duration',
} as const satisfies Readonly<Record<string, ValueType>>;
export type RunField = keyof typeof runFields;

/** What a run was made with and on. */
export const systemFields = {
  descent: 'text',
  node: 'text',
  os: 'text',
  cpu: 'text',
  variant: 'text',
  cores: 'number',
  memory: 'number',
  threads: 'number',
} as const satisfies Readonly<Record<string, ValueType>>;
export type SystemField = keyof typeof systemFields;

export const roots = ['metrics', 'params', 'tags', 'system'] as const;

/** What kind of value a field has. */
export function typeOfField(field: FieldName): ValueType {
  switch (field.of) {
    case 'run':
      return runFields[field.name];
    case 'system':
      return systemFields[field.name];
    case 'param':
      return 'any';
    case 'tags':
      return 'texts';
    case 'tag':
      return 'boolean';
    case 'metric':
    case 'metricAt':
      return 'number';
  }
}
