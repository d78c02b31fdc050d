import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#contract/client.ts';
import type { CodedError } from '#contract/errors.ts';
import type { CoreEvent } from '#contract/events.ts';
import type { MethodName } from '#contract/methods/index.ts';
import { coreDouble, type CoreDouble } from '../support/core-double.ts';

export interface Connected {
  readonly client: Client;
  close(): Promise<void>;
}

/** What every transport has to do, whatever carries the bytes. */
export function describeTransport(name: string, connect: (core: CoreDouble) => Promise<Connected>): void {
  describe(`${name}: a transport`, () => {
    let core: CoreDouble;
    let connected: Connected;
    const echo = async (value: unknown): Promise<unknown> => {
      const answer = await connected.client.call('settings.set', { name: 'x', value });
      // The double gives its input back, whatever the contract says of this method.
      return (answer as unknown as { value: unknown }).value;
    };
    const failure = (method: MethodName, input: object = {}): Promise<CodedError> =>
      connected.client.call(method, input as never).then(
        () => expect.unreachable('the call should have failed'),
        (thrown: CodedError) => thrown,
      );

    beforeEach(async () => {
      core = coreDouble();
      connected = await connect(core);
    });
    afterEach(() => connected.close());

    it('keeps NaN, both infinities and −0 apart, alone and in objects', async () => {
      const values = [
        Number.NaN,
        Infinity,
        -Infinity,
        -0,
        0,
        5e-324,
        1.7976931348623157e308,
        2 ** 53,
        -1,
        0.1,
      ];
      const back = (await echo(values)) as number[];
      expect(back.map((value) => Object.is(value, -0))).toEqual(values.map((value) => Object.is(value, -0)));
      expect(back).toEqual(values);
    });

    it('keeps typed arrays with their type and every bit', async () => {
      const values = {
        f64: Float64Array.of(Number.NaN, -0, Infinity, 1e-310),
        f32: Float32Array.of(1.5, -0),
        i32: Int32Array.of(-1, 2 ** 31 - 1),
        u32: Uint32Array.of(2 ** 32 - 1),
        u8: Uint8Array.of(0, 255),
        empty: new Float64Array(0),
      };
      expect(await echo(values)).toEqual(values);
    });

    it('keeps nested documents, any text, and null', async () => {
      const document = { a: [{ b: null }, [], 'ü 诗 \u0000 😀'], c: { d: true } };
      expect(await echo(document)).toEqual(document);
    });

    it('carries eight megabytes in one answer', async () => {
      const values = Float64Array.from({ length: 1_000_000 }, (_, index) => index / 3);
      expect(await echo(values)).toEqual(values);
    });

    it('gives every call its own answer, however many are on the way', async () => {
      const wanted = Array.from({ length: 200 }, (_, index) => index);
      expect(await Promise.all(wanted.map(echo))).toEqual(wanted);
    });

    it('brings an error with its code, message and details', async () => {
      const error = await failure('runs.show', { run: 12 });
      expect({ code: error.code, message: error.message, details: error.details }).toEqual({
        code: 'not_found',
        message: 'There is no run 12.',
        details: { run: 12, value: Number.NaN },
      });
    });

    it('calls a fault of ours internal and keeps its message', async () => {
      expect(await failure('runs.columns')).toMatchObject({ code: 'internal', message: 'a fault of ours' });
    });

    it('answers a call whose result cannot be sent', async () => {
      expect(await failure('runs.list')).toMatchObject({ code: 'internal' });
    });

    it('answers a method that nobody knows', async () => {
      expect(await failure('runs.fly' as MethodName)).toMatchObject({ code: 'not_found' });
    });

    it('cancels a call on both sides', async () => {
      const controller = new AbortController();
      const call = connected.client.call('system.doctor', {}, controller.signal);
      await core.waiting;
      controller.abort();
      await expect(call).rejects.toMatchObject({ code: 'cancelled' });
      await core.cancelled;
    });

    it('never sends a call that was cancelled before', async () => {
      const controller = new AbortController();
      controller.abort();
      await expect(connected.client.call('system.load', {}, controller.signal)).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(core.calls).toEqual([]);
    });

    it('brings events of a topic until unsubscribed, and none of another', async () => {
      const heard: CoreEvent[] = [];
      let arrived = Promise.withResolvers<undefined>();
      const unsubscribe = connected.client.subscribe('run:3', (event) => {
        heard.push(event);
        arrived.resolve(undefined);
      });
      // A call behind the subscription: when it is answered, the subscription is there.
      await echo(1);
      const event = {
        topic: 'run:3',
        cursor: 1,
        state: 'running',
        committedPoints: 8,
        progress: null,
      } as const;
      core.emit({ topic: 'runs', cursor: 1 });
      core.emit(event);
      await arrived.promise;
      expect(heard).toEqual([event]);
      arrived = Promise.withResolvers();
      unsubscribe();
      await echo(2);
      expect(core.isHeard('run:3')).toBe(false);
    });

    it('ends the subscriptions of a client that is gone', async () => {
      connected.client.subscribe('runs', () => undefined);
      await echo(1);
      expect(core.isHeard('runs')).toBe(true);
      connected.client.close();
      await expect.poll(() => core.isHeard('runs')).toBe(false);
    });

    it('refuses calls after it was closed', async () => {
      connected.client.close();
      expect(await failure('system.load')).toMatchObject({ code: 'disconnected' });
    });
  });
}
