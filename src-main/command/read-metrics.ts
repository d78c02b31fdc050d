import type { CommandMetrics } from '#contract/sweep/command.ts';
import { isObject } from '#contract/objects.ts';

/** A figure that a command told. Without a step of its own it is the next one of its metric. */
export interface ToldMetric {
  readonly metric: string;
  readonly step: number | null;
  readonly value: number;
}

/** What a line of a command says; `objective` is whose value a pattern without a group `metric` finds. */
export function createMetricReader(
  metrics: CommandMetrics,
  objective: string,
): (line: string) => readonly ToldMetric[] {
  switch (metrics.kind) {
    case 'json':
    case 'file':
      return readJsonLine;
    case 'keyValue':
      return readKeyValues;
    case 'pattern': {
      const pattern = new RegExp(metrics.pattern);
      return (line) => readPattern(line, pattern, objective);
    }
  }
}

/**
 * `{"score": 0.3, "step": 4}`: every number but `step` and `epoch` is a metric; the step is `step`, else `epoch`.
 * `{"metric": "score", "value": 0.3, "step": 4}` is one metric. NaN and Infinity, as Python writes them, are numbers.
 */
export function readJsonLine(line: string): readonly ToldMetric[] {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return [];
  const document = parseLoosely(text);
  if (!isObject(document)) return [];
  const step = numberIn(document['step']) ?? numberIn(document['epoch']);
  const { metric } = document;
  if (typeof metric === 'string' && metric !== '' && 'value' in document) {
    const value = numberIn(document['value']);
    return value === null ? [] : [{ metric: metric.slice(0, 1000), step: stepOf(step), value }];
  }
  return Object.entries(document).flatMap(([key, item]): readonly ToldMetric[] => {
    const value = numberIn(item);
    if (value === null || key === 'step' || key === 'epoch' || key === '') return [];
    return [{ metric: key.slice(0, 1000), step: stepOf(step), value }];
  });
}

const number = String.raw`[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)(?![\w.])`;
const keyValue = new RegExp(String.raw`([A-Za-z_][\w./-]*)\s*[=:]\s*(${number})`, 'gi');
/** Patterns are tried on so much of a line, so that none takes for ever. */
const longestMatched = 2000;

function readKeyValues(line: string): readonly ToldMetric[] {
  const found = [...line.slice(0, longestMatched).matchAll(keyValue)].flatMap(([, key, text]) =>
    key === undefined || text === undefined ? [] : [{ key, value: toNumber(text) }],
  );
  const named = (wanted: string): number | null =>
    found.find(({ key }) => key.toLowerCase() === wanted)?.value ?? null;
  const step = stepOf(named('step') ?? named('epoch'));
  return found
    .filter(({ key }) => !['step', 'epoch'].includes(key.toLowerCase()))
    .map(({ key, value }) => ({ metric: key, step, value }));
}

function readPattern(line: string, pattern: RegExp, objective: string): readonly ToldMetric[] {
  const groups = pattern.exec(line.slice(0, longestMatched))?.groups;
  const text = groups?.['value'];
  if (text === undefined) return [];
  const value = toNumber(text);
  const asked = /^[-+]?nan$/i.test(text.trim());
  if (Number.isNaN(value) && !asked) return [];
  const step = groups?.['step'];
  return [
    {
      metric: groups?.['metric'] ?? objective,
      step: step === undefined ? null : stepOf(toNumber(step)),
      value,
    },
  ];
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(/([:,[]\s*)(-?Infinity|NaN)(?=\s*[,}\]])/g, '$1"$2"'));
    } catch {
      return null;
    }
  }
}

function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^(NaN|[-+]?Infinity)$/.test(value) ? Number(value) : null;
}

function toNumber(text: string): number {
  const trimmed = text.trim();
  const infinite = /^([-+]?)inf(inity)?$/i.exec(trimmed);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  return Number(trimmed.replace(/^\+/, ''));
}

function stepOf(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
