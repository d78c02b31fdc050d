import type { Said, Sentence } from './sentence.ts';

/** The closed list of error codes. A code tells a program what it can do; the message tells a person. */
export const errorCodes = [
  'not_found',
  'invalid_input',
  'conflict',
  'finished',
  'storage_full',
  'storage_newer',
  'storage_corrupt',
  'storage_read_only',
  'worker_died',
  'device_lost',
  'out_of_memory',
  'diverged',
  'cancelled',
  'unauthorized',
  'disconnected',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** One thing wrong with a document: where (`optimizer.learningRate`), what, and what to write instead. */
export interface InputIssue extends Sentence {
  readonly path: string;
  readonly suggestion?: string;
}

/** What crosses a boundary in place of an Error object, which would lose its code on the way. */
export interface ErrorPayload extends Sentence {
  readonly code: ErrorCode;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error that a user or a caller can act on. The message says what was wrong, where, and what to do. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** What the message says; undefined where its words are another's, or not yet the core's. */
  readonly said: Said | undefined;

  constructor(
    code: ErrorCode,
    message: string | Sentence,
    details?: Readonly<Record<string, unknown>>,
    cause?: unknown,
  ) {
    super(
      typeof message === 'string' ? message : message.message,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'CodedError';
    this.code = code;
    this.details = details;
    this.said = typeof message === 'string' ? undefined : message.said;
  }
}

/** Turns anything thrown into a payload; what is not coded becomes `internal` with its own message. */
export function toErrorPayload(thrown: unknown): ErrorPayload {
  if (thrown instanceof CodedError) {
    const { code, message, details, said } = thrown;
    return {
      code,
      message,
      ...(details === undefined ? {} : { details }),
      ...(said === undefined ? {} : { said }),
    };
  }
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The way back: rebuilds the error on the receiving side of a boundary. Unknown codes become `internal`. */
export function fromErrorPayload(payload: ErrorPayload): CodedError {
  const code = errorCodes.includes(payload.code) ? payload.code : 'internal';
  return new CodedError(code, payload, payload.details);
}
