import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainingSpecSchema } from '#contract/training.ts';
import { isMessageKey } from '../../../src-renderer/messages/format-message.ts';
import { findJsonError } from '../../../src-renderer/state/json-error.ts';
import { formatJson, moved, valueAt, withValue } from '../../../src-renderer/state/spec-document.ts';
import {
  budgetLimitFields,
  checkpointFields,
  earlyStoppingFields,
  lengthFields,
  onNonFiniteFields,
  parts,
  preprocessingKinds,
  samplingFields,
  withKind,
  type FieldSpec,
  type KindSpec,
} from '../../../src-renderer/state/spec-fields.ts';
import { issuesAt, issuesBeside } from '../../../src-renderer/state/spec-issues.ts';
import { fieldText, typedList, typedNumber } from '../../../src-renderer/state/spec-typed.ts';

/** As much of a valibot schema as is walked here. */
interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly (Schema | (Schema & string))[];
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly literal?: string;
  readonly default?: unknown;
  readonly pipe?: readonly Schema[];
}
// valibot types its schemas by their output; their shape at run time is the one above.
const spec = trainingSpecSchema as unknown as Schema;
const inner = (schema: Schema | undefined): Schema =>
  schema?.wrapped === undefined ? (schema ?? { type: '' }) : inner(schema.wrapped);
const entry = (name: string): Schema => inner(spec.entries?.[name]);

describe('the form', () => {
  it.each(Object.entries(parts))(
    'offers every kind of %s with every field that the contract knows',
    (part, kinds) => {
      expect(described(kinds)).toEqual(contractKinds(entry(part), 'kind'));
    },
  );

  it.each([
    ['early stopping', 'earlyStopping', earlyStoppingFields],
    ['checkpoints', 'checkpoints', checkpointFields],
    ['sampling', 'sampling', samplingFields],
    ['budgets', 'budget', budgetLimitFields],
    ['divergence', 'onNonFinite', onNonFiniteFields],
  ])('offers every field of %s', (_, part, fields) => {
    const { entries = {} } = entry(part);
    const kind = { kind: { type: 'literal', literal: 'on' } };
    expect(described([{ kind: 'on', fields }])).toEqual(
      contractKinds(
        { type: 'variant', options: [{ type: 'object', entries: { ...kind, ...entries } }] },
        'kind',
      ),
    );
  });

  it('offers every step of preprocessing', () => {
    expect(described(preprocessingKinds)).toEqual(contractKinds(inner(entry('preprocessing').item), 'step'));
  });

  it('offers what the contract offers where one of a few words is chosen', () => {
    const engine = lengthFields.find(({ name }) => name === 'engine');
    expect(engine?.choices).toEqual(entry('engine').options);
    const options = entry('model').options ?? [];
    const mlp = options.find((option) => option.entries?.['kind']?.literal === 'mlp');
    const activation = parts.model.flatMap(({ fields }) => fields).find(({ name }) => name === 'activation');
    expect(activation?.choices).toEqual(inner(mlp?.entries?.['activation']).options);
  });

  it('has a name for every kind and field, and an explanation for every kind', () => {
    const keys = [
      ...Object.entries({ ...parts, preprocessing: preprocessingKinds }).flatMap(([part, kinds]) =>
        kinds.flatMap(({ kind, fields }) => [
          `part.${part}`,
          `kind.${part}.${kind}`,
          `explain.${part}.${kind}`,
          ...fields.flatMap(fieldKeys),
        ]),
      ),
      ...[
        ...lengthFields,
        ...earlyStoppingFields,
        ...budgetLimitFields,
        ...onNonFiniteFields,
        ...checkpointFields,
        ...samplingFields,
      ].flatMap(fieldKeys),
    ];
    expect(keys.filter((key) => !isMessageKey(key))).toEqual([]);
  });

  it('keeps what two kinds have in common and begins the rest', () => {
    const sgd = { kind: 'sgd', learningRate: 0.5, clipNorm: 1 };
    expect(withKind(parts.optimizer, sgd, 'adam')).toEqual({ kind: 'adam', learningRate: 0.5, clipNorm: 1 });
    expect(withKind(parts.schedule, sgd, 'step')).toEqual({ kind: 'step', everySteps: 1000, factor: 0.5 });
    expect(withKind(preprocessingKinds, {}, 'image', 'step')).toEqual({ step: 'image', shape: [28, 28, 1] });
  });
});

describe('what is typed into a field', () => {
  it.each([
    ['0.01', 0.01],
    [' 1e-3 ', 0.001],
    ['.5', 0.5],
    ['-2', -2],
    ['', undefined],
    ['abc', 'abc'],
    ['1e', '1e'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['0x10', '0x10'],
  ])('%j becomes %j in the spec', (text, value) => {
    expect(typedNumber(text)).toBe(value);
  });

  it('may be a list', () => {
    expect(typedList('64, 32，16 x')).toEqual([64, 32, 16, 'x']);
    expect(typedList(' ')).toEqual([]);
    expect(typedList('64,')).toEqual([64]);
    // A number that was forgotten is not passed over.
    expect(typedList('64,,32')).toEqual([64, '', 32]);
    expect(fieldText([64, 32])).toBe('64, 32');
  });

  it('is read back as the number it shows', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(typedNumber(fieldText(number))).toBe(Object.is(number, -0) ? 0 : number);
      }),
    );
  });
});

