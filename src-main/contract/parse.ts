import * as v from 'valibot';
import { CodedError, type InputIssue } from './errors.ts';
import { say, type Sentence } from './sentence.ts';
import { schemaPhrases } from './sentences/schema.ts';
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
  const issues = describeIssues(result.issues, schema, document);
  const lines = issues.map((issue) => `${issue.path === '' ? '' : `${issue.path}: `}${issue.message}`);
  throw new CodedError('invalid_input', `${what} cannot be used: ${lines.join('; ')}`, { issues });
}

/** Turns valibot's issues into places, messages and suggestions in plain words. */
export function describeIssues(
  issues: readonly v.BaseIssue<unknown>[],
  schema: v.GenericSchema,
  document?: string,
): readonly InputIssue[] {
  const described = issues.map((issue) => describeIssue(issue, schema, document));
  // A misspelt key is also a missing one: saying both would be saying the same thing twice.
  const meant = new Set(
    described.flatMap(({ path, suggestion }) =>
      suggestion === undefined ? [] : [[...path.split('.').slice(0, -1), suggestion].join('.')],
    ),
  );
  return described.filter((issue) => issue.said?.code !== 'schema.missing' || !meant.has(issue.path));
}

function describeIssue(
  issue: v.BaseIssue<unknown>,
  schema: v.GenericSchema,
  document: string | undefined,
): InputIssue {
  const keys = (issue.path ?? []).map((item) => String(item.key));
  // Within the document, its own key is of no interest.
  const told = keys.length > 1 && keys[0] === document ? keys.slice(1) : keys;
  const path = told.join('.');
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return unknownKey(told, knownKeys(schema, keys.slice(0, -1), issue.path?.at(-1)?.input));
  }
  if (issue.received === 'undefined') return { path, ...say('schema.missing') };
  const choices = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  if (choices.length > 0 && issue.message.startsWith('Invalid')) return unknownChoice(path, choices, issue);
  return { path, ...plainSentence(issue) };
}

/** valibot's own messages begin with "Invalid"; those of our checks are found again by their words. */
function plainSentence({ message, expected, received }: v.BaseIssue<unknown>): Sentence {
  if (message.startsWith('Invalid')) {
    return expected === null ? say('schema.invalid') : say('schema.expected', { expected, received });
  }
  const bound = /^has to be at (least|most) ([\d.]+)( pixels?)?(?:, not (.*))?$/.exec(message);
  if (bound !== null) {
    return say('schema.bound', {
      bound: bound[1] === 'least' ? 'least' : 'most',
      limit: Number(bound[2]),
      pixels: bound[3] !== undefined,
      received: bound[4] ?? 'none',
    });
  }
  for (const [code, phrase] of Object.entries(schemaPhrases)) {
    if (message !== phrase && !message.startsWith(`${phrase}, not `)) continue;
    const instead = message === phrase ? 'none' : message.slice(`${phrase}, not `.length);
    // Object.entries forgets that the keys are codes.
    return say(code as keyof typeof schemaPhrases, { received: instead });
  }
  return { message };
}

function unknownChoice(path: string, choices: readonly string[], issue: v.BaseIssue<unknown>): InputIssue {
  const near =
    typeof issue.input === 'string'
      ? (synonymOf(issue.input, choices) ?? nearest(issue.input, choices))
      : undefined;
  const told = say('schema.choice', { known: choices, received: issue.received, near: near ?? 'none' });
  return near === undefined ? { path, ...told } : { path, ...told, suggestion: near };
}

/** `keys` leads to the unknown one, within the document. */
function unknownKey(keys: readonly string[], known: readonly string[]): InputIssue {
  const key = keys.at(-1) ?? '';
  const near = nearest(key, known);
  const told = say('schema.unknownKey', {
    key,
    place: keys.length > 1 ? keys.slice(0, -1).join('.') : 'none',
    near: near ?? 'none',
    known: near === undefined ? known : [],
  });
  const path = keys.join('.');
  return near === undefined ? { path, ...told } : { path, ...told, suggestion: near };
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
