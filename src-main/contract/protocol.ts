import * as v from 'valibot';
import type { ErrorPayload } from './errors.ts';

/** What a client may send, on any transport: call, cancel a call, subscribe, unsubscribe. `id`s are the client's. */
export const clientMessageSchema = v.variant('type', [
  v.strictObject({ type: v.literal('call'), id: v.number(), method: v.string(), input: v.unknown() }),
  v.strictObject({ type: v.literal('cancel'), id: v.number() }),
  v.strictObject({ type: v.literal('subscribe'), id: v.number(), topic: v.string() }),
  v.strictObject({ type: v.literal('unsubscribe'), id: v.number() }),
]);

export type ClientMessage = v.InferOutput<typeof clientMessageSchema>;

/** What a server answers. Every call gets exactly one `result` or `error`; unknown methods get an `error`. */
export type ServerMessage =
  | { readonly type: 'result'; readonly id: number; readonly output: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorPayload }
  | { readonly type: 'event'; readonly id: number; readonly event: unknown };
