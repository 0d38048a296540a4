import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Webhooks from '../../src/webhooks/index.js';
import type { Inbox, WebhookHandle, WebhookHandlerOptions } from '../../src/webhooks/index.js';
import { type AcmeEvent, type AcmeEvents, acmeRequest, createAcme, NOW } from './acme.js';
import { CRYPTO_BUILDS, loadWebhooks } from './crypto-builds.js';
import { asDurable, createGate, createHarness, type Harness } from './handler-harness.js';

type Handle = WebhookHandle<AcmeEvent>;

const EVENT = { id: 'evt_1', type: 'order.paid', at: NOW - 1_500, order: 'order_1' };
const keyOf = (id: string): Webhooks.DeliveryKey => ({ tenant: '', source: 'acme', id });

describe.each(CRYPTO_BUILDS)('a webhook handler on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });
  const harness = (options: Partial<WebhookHandlerOptions<AcmeEvents>> = {}): Harness =>
    createHarness(webhooks, options);
  const durable = (options: Partial<WebhookHandlerOptions<AcmeEvents>> = {}): Harness =>
    createHarness(webhooks, options, asDurable);

  describe('inline, with an inbox that is not durable', () => {
    it('verifies, stores, handles once, and answers 200', async () => {
      const paid = vi.fn<Handle>();
      const { deliver, inbox, events } = harness({ on: { 'order.paid': paid } });
      const response = await deliver(EVENT);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ outcome: 'done' });
      expect(paid).toHaveBeenCalledTimes(1);
      expect(paid.mock.calls[0]?.[0]).toEqual(EVENT);
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({
        state: 'done',
        result: 'processed',
        attempts: 1,
        type: 'order.paid',
      });
      expect(events.map(({ type }) => type)).toEqual([
        'webhook.received',
        'webhook.verified',
        'webhook.stored',
        'webhook.processed',
      ]);
      expect(events.at(-1)).toMatchObject({
        service: 'acme',
        eventId: 'evt_1',
        eventType: 'order.paid',
        attempt: 1,
        lagMs: 1_500,
      });
    });

    it('tells the handler what it needs to be right', async () => {
      const paid = vi.fn<Handle>();
      const { deliver } = harness({ on: { 'order.paid': paid } });
      await deliver(EVENT);
      expect(paid.mock.calls[0]?.[1]).toEqual({
        id: 'evt_1',
        type: 'order.paid',
        source: 'acme',
        tenant: '',
        attempt: 1,
        subject: 'order_1',
        occurredAt: NOW - 1_500,
        receivedAt: NOW,
        idempotencyKey: 'acme:evt_1',
        signal: expect.any(AbortSignal),
        transaction: undefined,
      });
    });

    it('applies a duplicate once, one after the other (D11)', async () => {
      const paid = vi.fn<Handle>();
      const { deliver, told } = harness({ on: { 'order.paid': paid } });
      expect((await deliver(EVENT)).status).toBe(200);
      expect((await deliver(EVENT)).status).toBe(200);
      expect(paid).toHaveBeenCalledTimes(1);
      expect(told('webhook.duplicate')).toHaveLength(1);
    });

    it('applies a duplicate once at the same time, and asks the second to come again', async () => {
      const gate = createGate();
      const paid = vi.fn<Handle>(gate.handle);
      const { deliver, handler, clock } = harness({ on: { 'order.paid': paid }, lease: 30_000 });
      const first = handler(await acmeRequest(webhooks, EVENT));
      await gate.started;
      await clock.advance(2_000);
      const second = await handler(await acmeRequest(webhooks, EVENT));
      expect(second.status).toBe(409);
      expect(second.headers.get('retry-after')).toBe('28');
      gate.finish();
      expect((await first).status).toBe(200);
      expect((await deliver(EVENT)).status).toBe(200);
      expect(paid).toHaveBeenCalledTimes(1);
    });

    it('applies each of 50 events once when each arrives three times at once', async () => {
      const seen: string[] = [];
      const { handler, clock } = harness({ on: { 'order.paid': ({ id }) => void seen.push(id) } });
      const ids = Array.from({ length: 150 }, (_, index) => `evt_${index % 50}`);
      const requests = await Promise.all(ids.map((id) => acmeRequest(webhooks, { ...EVENT, id })));
      const responses = await clock.settle(Promise.all(requests.map((request) => handler(request))));
      expect(seen.toSorted()).toEqual([...new Set(ids)].toSorted());
      expect(responses.every(({ status }) => status === 200 || status === 409)).toBe(true);
    });

    it('answers 503 when the handler fails: nothing but a success is acknowledged (D3)', async () => {
      const paid = vi.fn<Handle>().mockRejectedValueOnce(new Error('database is down'));
      const { deliver, inbox, told } = harness({ on: { 'order.paid': paid } });
      const failed = await deliver(EVENT);
      expect(failed.status).toBe(503);
      expect(failed.headers.get('retry-after')).toBe('3');
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({
        state: 'retry',
        error: 'Error: database is down',
        nextAt: NOW + 2_500,
      });
      expect(told('webhook.failed')).toMatchObject([{ attempt: 1, error: 'Error: database is down' }]);
      expect((await deliver(EVENT)).status).toBe(200);
      expect(paid).toHaveBeenCalledTimes(2);
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', attempts: 2, error: undefined });
    });

    it('keeps a dead letter after the last attempt, and still does not acknowledge it', async () => {
      const paid = vi.fn<Handle>(() => Promise.reject(new Error('never')));
      const { deliver, inbox, told } = harness({ on: { 'order.paid': paid }, retryPolicy: { maxRetries: 2 } });
      for (let delivery = 1; delivery <= 4; delivery++) expect((await deliver(EVENT)).status).toBe(503);
      expect(paid).toHaveBeenCalledTimes(3);
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'dead', attempts: 3, error: 'Error: never' });
      expect(told('webhook.dead')).toMatchObject([{ attempt: 3 }]);
    });

    it('acknowledges what the handler says can never succeed, and keeps it', async () => {
      const { PermanentFailure } = webhooks;
      const paid = vi.fn<Handle>(() => Promise.reject(new PermanentFailure('no such order')));
      const { deliver, inbox, told } = harness({ on: { 'order.paid': paid } });
      expect((await deliver(EVENT)).status).toBe(200);
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({
        state: 'dead',
        error: 'PermanentFailure: no such order',
      });
      expect(told('webhook.dead')).toHaveLength(1);
    });

    it('acknowledges it again, so that a batch with other failures in it comes to an end', async () => {
      const { PermanentFailure } = webhooks;
      const failures = [new PermanentFailure('no such order'), new Error('database is down')];
      const paid = vi.fn<Handle>(async () => {
        const failure = failures.shift();
        if (failure) throw failure;
      });
      const { deliver } = harness({ on: { 'order.paid': paid } });
      const batch = ['a', 'b'].map((id) => ({ ...EVENT, id }));
      expect((await deliver(batch)).status).toBe(503);
      expect((await deliver(batch)).status).toBe(200);
      expect(paid).toHaveBeenCalledTimes(3);
    });

    it('handles a handler that throws at once like one that rejects', async () => {
      const { deliver } = harness({
        on: {
          'order.paid': () => {
            throw new TypeError('undefined is not a function');
          },
        },
      });
      expect((await deliver(EVENT)).status).toBe(503);
    });

    it.each([['constructor'], ['__proto__'], ['toString'], ['order.unknown']])(
      'counts an event of type %s as done without a handler',
      async (type) => {
        const { deliver, inbox, told } = harness();
        expect((await deliver({ ...EVENT, type })).status).toBe(200);
        expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'done', result: 'unhandled' });
        expect(told('webhook.unhandled')).toHaveLength(1);
      },
    );

    it('hands every other event to onUnhandled, and retries it when that fails', async () => {
      const onUnhandled = vi.fn<WebhookHandle<unknown>>().mockRejectedValueOnce(new Error('x'));
      const { deliver } = harness({ onUnhandled });
      expect((await deliver({ ...EVENT, type: 'order.new' })).status).toBe(503);
      expect((await deliver({ ...EVENT, type: 'order.new' })).status).toBe(200);
      expect(onUnhandled.mock.calls[1]?.[1]).toMatchObject({ type: 'order.new', attempt: 2 });
    });

    it('records as superseded what the handler left alone for a newer event', async () => {
      let applied = 0;
      const { deliver, inbox, told } = harness({
        on: {
          'order.updated': (_, { occurredAt = 0 }) => {
            if (occurredAt < applied) return 'superseded';
            applied = occurredAt;
          },
        },
      });
      await deliver({ ...EVENT, id: 'newer', type: 'order.updated', at: NOW - 1 });
      expect((await deliver({ ...EVENT, id: 'older', type: 'order.updated', at: NOW - 2 })).status).toBe(200);
      expect(applied).toBe(NOW - 1);
      expect(await inbox.find(keyOf('older'))).toMatchObject({ state: 'done', result: 'superseded' });
      expect(told('webhook.superseded')).toMatchObject([{ eventId: 'older' }]);
    });

    it('answers 503 when the inbox cannot store, and handles nothing', async () => {
      const paid = vi.fn<Handle>();
      const { inbox } = harness();
      const accept: Inbox['accept'] = () => Promise.reject(new Error('disk full'));
      const { deliver, told } = harness({ inbox: { ...inbox, accept }, on: { 'order.paid': paid } });
      expect((await deliver(EVENT)).status).toBe(503);
      expect(paid).not.toHaveBeenCalled();
      expect(told('webhook.rejected')).toMatchObject([
        { reason: 'inbox_unavailable', status: 503, detail: 'Error: disk full' },
      ]);
    });

    it.each(['claim', 'complete', 'fail'] as const)('answers 503 when the inbox fails at %s', async (method) => {
      const { inbox } = harness();
      const broken = { ...inbox, [method]: () => Promise.reject(new Error('gone')) } as Inbox;
      const paid = vi.fn<Handle>(() => (method === 'fail' ? Promise.reject(new Error('x')) : Promise.resolve()));
      const { deliver, told } = harness({ inbox: broken, on: { 'order.paid': paid } });
      expect((await deliver(EVENT)).status).toBe(503);
      expect(told('webhook.failed')).toHaveLength(1);
      expect(told('webhook.failed')[0]?.error).toContain('gone');
    });
  });

  describe('past the deadline', () => {
    it('answers, goes on, and is done by the time the sender comes again', async () => {
      const gate = createGate();
      const { handler, clock, deliver } = harness({ on: { 'order.paid': gate.handle } });
      const answer = handler(await acmeRequest(webhooks, EVENT));
      await gate.started;
      await clock.advance(9_999);
      expect(await Promise.race([answer, Promise.resolve('waiting')])).toBe('waiting');
      await clock.advance(1);
      expect((await answer).status).toBe(503);
      gate.finish();
      await clock.advance(0);
      expect((await deliver(EVENT)).status).toBe(200);
    });

    it('does not lose a failure that comes later', async () => {
      const gate = createGate();
      const waitUntil = vi.fn<(work: Promise<unknown>) => void>();
      const { handler, clock, inbox, told } = harness({
        on: { 'order.paid': gate.handle },
        deadline: 1_000,
        waitUntil,
      });
      const answer = handler(await acmeRequest(webhooks, EVENT));
      await gate.started;
      await clock.advance(1_000);
      expect((await answer).status).toBe(503);
      expect(waitUntil).toHaveBeenCalledWith(expect.any(Promise));
      gate.finish(new Error('too late'));
      await clock.advance(0);
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({ state: 'retry', error: 'Error: too late' });
      expect(told('webhook.failed')).toHaveLength(1);
    });

    it('answers 200 when a durable inbox has it', async () => {
      const gate = createGate();
      const { handler, clock } = durable({ mode: 'inline', on: { 'order.paid': gate.handle } });
      const answer = handler(await acmeRequest(webhooks, EVENT));
      await gate.started;
      await clock.advance(10_000);
      expect((await answer).status).toBe(200);
    });

    it('leaves no timer behind', async () => {
      const { deliver, clock } = harness({ on: { 'order.paid': () => {} } });
      await deliver(EVENT);
      expect(clock.pending).toBe(0);
    });
  });

  describe('inline, with a durable inbox', () => {
    it('answers 200 to a failure that it has stored for a retry, and works it off later', async () => {
      const paid = vi.fn<Handle>().mockRejectedValueOnce(new Error('x'));
      const { deliver, handler, clock } = durable({ mode: 'inline', on: { 'order.paid': paid } });
      expect((await deliver(EVENT)).status).toBe(200);
      expect(await handler.process()).toMatchObject({ processed: 0 });
      await clock.advance(2_500);
      expect(await handler.process()).toMatchObject({ processed: 1 });
    });

    it('answers 200 to a dead letter', async () => {
      const { deliver } = durable({
        mode: 'inline',
        on: { 'order.paid': () => Promise.reject(new Error('x')) },
        retryPolicy: { maxRetries: 0 },
      });
      expect((await deliver(EVENT)).status).toBe(200);
      expect((await deliver(EVENT)).status).toBe(200);
    });
  });

  describe('in persist mode, the default with a durable inbox', () => {
    it('stores and answers, and handles when it is told to', async () => {
      const paid = vi.fn<Handle>();
      const { deliver, handler, inbox } = durable({ on: { 'order.paid': paid } });
      const response = await deliver(EVENT);
      expect([response.status, await response.json()]).toEqual([200, { outcome: 'stored' }]);
      expect(paid).not.toHaveBeenCalled();
      expect(await inbox.find(keyOf('evt_1'))).toMatchObject({
        state: 'pending',
        headers: { 'acme-signature': expect.any(String) },
      });
      expect(await handler.process()).toEqual({
        processed: 1,
        unhandled: 0,
        superseded: 0,
        failed: 0,
        dead: 0,
        lost: 0,
      });
      expect(paid.mock.calls[0]?.[0]).toEqual(EVENT);
      expect(await (await deliver(EVENT)).json()).toEqual({ outcome: 'done' });
      expect(await handler.process()).toMatchObject({ processed: 0 });
    });

    it('works on at most as many as it is told to, and only on its own source', async () => {
      const { deliver, handler, inbox } = durable();
      await deliver([EVENT, { ...EVENT, id: 'evt_2' }, { ...EVENT, id: 'evt_3' }]);
      const { find } = inbox;
      const other = {
        ...((await find(keyOf('evt_1'))) as Webhooks.StoredDelivery),
        source: 'other',
      } as Webhooks.Delivery;
      await inbox.accept([other]);
      expect(await handler.process(2)).toMatchObject({ unhandled: 2 });
      expect(await handler.process()).toMatchObject({ unhandled: 1 });
    });

    it('answers 200 while a worker is at it: the sender has nothing more to do', async () => {
      const { deliver, inbox } = durable();
      await deliver(EVENT);
      await inbox.claim({ lease: 1_000 });
      expect((await deliver(EVENT)).status).toBe(200);
    });

    it('can be had with a memory inbox when asked for by name', async () => {
      const paid = vi.fn<Handle>();
      const { deliver, handler } = harness({ mode: 'persist', on: { 'order.paid': paid } });
      expect((await deliver(EVENT)).status).toBe(200);
      expect(paid).not.toHaveBeenCalled();
      await handler.process();
      expect(paid).toHaveBeenCalledTimes(1);
    });
  });

  describe('a request with several events', () => {
    it('applies each once, in their order, also one that is in it twice', async () => {
      const seen: string[] = [];
      const { deliver } = harness({ onUnhandled: (_, { id }) => void seen.push(id) });
      expect((await deliver(['a', 'b', 'a', 'c'].map((id) => ({ ...EVENT, id, type: 'x' })))).status).toBe(200);
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('repeats only the one that failed', async () => {
      const seen: string[] = [];
      let failures = 1;
      const { deliver } = harness({
        onUnhandled: (_, { id }) => {
          if (id === 'b' && failures-- > 0) throw new Error('x');
          seen.push(id);
        },
      });
      const batch = ['a', 'b', 'c'].map((id) => ({ ...EVENT, id, type: 'x' }));
      expect((await deliver(batch)).status).toBe(503);
      expect((await deliver(batch)).status).toBe(200);
      expect(seen).toEqual(['a', 'c', 'b']);
    });

    it('stores none of them when one is not what the vendor sends', async () => {
      const { deliver, inbox } = harness();
      expect((await deliver([EVENT, { type: 'x' }])).status).toBe(400);
      expect((await inbox.list()).deliveries).toEqual([]);
    });

    it('answers 200 to an empty one', async () => {
      expect((await harness().deliver([])).status).toBe(200);
    });
  });

  it('keeps tenants apart', async () => {
    const paid = vi.fn<Handle>();
    const { inbox } = harness();
    const [left, right] = ['left', 'right'].map((tenant) => harness({ inbox, tenant, on: { 'order.paid': paid } }));
    await left?.deliver(EVENT);
    await right?.deliver(EVENT);
    expect(paid).toHaveBeenCalledTimes(2);
    expect(paid.mock.calls[1]?.[1]).toMatchObject({ tenant: 'right', idempotencyKey: 'acme:right:evt_1' });
    expect(right?.told('webhook.processed')).toMatchObject([{ tenant: 'right' }]);
  });

  it.each([
    ['no source', { source: undefined }, 'options.source must be an object'],
    ['handlers that are no functions', { on: { 'order.paid': 'x' } }, 'options.on.order.paid must be a function'],
    ['an unknown mode', { mode: 'later' }, "options.mode must be one of persist, inline; got 'later'"],
    ['a misspelt option', { tenent: 'x' }, 'options.tenent must be `tenant`, or left out'],
    ['a deadline of zero', { deadline: 0 }, 'options.deadline must be'],
    ['a lease that no timer can hold', { lease: 2 ** 31 }, 'options.lease must be'],
    ['an unknown option', { secrets: [] }, 'options.secrets must be left out; known are source, inbox, on,'],
    ['a wrong retry policy', { retryPolicy: { maxRetries: -1 } }, 'options.retryPolicy.maxRetries must be'],
    [
      'an unknown part of a retry policy',
      { retryPolicy: { retries: 1 } },
      'options.retryPolicy.retries must be left out; known are maxRetries,',
    ],
  ])('refuses %s when it is made', (_, options, message) => {
    const make = (): unknown => harness(options as unknown as Partial<WebhookHandlerOptions<AcmeEvents>>);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining(message) }));
  });

  it('answers as its sender understands it', async () => {
    const statuses = { done: 204, inProgress: 429, failed: 500, unverified: 403 };
    const source = createAcme(webhooks, { delivery: { statuses } });
    const failing = harness({ source, on: { 'order.paid': () => Promise.reject(new Error('x')) } });
    expect((await failing.deliver(EVENT)).status).toBe(500);
    expect((await failing.deliver(EVENT, { secret: 'wrong' })).status).toBe(403);
    const done = await harness({ source }).deliver(EVENT);
    expect([done.status, await done.text()]).toEqual([204, '']);
  });

  it.each([
    ['a status that is none', { statuses: { done: 99 } }, 'options.delivery.statuses.done must be an HTTP status'],
    ['a status for nothing', { statuses: { late: 200 } }, 'options.delivery.statuses.late must be left out'],
    ['a limit that is none', { maxBodyBytes: Number.NaN }, 'options.delivery.maxBodyBytes must be'],
    ['a negative retention', { retention: -1 }, 'options.delivery.retention must be'],
  ])('refuses %s in the profile of a source', (_, delivery, message) => {
    expect(() => createAcme(webhooks, { delivery: delivery as Webhooks.DeliveryOverrides })).toThrow(message);
  });

  it.each([
    ['nothing', undefined, 'A value of type undefined was thrown'],
    ['a text', 'canary', 'A value of type string was thrown'],
    [
      'an object without prototype',
      Object.assign(Object.create(null) as object, { message: 'odd', name: {} }),
      'Error: odd',
    ],
    ['an error of four thousand characters', new Error('wo '.repeat(1_333)), `Error: ${'wo '.repeat(163)}w...`],
  ])('describes a handler that throws %s', async (_, thrown, error) => {
    const { deliver, inbox } = harness({
      on: {
        'order.paid': () => {
          throw thrown;
        },
      },
    });
    expect((await deliver(EVENT)).status).toBe(503);
    expect((await inbox.find(keyOf('evt_1')))?.error).toBe(error);
  });
});
