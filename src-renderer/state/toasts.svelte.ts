import { untrack } from 'svelte';
import { toErrorPayload } from '#contract/errors.ts';
import { tError } from '../messages/core-sentence.svelte.ts';

export interface Toast {
  readonly id: number;
  readonly kind: 'error' | 'success' | 'info';
  readonly text: string;
  /** What it is about: a later one about the same takes its place. */
  readonly topic?: string;
  /** A link or a thing to do, shown after the text. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const successMs = 5000;
const mostShown = 4;
let shown = $state.raw<readonly Toast[]>([]);
let nextId = 1;

/** Short news at the edge of the window. Errors stay until they are closed; the rest goes by itself. */
export const toasts = {
  get all(): readonly Toast[] {
    return shown;
  },
  /** Shows what was thrown, in its own words. What was cancelled is no news. */
  error(thrown: unknown): void {
    const { code } = toErrorPayload(thrown);
    if (code === 'cancelled') return;
    // The banner says already that the connection is lost.
    if (code === 'disconnected') return;
    const message = tError(thrown);
    if (untrack(() => shown).some((toast) => toast.kind === 'error' && toast.text === message)) return;
    add({ kind: 'error', text: message });
  },
  success(text: string, action?: Toast['action'], topic?: string): void {
    add({
      kind: 'success',
      text,
      ...(action === undefined ? {} : { action }),
      ...(topic === undefined ? {} : { topic }),
    });
  },
  info(text: string, topic: string = text): void {
    add({ kind: 'info', text, topic });
  },
  /** Takes away what is no longer so, such as an offer that cannot be kept any more. */
  withdraw(topic: string): void {
    shown = shown.filter((toast) => toast.topic !== topic);
  },
  close(id: number): void {
    shown = shown.filter((toast) => toast.id !== id);
  },
};

function add(toast: Omit<Toast, 'id'>): void {
  const id = nextId++;
  const others = untrack(() => shown).filter(({ topic }) => topic === undefined || topic !== toast.topic);
  shown = [...others, { ...toast, id }].slice(-mostShown);
  if (toast.kind !== 'error') setTimeout(() => toasts.close(id), successMs);
}
