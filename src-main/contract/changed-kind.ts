import { isObject } from './objects.ts';
import { keysOfKind } from './parse.ts';
import { trainingSpecSchema } from './training.ts';

type Part = Record<string, unknown>;

/** Parts of a spec that are of one kind of several. */
const parts = ['model', 'optimizer', 'loss', 'schedule', 'initializer', 'averaging', 'adapter'] as const;
/** Losses of numbers, which an autoencoder gives. */
const numberLosses = ['meanSquaredError', 'meanAbsoluteError', 'huber', 'logCosh', 'binaryCrossEntropy'];

/**
 * A document in which the kind of some part was changed to another: settings that the new kind does not know go, but for
 * those that were given together with it; a loss of classes becomes one of numbers for an autoencoder, unless the loss
 * was given, too. `given` are the paths of the change.
 */
export function followKinds(before: Readonly<Part>, after: Readonly<Part>, given: ReadonlySet<string>): Part {
  const followed: Part = { ...after };
  for (const part of parts) {
    const [old, now] = [asPart(before[part]), asPart(after[part])];
    if (old === null || now === null || old['kind'] === now['kind']) continue;
    const known = keysOfKind(trainingSpecSchema, part, now['kind']);
    if (known === null) continue;
    followed[part] = Object.fromEntries(
      Object.entries(now).filter(([key]) => known.includes(key) || given.has(`${part}.${key}`)),
    );
  }
  const loss = asPart(followed['loss'])?.['kind'];
  const lossGiven = [...given].some((path) => path === 'loss' || path.startsWith('loss.'));
  const becameAutoencoder =
    asPart(after['model'])?.['kind'] === 'autoencoder' && asPart(before['model'])?.['kind'] !== 'autoencoder';
  const dataset = asPart(followed['dataset']);
  if (becameAutoencoder && dataset !== null && !given.has('dataset.positive')) {
    // It tells no classes apart.
    followed['dataset'] = Object.fromEntries(Object.entries(dataset).filter(([key]) => key !== 'positive'));
  }
  if (becameAutoencoder && !lossGiven && !numberLosses.some((kind) => kind === loss)) {
    followed['loss'] = { kind: 'meanSquaredError' };
  }
  return followed;
}

function asPart(value: unknown): Readonly<Part> | null {
  return isObject(value) ? value : null;
}
