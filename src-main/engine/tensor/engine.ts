import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { EngineStatus } from '#contract/system.ts';
import type { EngineChoice } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { openEmbedded, type EmbeddedOptions } from './embedded/open.ts';
import { engineNames as names, type EngineKind } from '#contract/engine-names.ts';
import { defineGradients } from './gradients/index.ts';
import { enginesDirectory, importOf, versionOf } from './installed.ts';
import { registerPlainKernels } from './javascript-kernels.ts';
import { openNative, type ImportPackage, type OpenedBackend } from './native/open.ts';
import { openProbeMemory } from './probe-memory.ts';
import { openWebgpu } from './webgpu/open.ts';

export type { EngineKind } from '#contract/engine-names.ts';

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
  readonly importPackage?: ImportPackage;
  /**
   * Milliseconds that a step takes on the engine that is open at the time of the call. `auto` asks where there is a
   * choice, since the fastest differs by model: small ones are faster embedded than on a GPU. Without it the first of
   * the order is taken.
   */
  readonly probe?: () => number | Promise<number>;
  /** Names the model's shape and its batches: what a probe has found is remembered by it. */
  readonly subject?: string;
  /** Where that is kept, if not among the installed engines; for tests. */
  readonly memoryFolder?: string;
}

/** In the order of preference where nothing is measured: what starts at once comes before a GPU. */
const order = ['cuda', 'native', 'embedded', 'webgpu', 'javascript'] as const satisfies readonly EngineKind[];

/**
 * Makes an engine the one that this thread computes on. `auto` takes the fastest of those that are there, JavaScript
 * only where there is no other. Throws `invalid_input` on the field `engine` when a chosen one is not there, saying
 * why and what to do.
 */
export async function openEngine(choice: EngineChoice, options: EngineOptions = {}): Promise<Engine> {
  defineGradients();
  if (choice === 'auto') return openBest(options);
  const opened = await open(choice, options);
  if (typeof opened !== 'string') return { ...opened, kind: choice, reason: 'chosen in the spec' };
  throw inputError('engine', `The engine "${choice}" cannot be used: ${opened}`, 'auto');
}

async function openBest(options: EngineOptions): Promise<Engine> {
  const { probe, subject } = options;
  const memory =
    probe === undefined || subject === undefined
      ? null
      : openProbeMemory(options.memoryFolder ?? enginesDirectory(), subject);
  const known = memory?.recall() ?? null;
  if (known !== null) {
    const opened = await open(known.kind, options);
    // What was the fastest may be gone by now, such as a GPU that was taken out.
    if (typeof opened !== 'string' && opened.software !== true) {
      return { ...opened, kind: known.kind, reason: `${known.measured}, measured before` };
    }
  }
  const { found, missing } = await findAll(options);
  const [first] = found;
  if (first === undefined) throw new Error(`no engine can be opened: ${missing.join(' ')}`);
  if (found.length === 1 || probe === undefined) {
    await open(first.kind, options);
    const others = missing.length === 0 ? '' : ` (not there: ${missing.join('; ')})`;
    const reason = found.length === 1 ? 'the best that is there' : 'the first of the order';
    return { ...first.opened, kind: first.kind, reason: reason + others };
  }
  const measured: (Candidate & { readonly ms: number })[] = [];
  const failures: string[] = [];
  for (const candidate of found) {
    await open(candidate.kind, options);
    try {
      measured.push({ ...candidate, ms: await probe() });
    } catch (thrown) {
      // A model may be too large for one engine and not for another. Where none can, the last one says why.
      if (candidate === found.at(-1) && measured.length === 0) throw thrown;
      failures.push(`${candidate.kind}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  const best = measured.reduce((fastest, other) => (other.ms < fastest.ms ? other : fastest));
  await open(best.kind, options);
  const list = [...measured.map(({ kind, ms }) => `${kind} ${ms.toPrecision(2)} ms`), ...failures];
  const reason = `the fastest in a probe of this model (${list.join(', ')} a step)`;
  if (failures.length === 0) memory?.remember({ kind: best.kind, measured: reason });
  return { ...best.opened, kind: best.kind, reason };
}

interface Candidate {
  readonly kind: EngineKind;
  readonly opened: OpenedBackend;
}

/** What `auto` may choose from, and why not from the others. */
async function findAll(options: EngineOptions): Promise<{ found: Candidate[]; missing: string[] }> {
  const found: Candidate[] = [];
  const missing: string[] = [];
  for (const kind of order) {
    // Both packages of TensorFlow want the same place; JavaScript is for machines that have nothing else.
    if (kind === 'native' && found.some((other) => other.kind === 'cuda')) continue;
    if (kind === 'javascript' && found.length > 0) continue;
    const opened = await open(kind, options);
    if (typeof opened === 'string') missing.push(`${kind}: ${opened}`);
    else if (opened.software === true) missing.push(`${kind}: ${opened.name} computes on the processor`);
    else found.push({ kind, opened });
  }
  return { found, missing };
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
      return openNative(kind, options.importPackage ?? importOf(kind));
    case 'webgpu':
      return openWebgpu(options.importPackage ?? importOf(kind), (name) => versionOf(kind, name));
    case 'embedded':
      return openEmbedded(options);
    case 'javascript':
      return openJavaScript();
    default:
      return kind satisfies never;
  }
}

/** Something to compute on where nothing has been opened yet, as when a spec is only looked at. */
export async function openSomething(): Promise<void> {
  if (!tf.engine().backendName) await openJavaScript();
}

async function openJavaScript(): Promise<OpenedBackend> {
  await tf.setBackend('cpu');
  await tf.ready();
  registerPlainKernels();
  // At its first use it would advertise another package on the console, which a run keeps.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
  return {
    name: names.javascript,
    variant: 'javascript',
    versions: { 'tfjs-core': tf.version_core },
    threads: 1,
  };
}

function detailOf({ variant, versions, remark }: OpenedBackend): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [variant, ...list, ...(remark === undefined ? [] : [remark])].join(', ');
}
