import type { SpecChange } from '#contract/advice.ts';
import type { ColumnType, DatasetSource, DatasetSpec, DatasetSummary } from '#contract/dataset.ts';
import { CodedError, type InputIssue } from '#contract/errors.ts';
import type { FamilyKind } from '#contract/family.ts';
import type { MemoryOffer } from '#contract/estimate.ts';
import type { MethodOutput } from '#contract/methods/index.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec, TrainingSpecInput } from '#contract/training.ts';
import { t } from '../messages/messages.svelte.ts';
import { tSentence } from '../messages/core-sentence.svelte.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';
import { findJsonError, type JsonError } from './json-error.ts';
import type { Route } from './route.ts';
import { router } from './router.svelte.ts';
import { isObject } from '#contract/objects.ts';
import { formatJson, valueAt, withValue } from './spec-document.ts';
import { followKinds } from '#contract/changed-kind.ts';
import { SpecTrial } from './spec-trial.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const checkPauseMs = 250;
const draftKey = 'descent.draft';

/**
 * The spec that is being written. The document is the one truth: the form reads and writes its paths, the JSON
 * beside it is its text. Text that is not JSON stays as it was typed, and the form waits until it is.
 */
class NewRun {
  #document = $state.raw<unknown>({});
  #text = $state('{}');
  #jsonError = $state.raw<JsonError | null>(null);
  #check = new Asked<MethodOutput<'specs.check'>>();
  #dataset = new Asked<DatasetSummary>();
  #describedAs = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly trial = new SpecTrial();
  #starting = $state(false);
  #proposing = $state(false);
  #proposeError = $state.raw<unknown>(null);
  /** The name was typed here: it is not that of a sample or of another run. */
  #named = false;
  /** The run whose spec this began as. */
  #from = $state<number | null>(null);

