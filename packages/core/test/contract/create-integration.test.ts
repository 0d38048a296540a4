import type { CallOptions } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { AcmeError, failure, hang, json, post, reset, setUp } from './acme-integration.js';

describe('client', () => {
  it('is loaded once, at first use', async () => {
    const test = setUp(() => json(200));
    expect(test.loads).toBe(0);
    const [one, two] = await Promise.all([test.acme.client(), test.acme.client()]);
    expect(one).toBe(two);
    expect(test.loads).toBe(1);
  });

  it('is refused after close', async () => {
    const { acme } = setUp(() => json(200));
    await acme.client();
    await acme.close();
    await acme.close();
    await expect(acme.client()).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  it("throws the vendor's own errors", async () => {
    const { acme, clock } = setUp(() => json(402));
    const client = await acme.client();
    await expect(clock.settle(client.post('/things'))).rejects.toBeInstanceOf(AcmeError);
  });
});

describe('run', () => {
  it('returns what the call returns and works destructured', async () => {
    const { acme, clock } = setUp(() => json(200, { id: 'thing_1' }));
    const { run } = acme;
    expect(await clock.settle(run('things.create', post()))).toEqual({ id: 'thing_1' });
  });

  it('sends the key of the call on every attempt', async () => {
    let count = 0;
    const { acme, clock, sent } = setUp(() => (++count < 3 ? reset() : json(200)));
    await clock.settle(acme.run('things.create', post(), { idempotencyKey: 'order-7' }));
    expect(sent.map((request) => request.headers.get('idempotency-key'))).toEqual(['order-7', 'order-7', 'order-7']);
  });

  it('makes one key for all attempts when none is given', async () => {
    let count = 0;
    const { acme, clock, sent } = setUp(() => (++count < 2 ? json(500) : json(200)));
    await clock.settle(acme.run('things.create', post()));
    expect(sent.map((request) => request.headers.get('idempotency-key'))).toEqual(['made-key', 'made-key']);
  });

  it("joins the vendor's code with what the transport saw", async () => {
    const { acme, clock } = setUp(() => json(402));
    expect(await failure(acme.run('things.create', post()), clock)).toMatchObject({
      code: 'DECLINED',
      vendorCode: 'no_funds',
      status: 402,
      service: 'acme',
      operation: 'things.create',
      outcome: 'not_applied',
      attempts: 1,
    });
  });

  it('says that it is unknown whether an unanswered write happened, and under which key to repeat it', async () => {
    const { acme, clock } = setUp(reset);
    const error = await failure(acme.run('things.create', post()), clock);
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 3, idempotencyKey: 'made-key' });
    expect(error.message).toContain('made-key');
  });

  it('says that a failed read was not applied', async () => {
    const { acme, clock } = setUp(reset);
    expect(
      await failure(
        acme.run('things.get', (client) => client.get('/')),
        clock,
      ),
    ).toMatchObject({ outcome: 'not_applied' });
  });

  it('does not mistake an error that the caller handled for the failure of the call', async () => {
    const { acme, clock } = setUp((request) => (request.url.endsWith('/bad') ? json(500) : json(200)));
    const call = acme.run('things.sync', async (client) => {
      await client.get('/bad').catch(() => undefined);
      await client.get('/good');
      throw new TypeError('a bug in the application');
    });
    const error = await failure(call, clock);
    expect(error).toMatchObject({ code: 'UNKNOWN', status: undefined });
    expect(error.message).toContain('a bug in the application');
  });

  it('ends at the deadline though the call heeds no signal', async () => {
    const { acme, clock } = setUp(() => json(200));
    const startedAt = clock.now();
    expect(await failure(acme.run('things.wait', hang, { timeout: 500 }), clock)).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      outcome: 'not_applied',
    });
    expect(clock.now() - startedAt).toBe(500);
    expect(clock.pending).toBe(0);
  });

  it('shares one deadline over several requests', async () => {
    const { acme, clock } = setUp(hang, { circuitBreaker: { timeout: 400 }, retryPolicy: { maxRetries: 0 } });
    const startedAt = clock.now();
    const call = acme.run(
      'things.sync',
      async (client) => {
        await client.get('/1').catch(() => undefined);
        await client.get('/2');
      },
      { timeout: 600 },
    );
    await failure(call, clock);
    expect(clock.now() - startedAt).toBe(600);
  });

  it.each(['before', 'during'])("rejects with the caller's own reason when aborted %s the call", async (when) => {
    const abort = new AbortController();
    const reason = { why: 'left' };
    const { acme, clock, sent } = setUp(() => {
      abort.abort(reason);
      return hang();
    });
    if (when === 'before') abort.abort(reason);
    await expect(clock.settle(acme.run('things.create', post(), { signal: abort.signal }))).rejects.toBe(reason);
    expect(sent).toHaveLength(when === 'before' ? 0 : 1);
    expect(acme.health().breaker.failureRate).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('aborts the signal of the context for code that listens', async () => {
    const { acme, clock } = setUp(() => json(200));
    let seen: AbortSignal | undefined;
    const call = acme.run(
      'things.wait',
      (_, context) => {
        seen = context.signal;
        return hang();
      },
      { timeout: 10 },
    );
    await failure(call, clock);
    expect(seen?.aborted).toBe(true);
  });

  it('keeps the contexts of concurrent calls apart', async () => {
    const { acme, clock, sent } = setUp(() => json(200));
    const keys = ['a', 'b', 'c'];
    await clock.settle(
      Promise.all(keys.map((key) => acme.run('things.create', post(`/${key}`), { idempotencyKey: key }))),
    );
    for (const request of sent)
      expect(new URL(request.url).pathname).toBe(`/${request.headers.get('idempotency-key')}`);
  });

  it('answers with the fallback of the call', async () => {
    const { acme, clock } = setUp(() => json(503));
    const fallback: CallOptions<unknown>['fallback'] = (error) => `instead of ${error.code}`;
    expect(await clock.settle(acme.run('things.get', (client) => client.get('/'), { fallback }))).toBe(
      'instead of UNAVAILABLE',
    );
  });

  it('takes what reconcile finds for the result, and sends nothing again', async () => {
    const { acme, clock, sent } = setUp(
      (request) => (request.method === 'GET' ? json(200, { id: 'thing_1' }) : reset()),
      {},
      false,
    );
    const call = acme.run('things.create', post(), { reconcile: async () => await (await acme.client()).get('/find') });
    expect(await clock.settle(call)).toEqual({ id: 'thing_1' });
    expect(sent.map((request) => request.method)).toEqual(['POST', 'GET']);
  });

  it('tries again when reconcile finds nothing', async () => {
    let count = 0;
    const { acme, clock, sent } = setUp(() => (++count === 1 ? reset() : json(200, { id: 'thing_2' })), {}, false);
    expect(await clock.settle(acme.run('things.create', post(), { reconcile: async () => undefined }))).toEqual({
      id: 'thing_2',
    });
    expect(sent).toHaveLength(2);
  });

  it('leaves the outcome unknown when reconcile fails', async () => {
    const { acme, clock, sent } = setUp(reset, {}, false);
    const call = acme.run('things.create', post(), { reconcile: () => Promise.reject(new Error('lost too')) });
    expect(await failure(call, clock)).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it.each([
    [{ idempotencyKey: 'has spaces' }, 'options.idempotencyKey'],
    [{ idempotencyKey: 'x'.repeat(201) }, 'options.idempotencyKey'],
    [{ timeout: -1 }, 'options.timeout'],
    [{ timeuot: 5 }, 'options.timeuot'],
    [{ signal: 'stop' }, 'options.signal'],
  ])('refuses %j before any I/O', async (options, path) => {
    const { acme, clock, sent } = setUp(() => json(200));
    const error = await failure(acme.run('things.create', post(), options as CallOptions<unknown>), clock);
    expect(error).toMatchObject({ code: 'VALIDATION', issues: [{ path }] });
    expect(sent).toHaveLength(0);
  });

  it("shows no secret of the vendor's error", async () => {
    const { acme, clock } = setUp(() => json(402));
    const error = await failure(acme.run('things.create', post()), clock);
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary-secret');
  });
});

describe('explain', () => {
  it('says what the policy would do with a call of the integration', () => {
    const { acme } = setUp(() => json(200));
    expect(acme.explain('orders.place', { idempotent: true }).text).toContain('orders.place');
  });
});

describe('health and check', () => {
  it('tells that all is well, then that it is failing', async () => {
    const { acme, clock } = setUp(() => json(500), { retryPolicy: { maxRetries: 0 } });
    expect(acme.health()).toMatchObject({ service: 'acme', status: 'healthy', breaker: { state: 'closed' } });
    expect(await clock.settle(acme.check())).toMatchObject({ ok: false, code: 'UNAVAILABLE' });
    expect(acme.health().status).toBe('degraded');
    for (let index = 0; index < 10; index++) await clock.settle(acme.check());
    expect(acme.health().status).toBe('failing');
  });

  it('checks with one harmless call', async () => {
    const { acme, clock, sent } = setUp(() => json(200));
    expect(await clock.settle(acme.check())).toMatchObject({ ok: true });
    expect(sent.map((request) => request.method)).toEqual(['GET']);
  });
});
