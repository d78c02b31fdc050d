import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import {
  isMethodName,
  methods,
  type MethodName,
  type MethodOutput,
  type ParsedInput,
} from '#contract/methods/index.ts';
import { nearest, parse } from '#contract/parse.ts';

/** Takes parsed input, calls a room, returns. The signal is aborted when nobody waits for the answer any more. */
export type Handler<M extends MethodName> = (
  input: ParsedInput<M>,
  signal: CancelSignal,
) => MethodOutput<M> | Promise<MethodOutput<M>>;

export type Handlers = { readonly [M in MethodName]: Handler<M> };

export interface DispatchOptions {
  /** Why nothing may be changed; null when everything may. */
  readonly refuseWrites: CodedError | null;
  /** Puts what a room throws into words where it can (a full disk), else gives it back. */
  readonly explain: (thrown: unknown) => unknown;
}

export type Dispatch = (method: string, input: unknown, signal: CancelSignal) => Promise<unknown>;

/**
 * The one door to the core: the method is looked up, its input parsed by its schema, its handler called. Rejects with
 * `not_found`, `invalid_input`, or the handler's error.
 */
export function createDispatch(handlers: Handlers, options: DispatchOptions): Dispatch {
  return async (name, input, signal) => {
    if (!isMethodName(name)) {
      const near = nearest(name, Object.keys(methods));
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      throw new CodedError('not_found', `There is no method ${name}.${hint}`);
    }
    return call(name, input, signal);
  };

  async function call<M extends MethodName>(
    name: M,
    input: unknown,
    signal: CancelSignal,
  ): Promise<MethodOutput<M>> {
    const { access, input: schema } = methods[name];
    if (access === 'write' && options.refuseWrites !== null) throw options.refuseWrites;
    // The schema of a method gives that method's parsed input, which TypeScript cannot see through the parameter.
    const parsed = parse(schema, input, subjectOf(name), 'spec') as ParsedInput<M>;
    try {
      return await handlers[name](parsed, signal);
    } catch (thrown) {
      throw options.explain(thrown);
    }
  }
}

/** Methods that take a training spec. */
const ofSpecs: readonly MethodName[] = ['runs.start', 'families.start', 'advice.start', 'specs.probe'];

/** What an error message calls the input: people know a training spec, not the input of runs.start. */
function subjectOf(name: MethodName): string {
  if (ofSpecs.includes(name)) return 'The training spec';
  if (name.startsWith('datasets.')) return 'The dataset';
  return `The input of ${name}`;
}