  get document(): unknown {
    return this.#document;
  }
  get text(): string {
    return this.#text;
  }
  get jsonError(): JsonError | null {
    return this.#jsonError;
  }
  /** What is wrong, in the window's language. */
  get issues(): readonly InputIssue[] {
    const issues = this.hasData ? (this.#check.value?.issues ?? []) : [];
    return issues.map((issue) => ({ ...issue, message: tSentence(issue) }));
  }
  get plan(): SpecPlan | null {
    return this.hasData ? (this.#check.value?.plan ?? null) : null;
  }
  /** What makes it fit into memory, where it does not. */
  get offers(): readonly MemoryOffer[] {
    return this.hasData ? (this.#check.value?.offers ?? []) : [];
  }
  get checking(): boolean {
    return this.#check.loading;
  }
  /** The check itself failed, for example because its worker died. */
  get checkError(): unknown {
    return this.#check.error;
  }
  get summary(): DatasetSummary | null {
    return this.#dataset.value;
  }
  get datasetError(): unknown {
    return this.#dataset.error;
  }
  /** Why the chosen data cannot be used; the data before it stays. */
  get proposeError(): unknown {
    return this.#proposeError;
  }
  get describing(): boolean {
    return this.#dataset.loading || this.#proposing;
  }
  get starting(): boolean {
    return this.#starting;
  }
  get from(): number | null {
    return this.#from;
  }
  get hasData(): boolean {
    return isObject(valueAt(this.#document, 'dataset.source'));
  }
  get canStart(): boolean {
    return this.hasData && this.#jsonError === null && this.issues.length === 0 && !this.#starting;
  }

  at(path: string): unknown {
    return valueAt(this.#document, path);
  }

  /** From the form: one value; undefined takes the key out. */
  set(path: string, value: unknown): void {
    if (this.#jsonError !== null) return;
    if (path === 'name') this.#named = true;
    this.#become(withValue(this.#document, path, value));
  }

  /** A part of another kind, and what follows from it, such as the loss of an autoencoder. */
  setPart(part: string, value: unknown): void {
    if (this.#jsonError !== null) return;
    const before = this.#document;
    const changed = withValue(before, part, value);
    const both = isObject(before) && isObject(changed);
    this.#become(both ? followKinds(before, changed, new Set()) : changed);
  }

  /** Several values at once, such as what makes a training fit. */
  apply(changes: readonly SpecChange[]): void {
    if (this.#jsonError !== null) return;
    this.#become(
      changes.reduce<unknown>(
        (document, { path, value }) => withValue(document, path, value),
        this.#document,
      ),
    );
  }

  /** From the JSON. The form follows as soon as the text is JSON. */
  typeJson(text: string): void {
    this.#text = text;
    this.#jsonError = findJsonError(text);
    if (this.#jsonError !== null) return;
    this.#document = JSON.parse(text);
    this.#changed();
  }

  /** Gives up what was typed into the JSON and is none. */
  discardJson(): void {
    this.#become(this.#document);
  }

  /** Begins with a whole spec: a sample's, another run's, a proposal. */
  open(spec: unknown, from: number | null = null): void {
    this.#from = from;
    this.#named = false;
    this.#become(spec);
  }

  /** What was written before a reload, if anything. */
  restore(): boolean {
    if (this.hasData) return true;
    const draft = sessionStorage.getItem(draftKey);
    if (draft === null || findJsonError(draft) !== null) return false;
    this.open(JSON.parse(draft));
    return this.hasData;
  }

  clear(): void {
    this.#from = null;
    this.#dataset.clear();
    this.#check.clear();
    this.#describedAs = '';
    this.#become({});
    sessionStorage.removeItem(draftKey);
  }

  /** Throws where there is no such run; what was written before stays. */
  async openRun(run: number): Promise<void> {
    const { spec } = await connection.client.call('runs.show', { run });
    this.open(spec, run);
  }

  /** Throws `not_found` where there is no such sample; what was written before stays. */
  async openSample(name: string): Promise<void> {
    const samples = await connection.client.call('samples.list', {});
    const sample = samples.find((known) => known.name === name);
    if (sample === undefined) {
      const known = samples.map((other) => other.name).join(t('list.comma'));
      throw new CodedError('not_found', t('new.noSample', { name, known }));
    }
    this.open(sample.spec);
  }

  /** Other data: everything is proposed anew, but for a name that was typed, the experiment and tags, if they are kept. */
  async chooseSource(source: DatasetSource, keeps = true): Promise<boolean> {
    const spec = (await this.#propose({ source })) ?? (await this.#begun(source));
    if (!isObject(spec)) return false;
    const name = this.#named ? this.at('name') : undefined;
    const kept = { name, experiment: this.at('experiment'), tags: this.at('tags') };
    const named = keeps
      ? Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
      : {};
    this.#from = null;
    this.#become({ ...spec, ...named });
    return true;
  }

  /** The column to be predicted: the named one, else the one that the core would take. */
  get target(): string | null {
    const named = this.at('dataset.target');
    if (typeof named === 'string') return named;
    return this.targetless ? null : (this.summary?.proposedTarget ?? null);
  }

  /** The model predicts none of the columns. */
  get targetless(): boolean {
    return this.at('model.kind') === 'autoencoder';
  }

  /** Another target: what depends on it (types, split, preprocessing, loss) is proposed anew, the rest stays. */
  async chooseTarget(target: string): Promise<void> {
    const dataset = this.at('dataset');
    if (!isObject(dataset)) return;
    const features = Array.isArray(dataset['features']) ? without(dataset['features'], target) : undefined;
    // The old target may have been made classes; as a feature it is what the file says.
    const types = isObject(dataset['types'])
      ? withValue(dataset['types'], this.target ?? '', undefined)
      : undefined;
    const changed = withValue(
      withValue(withValue(dataset, 'features', features), 'types', types),
      'target',
      target,
    );
    // A dataset that this form has shown has a source that the core could read.
    const spec = await this.#propose(changed as DatasetSpec);
    if (spec === null) {
      this.set('dataset', changed);
      toasts.error(this.#proposeError);
      return;
    }
    let next = withValue(this.#document, 'dataset', spec.dataset);
    next = withValue(next, 'preprocessing', spec.preprocessing);
    this.#become(withValue(next, 'loss', spec.loss));
  }

  /** Features left out of the spec mean all columns; the list is written once one is taken out. */
  setFeature(name: string, used: boolean): void {
    const columns = (this.summary?.columns ?? []).map((column) => column.name);
    const all = columns.filter((column) => column !== this.target);
    const now = this.features ?? all;
    const next = all.filter((column) => (column === name ? used : now.includes(column)));
    this.set('dataset.features', next.length === all.length ? undefined : next);
  }

  get features(): readonly unknown[] | null {
    const features = this.at('dataset.features');
    return Array.isArray(features) ? features : null;
  }

  setColumnType(name: string, type: ColumnType): void {
    const found = this.#found.get(name);
    const types = this.at('dataset.types');
    const others = Object.entries(isObject(types) ? types : {}).filter(([column]) => column !== name);
    const next = Object.fromEntries(type === found ? others : [...others, [name, type]]);
    this.set('dataset.types', Object.keys(next).length === 0 ? undefined : next);
  }

  start(): Promise<void> {
    return this.#start(async (spec) => {
      const { run } = await connection.client.call('runs.start', { spec });
      return { page: 'run', id: run };
    });
  }

  /** Starts it as several runs that are averaged: folds held out one after the other, or other seeds. */
  startFamily(kind: FamilyKind, size: number): Promise<void> {
    return this.#start(async (spec) => {
      const { family } = await connection.client.call('families.start', { spec, kind, size });
      return { page: 'family', id: family };
    });
  }

  /** Leads to the page of what was started; what failed is told in a toast, and the draft stays. */
  async #start(begin: (spec: TrainingSpecInput) => Promise<Route>): Promise<void> {
    if (!this.canStart) return;
    this.#starting = true;
    try {
      // The core parses it once more; here it is only known that its check found nothing wrong.
      const route = await begin(this.#document as TrainingSpecInput);
      sessionStorage.removeItem(draftKey);
      this.trial.end();
      router.go(route);
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      this.#starting = false;
    }
  }

  /** Types as the file has them, before any was changed: to know when a change is taken back. */
  #found = new Map<string, ColumnType>();

  async #propose(dataset: DatasetSpec): Promise<TrainingSpec | null> {
    this.#proposing = true;
    this.#proposeError = null;
    try {
      return await connection.client.call('datasets.proposeSpec', { dataset });
    } catch (thrown) {
      this.#proposeError = thrown;
      return null;
    } finally {
      this.#proposing = false;
    }
  }

  /**
   * A table for which nothing can be proposed, such as one whose last column has one value in all rows: the form opens
   * all the same, and what is wrong stands at its field. Null where the data cannot be read as a table at all.
   */
  async #begun(source: DatasetSource): Promise<unknown> {
    const refused = this.#proposeError;
    this.#proposing = true;
    try {
      const { format, columns, proposedTarget } = await connection.client.call('datasets.describe', {
        source,
      });
      if (format !== 'csv' || columns.length < 2) return null;
      this.#proposeError = null;
      return {
        dataset: { source, ...(proposedTarget === null ? {} : { target: proposedTarget }) },
        preprocessing: [{ step: 'impute' }, { step: 'standardise' }, { step: 'oneHot' }],
        model: { kind: 'mlp', hidden: [16] },
        loss: { kind: 'meanSquaredError' },
        optimizer: { kind: 'adam', learningRate: 0.01 },
        epochs: 100,
        batchSize: 32,
      };
    } catch {
      // Why the proposal failed says more than why the second look did.
      this.#proposeError = refused;
      return null;
    } finally {
      this.#proposing = false;
    }
  }

  #become(document: unknown): void {
    this.#document = document;
    this.#text = formatJson(document);
    this.#jsonError = null;
    this.#changed();
  }

  #changed(): void {
    sessionStorage.setItem(draftKey, formatJson(this.#document));
    this.#describe();
    this.trial.end();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), checkPauseMs);
  }

  async check(): Promise<void> {
    if (!this.hasData) return;
    const checked = await this.#check.ask(() =>
      connection.client.call('specs.check', { spec: this.#document }),
    );
    this.trial.plan(checked?.plan ?? {}, this.#document, () => this.check());
  }

  /** Reads the data again when what decides its columns has changed. */
  #describe(): void {
    const dataset = this.at('dataset');
    if (!isObject(dataset) || !isObject(dataset['source'])) return;
    const { source, format, delimiter, quote, encoding, decimalComma, missing, image, types } = dataset;
    const read = { source, format, delimiter, quote, encoding, decimalComma, missing, image, types };
    const question = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
    const key = JSON.stringify(question);
    if (key === this.#describedAs) return;
    this.#describedAs = key;
    // What does not fit the schema is answered with `invalid_input` and shown where the columns would be.
    const input = question as unknown as DatasetSpec;
    void this.#dataset
      .ask(() => connection.client.call('datasets.describe', input))
      .then((summary) => {
        if (summary === null || types !== undefined) return;
        this.#found = new Map(summary.columns.map((column) => [column.name, column.type]));
      });
  }
}

function without(list: readonly unknown[], name: string): readonly unknown[] {
  return list.filter((item) => item !== name);
}

/** One draft per window: leaving the page and coming back finds it as it was. */
export const newRun = new NewRun();
