import * as v from 'valibot';
import { CodedError, type InputIssue } from './errors.ts';
import { synonymOf } from './synonyms.ts';

/**
 * Parses input at the edge. Throws `invalid_input` whose message names every place that is wrong; for an
 * unknown key it names the nearest known one. `what` begins the message: "The training spec". Where the input merely
 * carries a document, `document` is its key: places are then told as the document's own.
 */
export function parse<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  what: string,
  document?: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const issues = describeIssues(result.issues, schema).map((issue) => withinDocument(issue, document));
  const lines = issues.map((issue) => `${issue.path === '' ? '' : `${issue.path}: `}${issue.message}`);
  throw new CodedError('invalid_input', `${what} cannot be used: ${lines.join('; ')}`, { issues });
}

function withinDocument(issue: InputIssue, document: string | undefined): InputIssue {
  if (document === undefined || !issue.path.startsWith(`${document}.`)) return issue;
  return {
    ...issue,
    path: issue.path.slice(document.length + 1),
    message: issue.message.replace(` in "${document}"`, '').replace(` in "${document}.`, ' in "'),
  };
}

/** Turns valibot's issues into places, messages and suggestions in plain words. */
export function describeIssues(
  issues: readonly v.BaseIssue<unknown>[],
  schema: v.GenericSchema,
): readonly InputIssue[] {
  const described = issues.map((issue) => describeIssue(issue, schema));
  // A misspelt key is also a missing one: saying both would be saying the same thing twice.
  const meant = new Set(
    described.flatMap(({ path, suggestion }) =>
      suggestion === undefined ? [] : [[...path.split('.').slice(0, -1), suggestion].join('.')],
    ),
  );
  return described.filter((issue) => issue.message !== missing || !meant.has(issue.path));
}

const missing = 'is missing';

function describeIssue(issue: v.BaseIssue<unknown>, schema: v.GenericSchema): InputIssue {
  const keys = (issue.path ?? []).map((item) => String(item.key));
  const path = keys.join('.');
  if (issue.type === 'strict_object' && issue.expected === 'never') return unknownKey(keys, schema, issue);
  if (issue.received === 'undefined') return { path, message: missing };
  const choices = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  if (choices.length > 0 && issue.message.startsWith('Invalid')) return unknownChoice(path, choices, issue);
  return { path, message: plainMessage(issue) };
}

/** valibot's own messages begin with "Invalid"; ours are kept as they are. */
function plainMessage(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith('Invalid')) return issue.message;
  const expected = { Object: 'an object', Array: 'a list' }[issue.expected ?? ''] ?? issue.expected;
  return expected === null || expected === undefined
    ? 'is not valid'
    : `has to be ${expected}, not ${issue.received}`;
}

function unknownChoice(path: string, choices: readonly string[], issue: v.BaseIssue<unknown>): InputIssue {
  const near =
    typeof issue.input === 'string'
      ? (synonymOf(issue.input, choices) ?? nearest(issue.input, choices))
      : undefined;
  const known = choices.length === 1 ? `"${choices[0] ?? ''}"` : `one of ${choices.join(', ')}`;
  const message = `has to be ${known}, not ${issue.received}`;
  if (near === undefined) return { path, message };
  return { path, message: `${message}; did you mean "${near}"?`, suggestion: near };
}

function unknownKey(
  keys: readonly string[],
  schema: v.GenericSchema,
  issue: v.BaseIssue<unknown>,
): InputIssue {
  const key = keys.at(-1) ?? '';
  const parent = issue.path?.at(-1)?.input;
  const known = knownKeys(schema, keys.slice(0, -1), parent);
  const near = nearest(key, known);
  const place = keys.length > 1 ? ` in "${keys.slice(0, -1).join('.')}"` : '';
  const hint = near === undefined ? `known keys are ${known.join(', ')}` : `did you mean "${near}"?`;
  const message = `unknown key "${key}"${place}; ${hint}`;
  return near === undefined
    ? { path: keys.join('.'), message }
    : { path: keys.join('.'), message, suggestion: near };
}

/** Structural view of the valibot schemas that hold other schemas; only what the walk below needs. */
interface SchemaNode {
  readonly type: string;
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly options?: readonly SchemaNode[];
  readonly wrapped?: SchemaNode;
  readonly item?: SchemaNode;
  readonly pipe?: readonly SchemaNode[];
  readonly literal?: unknown;
  /** Of a schema that names itself. */
  readonly getter?: (input: unknown) => SchemaNode;
}

/** Keys that the object at `path` may have. In a variant, the option that matches the document's own `kind`. */
function knownKeys(schema: v.GenericSchema, path: readonly string[], parent: unknown): readonly string[] {
  // valibot types its schemas by their output; their shape at run time is what SchemaNode says.
  let nodes: SchemaNode[] = [schema as unknown as SchemaNode];
  for (const key of path) {
    nodes = nodes
      .flatMap(unfold)
      .map((node) => node.entries?.[key] ?? node.item)
      .filter((node) => node !== undefined);
  }
  const objects = nodes.flatMap(unfold).filter((node) => node.entries !== undefined);
  const matching = objects.filter((node) => discriminates(node, parent));
  const chosen = matching.length > 0 ? matching : objects;
  return [...new Set(chosen.flatMap((node) => Object.keys(node.entries ?? {})))];
}

/** Keys of a part of a schema that is of one kind of several, for this kind; null where there is no such kind. */
export function keysOfKind(schema: v.GenericSchema, part: string, kind: unknown): readonly string[] | null {
  // As above.
  const node = (schema as unknown as SchemaNode).entries?.[part];
  const options = node === undefined ? [] : unfold(node);
  const option = options.find(({ entries }) => entries?.['kind']?.literal === kind);
  return option === undefined ? null : Object.keys(option.entries ?? {});
}

function unfold(node: SchemaNode): SchemaNode[] {
  if (node.wrapped !== undefined) return unfold(node.wrapped);
  if (node.getter !== undefined) return unfold(node.getter(undefined));
  if (node.options !== undefined && node.entries === undefined) {
    return node.options.filter((option) => typeof option === 'object').flatMap(unfold);
  }
  return [node];
}

function discriminates(node: SchemaNode, parent: unknown): boolean {
  if (typeof parent !== 'object' || parent === null) return false;
  return Object.entries(node.entries ?? {}).some(
    ([key, entry]) => entry.type === 'literal' && (parent as Record<string, unknown>)[key] === entry.literal,
  );
}

/**
 * The known word with the smallest edit distance, if it is near enough to be a slip of the hand: at least half of the
 * letters have to be right.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const contained =
    wanted.length >= 2 &&
    (best.candidate.toLowerCase().startsWith(wanted) || wanted.startsWith(best.candidate.toLowerCase()));
  const allowed = Math.min(
    Math.max(2, Math.ceil(word.length / 3)),
    Math.floor(Math.max(word.length, best.candidate.length) / 2),
  );
  return best.distance <= allowed || contained ? best.candidate : undefined;
}

/** Levenshtein distance in which two neighbours that changed places are one slip (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Infinity;
      row.push(Math.min(substituted, swapped, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
