import { parsePattern, type PatternNode, type Range } from './parse-pattern.ts';

type State =
  | {
      readonly kind: 'set';
      readonly negated: boolean;
      readonly ranges: readonly Range[];
      readonly next: number;
    }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'noBoundary'; readonly next: number }
  | { readonly kind: 'split'; next: number; readonly other: number }
  | { readonly kind: 'match' };

/** What a test has taken: states that were followed. Whoever gives one sees whether a search becomes too much. */
export interface Effort {
  steps: number;
}

/**
 * A test of whether a pattern is found anywhere in a text. All ways through the pattern are followed at once, so that a
 * test takes no more than states × characters steps, whatever either of them is. Throws a `PatternError`.
 */
export function compilePattern(text: string): (subject: string, effort?: Effort) => boolean {
  const { root, ignoreCase } = parsePattern(text);
  const states: State[] = [{ kind: 'match' }];
  const start = build(root, 0, states);
  /** At which character each state was last entered: no state is followed twice from the same place. */
  const entered = new Int32Array(states.length);
  return (subject, effort = { steps: 0 }) => {
    entered.fill(-1);
    return run({ states, start, entered, ignoreCase, effort }, Array.from(subject));
  };
}

/** Adds the states of a node that go on at `next`, from the end on, and gives the one to begin with. */
function build(node: PatternNode, next: number, states: State[]): number {
  const add = (state: State): number => states.push(state) - 1;
  switch (node.kind) {
    case 'set':
      return add({ kind: 'set', negated: node.negated, ranges: node.ranges, next });
    case 'sequence':
      return node.of.reduceRight((after, part) => build(part, after, states), next);
    case 'choice':
      return node.of
        .map((part) => build(part, next, states))
        .reduceRight((other, first) => add({ kind: 'split', next: first, other }));
    case 'repeat': {
      let after = next;
      if (Number.isFinite(node.most)) {
        for (let optional = node.least; optional < node.most; optional++) {
          after = add({ kind: 'split', next: build(node.of, after, states), other: next });
        }
      } else {
        const loop = { kind: 'split' as const, next: 0, other: next };
        after = add(loop);
        loop.next = build(node.of, after, states);
      }
      for (let needed = 0; needed < node.least; needed++) after = build(node.of, after, states);
      return after;
    }
    default:
      return add({ kind: node.kind, next });
  }
}

interface Machine {
  readonly states: readonly State[];
  readonly start: number;
  readonly entered: Int32Array;
  readonly ignoreCase: boolean;
  readonly effort: Effort;
}

function run(machine: Machine, characters: readonly string[]): boolean {
  const { states, start, entered, ignoreCase, effort } = machine;
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const active: number[] = [];
  const waiting: number[] = [];
  for (let at = 0; at <= codes.length; at++) {
    // It may begin anywhere.
    waiting.push(start);
    active.length = 0;
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const state = states[index];
      if (state === undefined || entered[index] === at) continue;
      entered[index] = at;
      effort.steps++;
      if (state.kind === 'match') return true;
      if (state.kind === 'set') active.push(index);
      else if (state.kind === 'split') waiting.push(state.next, state.other);
      else if (holds(state.kind, codes, at)) waiting.push(state.next);
    }
    const code = codes[at];
    if (code === undefined) return false;
    const variants = ignoreCase ? casesOf(characters[at] ?? '', code) : [code];
    for (const index of active) {
      const state = states[index];
      if (state?.kind === 'set' && takes(state, variants)) waiting.push(state.next);
    }
  }
  return false;
}

function takes({ negated, ranges }: Extract<State, { kind: 'set' }>, variants: readonly number[]): boolean {
  return variants.some((code) => ranges.some(([from, to]) => code >= from && code <= to)) !== negated;
}

function casesOf(character: string, code: number): readonly number[] {
  const others = [character.toLowerCase(), character.toUpperCase()].filter(
    (other) => Array.from(other).length === 1,
  );
  return [...new Set([code, ...others.map((other) => other.codePointAt(0) ?? code)])];
}

function holds(
  kind: 'start' | 'end' | 'boundary' | 'noBoundary',
  codes: readonly number[],
  at: number,
): boolean {
  if (kind === 'start') return at === 0;
  if (kind === 'end') return at === codes.length;
  const isBoundary = isWord(codes[at - 1]) !== isWord(codes[at]);
  return isBoundary === (kind === 'boundary');
}

function isWord(code: number | undefined): boolean {
  if (code === undefined) return false;
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
  );
}