describe('the document', () => {
  const document = { model: { kind: 'mlp', hidden: [16, 8] }, steps: 10 };

  it('is read and changed by path, without touching the old one', () => {
    expect(valueAt(document, 'model.hidden.1')).toBe(8);
    expect(valueAt(document, 'model.constructor')).toBeUndefined();
    const next = withValue(document, 'model.hidden.0', 32);
    expect(next).toEqual({ model: { kind: 'mlp', hidden: [32, 8] }, steps: 10 });
    expect(document.model.hidden).toEqual([16, 8]);
  });

  it('loses a key or an item that is set to nothing', () => {
    expect(withValue(document, 'steps', undefined)).toEqual({ model: document.model });
    expect(withValue(document, 'model.hidden.0', undefined)).toEqual({
      ...document,
      model: { kind: 'mlp', hidden: [8] },
    });
  });

  it('gets the objects on the way', () => {
    expect(withValue({}, 'dataset.split.validation', 0.2)).toEqual({
      dataset: { split: { validation: 0.2 } },
    });
  });

  it('moves an item of a list', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a'], 0, 1)).toEqual(['a']);
  });

  it('is the same document after it was written as JSON and read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON has one zero.
        expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is written with what fits on one line', () => {
    expect(
      formatJson({ kind: 'mlp', hidden: [64, 32], note: 'a text that is longer than a line is wide' }),
    ).toBe(
      '{\n  "kind": "mlp",\n  "hidden": [64, 32],\n  "note": "a text that is longer than a line is wide"\n}',
    );
  });
});

describe('text that is not JSON', () => {
  it('is found exactly when the browser cannot read it', () => {
    const nearly = fc
      .tuple(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', ':', '1', 'x', '\n', '\\', '-', '.'),
      )
      .map(([value, at, insert]) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        return insert === ''
          ? text.slice(0, place) + text.slice(place + 1)
          : text.slice(0, place) + insert + text.slice(place);
      });
    fc.assert(
      fc.property(nearly, (text) => {
        expect(findJsonError(text) === null, text).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{ "a": 1,\n  "b": }', 2, 8, 'value'],
    ['{ "a": 1\n  "b": 2 }', 2, 3, 'comma'],
    ['{ "a" 1 }', 1, 7, 'colon'],
    ['{ a: 1 }', 1, 3, 'key'],
    ['{ "a": [1, 2', 1, 13, 'commaOrBracket'],
    ['{ "a": 01 }', 1, 9, 'number'],
    ['{ "a": "x }', 1, 12, 'string'],
    ['{} {}', 1, 4, 'end'],
    ['[1, ]', 1, 5, 'value'],
    ['', 1, 1, 'value'],
  ])('%j is wrong at line %d, column %d: %s', (text, line, column, expected) => {
    expect(findJsonError(text)).toMatchObject({ line, column, expected });
  });
});

describe('what is wrong with a spec', () => {
  const issues = [
    { path: 'optimizer.learningRate', message: 'a' },
    { path: 'optimizer.rate', message: 'b' },
    { path: 'optimizers', message: 'c' },
  ];

  it('is shown once: at its field, or at the end of its part', () => {
    expect(issuesBeside(issues, 'optimizer', ['optimizer.learningRate'])).toEqual([issues[1]]);
    expect(issuesAt(issues, 'optimizer.learningRate')).toEqual([issues[0]]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Kind → name of each field → whether it is required and what is taken when it is left out. */
function described(kinds: readonly KindSpec[]): unknown {
  return Object.fromEntries(
    kinds.map(({ kind, fields }) => [
      kind,
      Object.fromEntries(
        fields.map(({ name, start, standard }) => [
          name,
          standard ?? (start === undefined ? null : 'required'),
        ]),
      ),
    ]),
  );
}

function contractKinds(variant: Schema, discriminator: string): unknown {
  return Object.fromEntries(
    (variant.options ?? []).map((option) => {
      const { [discriminator]: kind, ...fields } = option.entries ?? {};
      return [
        kind?.literal,
        Object.fromEntries(
          Object.entries(fields).map(([name, schema]) => [
            name,
            schema.type === 'optional'
              ? Array.isArray(schema.default)
                ? schema.default
                    .map((item: unknown) => (typeof item === 'object' ? 'object' : item))
                    .join(', ')
                : (schema.default ?? null)
              : 'required',
          ]),
        ),
      ];
    }),
  );
}

function fieldKeys({ name, labelled, choices }: FieldSpec): readonly string[] {
  const choiceKey = (choice: string | number): string =>
    isMessageKey(`choice.${name}.${choice}`) ? `choice.${name}.${choice}` : `choice.${choice}`;
  return [`field.${name}`, `field.${labelled ?? name}`, ...(choices ?? []).map(choiceKey)];
}
