import { describe, expect, it } from 'vitest';
import type { Inbox } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import { acmeRequest } from './acme.js';
import { createGate, createHarness } from './handler-harness.js';

const EVENT = { id: 'evt_1', type: 'order.paid' };
const KEY = { tenant: '', source: 'acme', id: 'evt_1' };
const fail = (): never => {
  throw new Error('looked at');
};

function createRevoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const selfThrowing: object = Object.defineProperty({}, 'message', {
  get() {
    throw selfThrowing;
  },
});

describe('a handler that throws what throws when it is looked at', () => {
  const thrown: readonly (readonly [string, unknown])[] = [
    ['a getter that throws', Object.defineProperty(new Error('x'), 'message', { get: fail })],
    ['a getter that throws its own object', selfThrowing],
    ['a revoked proxy', createRevoked()],
    ['a proxy that throws at every look', new Proxy({}, { get: fail, has: fail })],
    ['a symbol', Symbol('x')],
  ];

  it.each(thrown)('has failed like any other inline: %s', async (_, value) => {
    const { deliver, inbox, told, clock } = createHarness(webhooks, {
      on: {
        'order.paid': () => {
          throw value;
        },
      },
    });
    expect((await deliver(EVENT)).status).toBe(503);
    expect(await inbox.find(KEY)).toMatchObject({ state: 'retry', error: expect.stringContaining('was thrown') });
    expect(told('webhook.failed')).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it.each(thrown)('does not keep a worker from the deliveries behind it: %s', async (_, value) => {
    const done: string[] = [];
    const { deliver, handler, inbox } = createHarness(webhooks, {
      mode: 'persist',
      on: {
        'order.paid': ({ id }) => {
          if (id === 'evt_1') throw value;
          done.push(id);
        },
      },
    });
    await deliver([EVENT, { ...EVENT, id: 'evt_2' }]);
    expect(await handler.process()).toMatchObject({ processed: 1, failed: 1 });
    expect(done).toEqual(['evt_2']);
    expect(await inbox.find(KEY)).toMatchObject({ state: 'retry' });
  });

  it('is answered also when it is the inbox, or the redactor of the application', async () => {
    const accept: Inbox['accept'] = () => Promise.reject(selfThrowing);
    const broken = createHarness(webhooks, {}, (inbox) => ({ ...inbox, accept }));
    expect((await broken.deliver(EVENT)).status).toBe(503);
    const { deliver, inbox } = createHarness(webhooks, {
      onUnhandled: () => Promise.reject(new Error('canary')),
      redact: fail,
    });
    expect((await deliver(EVENT)).status).toBe(503);
    expect((await inbox.find(KEY))?.error).toBe('A value of type object was thrown, and it cannot be described');
  });
});

describe('waitUntil', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('outside of a request');
      },
    ],
    ['rejects', (): unknown => Promise.reject(new Error('outside of a request'))],
  ])('that %s costs the request nothing and leaves no timer', async (_, waitUntil) => {
    const seen: string[] = [];
    const { deliver, clock } = createHarness(webhooks, {
      on: { 'order.paid': ({ id }) => void seen.push(id) },
      waitUntil,
    });
    expect((await deliver(EVENT)).status).toBe(200);
    expect(seen).toEqual(['evt_1']);
    expect(clock.pending).toBe(0);
  });

  it('that throws does not end the deadline', async () => {
    const gate = createGate();
    const { handler, clock } = createHarness(webhooks, { on: { 'order.paid': gate.handle }, waitUntil: fail });
    const answer = handler(await acmeRequest(webhooks, EVENT));
    await gate.started;
    await clock.advance(10_000);
    expect((await answer).status).toBe(503);
    gate.finish();
    await clock.drain();
    expect(clock.pending).toBe(0);
  });
});

describe('a body that is sent too slowly', () => {
  /** A request whose body trickles in: a byte at a time, with `pause` milliseconds between, and never ends. */
  const trickle = (
    pull: (controller: ReadableStreamDefaultController<Uint8Array>) => Promise<void>,
  ): { readonly request: Request; readonly cancelled: () => boolean } => {
    let isCancelled = false;
    const cancel = (): Promise<void> => {
      isCancelled = true;
      return new Promise(() => {});
    };
    const body = new ReadableStream<Uint8Array>({ pull, cancel });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    return { request: new Request('https://shop.test/webhooks', init), cancelled: () => isCancelled };
  };

  it.each([
    ['by default', {}, 10_000],
    ['as configured', { bodyTimeout: 2_500 }, 2_500],
  ])('is answered with 408 after a time of its own, %s', async (_, options, timeout) => {
    const { handler, clock, told, inbox } = createHarness(webhooks, options);
    const { request, cancelled } = trickle(async (controller) => {
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 100));
      controller.enqueue(new Uint8Array(1));
    });
    let status = 0;
    const answered = handler(request).then((response) => {
      ({ status } = response);
    });
    await clock.advance(timeout - 1);
    expect(status).toBe(0);
    await clock.advance(1);
    await answered;
    expect(status).toBe(408);
    expect(cancelled()).toBe(true);
    expect(told('webhook.rejected')).toMatchObject([{ reason: 'body_timeout', status: 408 }]);
    expect((await inbox.list()).deliveries).toEqual([]);
  });

  it('is answered also when nothing comes at all and nobody hears of the end', async () => {
    const { handler, clock } = createHarness(webhooks);
    const answer = handler(trickle(() => new Promise(() => {})).request);
    expect((await clock.settle(answer)).status).toBe(408);
    expect(clock.now() - Date.UTC(2026, 0, 1)).toBe(10_000);
    expect(clock.pending).toBe(0);
  });

  it('is refused as too large before that, whatever becomes of the rest', async () => {
    const { handler, clock } = createHarness(webhooks);
    const endless = trickle((controller) => Promise.resolve(controller.enqueue(new Uint8Array(600_000))));
    expect((await clock.settle(handler(endless.request))).status).toBe(413);
    expect(endless.cancelled()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('wants a time that a timer can hold', () => {
    expect(() => createHarness(webhooks, { bodyTimeout: 0 })).toThrow('options.bodyTimeout must be');
  });
});

it('says what a sink of telemetry is when it is given none', () => {
  const make = (): unknown => createHarness(webhooks, { telemetry: {} as never });
  expect(make).toThrow('options.telemetry must be { emit(event) } or an array of them');
});
