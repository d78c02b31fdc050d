import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '#contract/wire.ts';

/** Documents as calls and answers carry them. */
const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.double(),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 5 },
    ),
    fc.float64Array({ maxLength: 20 }),
    fc.float32Array({ maxLength: 20 }),
    fc.int32Array({ maxLength: 20 }),
    fc.uint8Array({ maxLength: 20 }),
  ),
})).value;

describe('the wire codec', () => {
  it('gives back every document bit for bit', () => {
    fc.assert(
      fc.property(document, (value) => {
        expect(decode(encode(value))).toStrictEqual(plain(value));
      }),
    );
  });

  it('reads typed arrays out of a Buffer that is a part of a larger one', () => {
    const values = Float64Array.of(1.5, Number.NaN, -0);
    const bytes = encode({ values });
    const pool = Buffer.alloc(bytes.length + 13);
    pool.set(bytes, 13);
    expect(decode(pool.subarray(13))).toEqual({ values });
  });

  it('leaves out what is undefined', () => {
    expect(decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  it('refuses bytes that are no message, whatever they are, with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        try {
          decode(bytes);
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'CodedError', code: 'invalid_input' });
        }
      }),
    );
  });

  it('makes no prototype out of a key', () => {
    const bytes = encode(JSON.parse('{"constructor": {"prototype": {"polluted": 1}}}'));
    decode(bytes);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

/** fast-check makes objects without a prototype, the decoder makes plain ones. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
