import type Sqlite from 'better-sqlite3';
import { CodedError } from '#contract/errors.ts';
import { compilePattern, type Effort } from '#contract/pattern/match-pattern.ts';
import { say } from '#contract/sentence.ts';
import { decodeColumn } from './columns.ts';

/** A test reads no more of a text than this. */
const longestText = 20_000;
/** Less than a second: nothing that a question asks for may hold up everybody else longer. */
const mostEffort = 10_000_000;

/**
 * What questions need beside SQLite's own functions. `pattern_found(pattern, text, ticket)` is 1 or 0, NULL where there
 * is no text; what all calls with the same ticket may cost together is limited. `point_at(steps, values, count,
 * sequence, until, step)` goes over chunks and gives the value of the last point at a step or before it, or its step.
 */
export function defineFunctions(handle: Sqlite.Database): void {
  handle.function('pattern_found', { deterministic: true, directOnly: true }, patternFound());
  handle.aggregate<Found | null>('point_at', {
    start: null,
    directOnly: true,
    varargs: true,
    step: latestPoint,
    result: (found) => (found === null ? null : found.wantsStep ? found.step : found.value),
  });
}

function patternFound(): (pattern: unknown, text: unknown, ticket: unknown) => 0 | 1 | null {
  const compiled = new Map<string, ReturnType<typeof compilePattern>>();
  let current: unknown = null;
  let effort: Effort = { steps: 0 };
  return (pattern, text, ticket) => {
    if (typeof pattern !== 'string' || typeof text !== 'string') return null;
    if (ticket !== current) {
      current = ticket;
      effort = { steps: 0 };
      compiled.clear();
    }
    let test = compiled.get(pattern);
    if (test === undefined) {
      test = compilePattern(pattern);
      compiled.set(pattern, test);
    }
    const found = test(text.slice(0, longestText), effort);
    if (effort.steps > mostEffort) throw new CodedError('invalid_input', say('query.effort'));
    return found ? 1 : 0;
  };
}

interface Found {
  readonly step: number;
  readonly sequence: number;
  readonly value: number;
  readonly wantsStep: boolean;
}

/** Steps may come in any order; of those at the same step the last one counts. */
function latestPoint(
  best: Found | null,
  ...[steps, values, count, sequence, until, wantsStep]: unknown[]
): Found | null {
  if (!(steps instanceof Uint8Array) || !(values instanceof Uint8Array)) return best;
  const length = Number(count);
  const stepColumn = decodeColumn(steps, length);
  let index = -1;
  for (let i = 0; i < length; i++) {
    const step = stepColumn[i] ?? Infinity;
    if (step <= Number(until) && step >= (stepColumn[index] ?? -Infinity)) index = i;
  }
  const step = stepColumn[index];
  if (step === undefined) return best;
  if (best !== null && (step < best.step || (step === best.step && Number(sequence) < best.sequence)))
    return best;
  const value = decodeColumn(values, length)[index] ?? Number.NaN;
  return { step, sequence: Number(sequence), value, wantsStep: wantsStep === 1 };
}
