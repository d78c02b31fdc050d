import type { LayerSummary } from '#contract/result.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { toasts } from '../toasts.svelte.ts';
import type { FigureRun } from './run-groups.ts';
import type { FigureName } from './strategy-page.ts';

const newsMs = 1000;
const newestRuns = 300;
/** For its number of weights every run has to be asked on its own. */
const mostAsked = 40;

let runs = $state.raw<readonly FigureRun[] | null>(null);
let parameters = $state.raw<ReadonlyMap<number, number>>(new Map());
let starting = $state(false);

/** The user's own runs, as the figures of the guide draw them. */
export const guideFigures = {
  /** Newest first; null until they are there. */
  get runs(): readonly FigureRun[] | null {
    return runs;
  },
  /** How many weights a run has, by its number; of those that were asked. */
  get parameters(): ReadonlyMap<number, number> {
    return parameters;
  },
  get starting(): boolean {
    return starting;
  },
  /** Asks now and at news, until the returned function is called. */
  follow(): () => void {
    const refresh = atMostEvery(newsMs, () => void load());
    const stop = connection.client.subscribe('runs', refresh.soon);
    refresh.soon();
    return () => {
      stop();
      refresh.stop();
    };
  },
  /** Trains the small runs that make a figure, in an experiment of their own. */
  async train(figure: FigureName): Promise<void> {
    starting = true;
    try {
      const samples = await connection.client.call('samples.list', {});
      const sample = samples.find(({ name }) => name === 'digits-mlp');
      if (sample === undefined) return;
      for (const spec of smallRuns(figure, sample.spec)) await connection.client.call('runs.start', { spec });
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      starting = false;
    }
  },
};

const smallOptimizers = [
  { kind: 'sgd', learningRate: 0.05 },
  { kind: 'momentum', learningRate: 0.02 },
  { kind: 'rmsprop', learningRate: 0.001 },
  { kind: 'adam', learningRate: 0.002 },
] as const;
const smallWidths = [2, 4, 8, 16, 32, 64, 128] as const;

function smallRuns(figure: FigureName, sample: TrainingSpec) {
  const common = { ...sample, experiment: 'Guide', tags: ['guide'] };
  if (figure === 'optimizers') {
    return smallOptimizers.map((optimizer) => ({
      ...common,
      name: `guide ${optimizer.kind}`,
      optimizer,
      epochs: 10,
    }));
  }
  return smallWidths.map((width) => ({
    ...common,
    name: `guide width ${width}`,
    model: { kind: 'mlp' as const, hidden: [width], activation: 'relu' as const, dropout: 0 },
    epochs: 15,
  }));
}

async function load(): Promise<void> {
  try {
    const { rows } = await connection.client.call('runs.list', { limit: newestRuns });
    runs = rows;
    const unknown = rows
      .filter(({ id, state }) => state === 'complete' && !parameters.has(id))
      .slice(0, mostAsked);
    const counted = await Promise.all(unknown.map(async ({ id }) => [id, await parametersOf(id)] as const));
    if (counted.length > 0) parameters = new Map([...parameters, ...counted]);
  } catch {
    // The banner says that the connection is lost; the figures stay as they are.
  }
}

async function parametersOf(run: number): Promise<number> {
  const { results } = await connection.client.call('runs.show', { run });
  // What engine/training keeps under this name; contract/result.ts.
  const layers = (results['layers'] ?? []) as readonly LayerSummary[];
  return layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
}
