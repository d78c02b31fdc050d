import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { EngineStatus } from '#contract/system.ts';
import type { EngineChoice } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { embeddedName, openEmbedded, type EmbeddedOptions } from './embedded/open.ts';
import { defineGradients } from './gradients/index.ts';
import { openNative, type OpenedBackend } from './native.ts';

export type EngineKind = EngineStatus['kind'];

/** What computes, as a run records it. From now on every tensor of this thread lives on it. */
export interface Engine extends OpenedBackend {
  readonly kind: EngineKind;
  readonly name: string;
  /** Which kernels: engines of one kind but another variant round differently, so that a resume is not exact. */
  readonly variant: string;
  /** Why this one, in words. */
  readonly reason: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
}

export interface EngineOptions extends EmbeddedOptions {
  /** Imports a package by its name; for tests. */
  readonly importPackage?: (name: string) => Promise<unknown>;
}

/** In the order of preference, as `auto` tries them. */
const order = ['cuda', 'native', 'embedded', 'javascript'] as const satisfies readonly EngineKind[];

const names: Readonly<Record<EngineKind, string>> = {
  cuda: 'TensorFlow (CUDA)',
  native: 'TensorFlow (CPU)',
  embedded: embeddedName,
  javascript: 'TensorFlow.js (JavaScript)',
};

/**
 * Makes an engine the one that this thread computes on. `auto` takes the first that is there. Throws `invalid_input`
 * on the field `engine` when a chosen one is not there, saying why and what to do.
 */
export async function openEngine(choice: EngineChoice, options: EngineOptions = {}): Promise<Engine> {
  defineGradients();
  const refused: string[] = [];
  for (const kind of choice === 'auto' ? order : [choice]) {
    const opened = await open(kind, options);
    if (typeof opened !== 'string') return { ...opened, kind, reason: reasonFor(choice, refused) };
    if (choice !== 'auto') {
      throw inputError('engine', `The engine "${choice}" cannot be used: ${opened}`, 'auto');
    }
    refused.push(`${kind}: ${opened}`);
  }
  throw new Error(`no engine can be opened: ${refused.join(' ')}`);
}

/** Every engine that Descent knows: whether it is there on this machine, and if not, why and what to do. */
export async function listEngines(options: EngineOptions = {}): Promise<EngineStatus[]> {
  const before = tf.getBackend();
  const statuses: EngineStatus[] = [];
  for (const kind of order) {
    const opened = await open(kind, options);
    const available = typeof opened !== 'string';
    statuses.push({ kind, name: names[kind], available, detail: available ? detailOf(opened) : opened });
  }
  if (before) await tf.setBackend(before);
  return statuses;
}

function open(kind: EngineKind, options: EngineOptions): Promise<OpenedBackend | string> {
  switch (kind) {
    case 'cuda':
    case 'native':
      return openNative(kind, options.importPackage ?? ((name) => import(name)));
    case 'embedded':
      return openEmbedded(options);
    case 'javascript':
      return openJavaScript();
    default:
      return kind satisfies never;
  }
}

async function openJavaScript(): Promise<OpenedBackend> {
  await tf.setBackend('cpu');
  await tf.ready();
  return {
    name: names.javascript,
    variant: 'javascript',
    versions: { 'tfjs-core': tf.version_core },
    threads: 1,
  };
}

function reasonFor(choice: EngineChoice, refused: readonly string[]): string {
  if (choice !== 'auto') return 'chosen in the spec';
  return refused.length === 0 ? 'the first choice' : `the best that is there (${refused.join('; ')})`;
}

function detailOf({ variant, versions }: OpenedBackend): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [variant, ...list].join(', ');
}
