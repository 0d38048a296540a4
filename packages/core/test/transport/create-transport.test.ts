import {
  createCallContext,
  createPolicy,
  createRedactor,
  createTransport,
  type IntegrationEvent,
  isIntegrationError,
  type TransportRules,
} from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../testing/src/virtual-clock.js';
import { CallProgress } from '../../src/transport/call-progress.js';

type Step = () => Response | Promise<Response>;

const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

const reset = (): never => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
};

function setUp(steps: readonly Step[], rules: TransportRules = {}) {
  const clock = createVirtualClock();
  const events: IntegrationEvent[] = [];
  const sent: Request[] = [];
  const policy = createPolicy(
    'acme',
    { circuitBreaker: { timeout: 1_000 } },
    { clock, random: () => 0.5, telemetry: { emit: (event) => events.push(event) } },
  );
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    const step = steps[Math.min(sent.length, steps.length) - 1];
    if (step === undefined) throw new Error('no step');
    return await step();
  };
  const transport = createTransport(policy, { clock, fetch, ...rules });
  return { clock, events, sent, policy, transport };
}

const url = 'https://acme.test/v1/things/thing_1';

describe('createTransport', () => {
  it('sends once and hands the answer on, readable and with its address', async () => {
    const { clock, sent, transport } = setUp([() => json(200, { ok: true }, { 'content-length': '999' })]);
    const response = await clock.settle(transport(url));
    expect(await response.json()).toEqual({ ok: true });
    expect(response.headers.get('content-length')).toBeNull();
    expect(sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('retries a read over a reset connection', async () => {
    const { clock, sent, transport } = setUp([reset, () => json(200)]);
    expect((await clock.settle(transport(url))).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('hands the last answer to the SDK when the attempts are used up', async () => {
    const { clock, sent, transport } = setUp([() => json(503, { error: 'down' })]);
    const response = await clock.settle(transport(url));
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: 'down' });
    expect(sent).toHaveLength(3);
  });

  it('throws when the last attempt brought no answer, though an earlier one did', async () => {
    const { clock, transport } = setUp([() => json(503), reset]);
    await expect(clock.settle(transport(url))).rejects.toMatchObject({ code: 'NETWORK', attempts: 3 });
  });

  it('does not repeat a POST without a key after an unknown outcome, and says so', async () => {
    const { clock, sent, events, transport } = setUp([reset]);
    await expect(clock.settle(transport(url, { method: 'POST', body: 'a=1' }))).rejects.toMatchObject({
      code: 'NETWORK',
      outcome: 'unknown',
      attempts: 1,
    });
    expect(sent).toHaveLength(1);
    expect(events.find((event) => event.type === 'retry.refused')).toMatchObject({ reason: 'not-idempotent' });
  });

  it('repeats a POST without a key when it surely was not applied', async () => {
    const { clock, sent, transport } = setUp([() => json(429, {}, { 'retry-after': '1' }), () => json(200)]);
    expect((await clock.settle(transport(url, { method: 'POST', body: 'a=1' }))).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('repeats a POST with a key under the same key and the same body', async () => {
    const { clock, sent, transport } = setUp([reset, () => json(500), () => json(200)], {
      idempotencyHeader: 'idempotency-key',
    });
    const response = transport(url, {
      method: 'POST',
      body: new URLSearchParams({ a: '1' }),
      headers: { 'Idempotency-Key': 'k1' },
    });
    expect((await clock.settle(response)).status).toBe(200);
    expect(sent.map((request) => request.headers.get('idempotency-key'))).toEqual(['k1', 'k1', 'k1']);
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(['a=1', 'a=1', 'a=1']);
  });

  it('repeats a request whose body was a stream', async () => {
    const { clock, sent, transport } = setUp([reset, () => json(200)]);
    const body = new Blob(['streamed']).stream();
    await clock.settle(transport(url, { method: 'PUT', body, duplex: 'half' } as RequestInit));
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(['streamed', 'streamed']);
  });

  it('takes a Request as well as an address', async () => {
    const { clock, sent, transport } = setUp([reset, () => json(200)]);
    await clock.settle(transport(new Request(url, { method: 'PUT', body: 'x', headers: { 'x-a': '1' } })));
    expect(sent.map((request) => [request.method, request.headers.get('x-a')])).toEqual([
      ['PUT', '1'],
      ['PUT', '1'],
    ]);
  });

  it('fails an attempt whose body is cut off', async () => {
    const cut = (): Response =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode('{"half":')),
          pull: (controller) => controller.error(new TypeError('terminated')),
        }),
        { headers: { 'content-type': 'application/json' } },
      );
    const { clock, sent, transport } = setUp([cut, () => json(200)]);
    expect((await clock.settle(transport(url))).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('fails an attempt that hangs, after the attempt timeout', async () => {
    const { clock, sent, transport } = setUp([() => new Promise<never>(() => undefined), () => json(200)]);
    const startedAt = clock.now();
    expect((await clock.settle(transport(url))).status).toBe(200);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('takes a page of HTML with status 200 for a failure, and hands it to nobody', async () => {
    const page = (): Response => new Response('<html>gateway</html>', { headers: { 'content-type': 'text/html' } });
    const { clock, sent, transport } = setUp([page]);
    await expect(clock.settle(transport(url))).rejects.toMatchObject({ code: 'UNAVAILABLE', attempts: 3, status: 200 });
    expect(sent).toHaveLength(3);
  });

  it.each([
    ['that breaks off', '{"id":"a'],
    ['that breaks off, and is long', `{"id":"${'a'.repeat(70_000)}`],
    ['that is none', 'It worked!'],
  ])('takes JSON %s for a failure, of which nobody knows whether it was applied', async (_, body) => {
    const cut = (): Response => new Response(body, { headers: { 'content-type': 'application/json' } });
    const { clock, sent, transport } = setUp([cut]);
    const write = transport(url, { method: 'POST', body: '{}' });
    await expect(clock.settle(write)).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown', status: 200 });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a value', 'application/json', ' {"a":[1]}\n'],
    ['a long value', 'application/json; charset=utf-8', `["${'a'.repeat(70_000)}"]`],
    ['a bare word', 'application/json', 'null'],
    ['a problem', 'application/problem+json', '{}'],
    ['lines', 'application/x-ndjson', '{"a":1}\n{"b":2}\n'],
    ['nothing', 'application/json', ''],
  ])('hands on %s of type %s', async (_, type, body) => {
    const answer = (): Response => new Response(body, { headers: { 'content-type': type } });
    const { clock, transport } = setUp([answer]);
    expect(await (await clock.settle(transport(url))).text()).toBe(body);
  });

  it('keeps no credential that an answer echoes, whatever field it is in', async () => {
    const echo = (): Response => json(503, {}, { 'request-id': 'canary-key-4711' });
    const { clock, events, transport } = setUp([echo], {
      redact: createRedactor({ secrets: ['canary-key-4711'] }),
      classifyResponse: () => ({ code: 'UNAVAILABLE', message: 'canary-key-4711', vendorCode: 'canary-key-4711' }),
    });
    await clock.settle(transport(url));
    expect(events.some((event) => 'requestId' in event && event.requestId === '[redacted]')).toBe(true);
    expect(JSON.stringify(events)).not.toContain('canary-key-4711');
  });

  it('takes an idempotency key that the caller sets by hand for one', async () => {
    const { clock, sent, transport } = setUp([reset, () => json(200)]);
    await clock.settle(transport(url, { method: 'POST', body: 'a=1', headers: { 'idempotency-key': 'k' } }));
    expect(sent).toHaveLength(2);
  });

  it('refuses an answer past the size limit and keeps nothing of it', async () => {
    const { clock, sent, transport } = setUp([() => json(200, { long: 'x'.repeat(2_000) })], {
      maxResponseBytes: 1_000,
    });
    await expect(clock.settle(transport(url))).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    expect(sent).toHaveLength(1);
  });

  it('names a bare call by its method and route', async () => {
    const { clock, events, transport } = setUp([() => json(200)], { routes: ['/v1/things/{thing}'] });
    await clock.settle(transport(url, { method: 'DELETE' }));
    expect(events.find((event) => event.type === 'call.finished')).toMatchObject({
      operation: 'DELETE /v1/things/{thing}',
    });
  });

  it('refuses before any I/O what the inspection refuses', async () => {
    const inspect = (): never => {
      throw new Error('not this one');
    };
    const { sent, transport } = setUp([() => json(200)], { inspect });
    await expect(transport(url)).rejects.toThrow('not this one');
    expect(sent).toHaveLength(0);
  });

  it.each(['before', 'during', 'between'])(
    'rejects with the reason of the caller who aborts %s attempts',
    async (when) => {
      const abort = new AbortController();
      const reason = new Error('the visitor left');
      const { clock, sent, events, policy, transport } = setUp([
        () => {
          if (when !== 'during') return json(503);
          abort.abort(reason);
          return new Promise<never>(() => undefined);
        },
      ]);
      if (when === 'before') abort.abort(reason);
      const call = transport(url, { signal: abort.signal });
      call.catch(() => undefined);
      if (when === 'between') {
        await clock.drain();
        abort.abort(reason);
      }
      await expect(call).rejects.toBe(reason);
      expect(sent).toHaveLength(when === 'before' ? 0 : 1);
      expect(clock.pending).toBe(0);
      expect(events.filter((event) => event.type === 'retry.scheduled')).toHaveLength(when === 'between' ? 1 : 0);
      if (when !== 'between') expect(policy.health().breaker.failureRate).toBe(0);
    },
  );

  it('gives the first write of a call its key and derives the next', async () => {
    const context = createCallContext();
    const { clock, sent, transport } = setUp([() => json(200)], {
      context,
      idempotencyHeader: 'idempotency-key',
      isGeneratedKey: (key) => key.startsWith('generated-'),
    });
    const store = {
      operation: 'things.create',
      signal: new AbortController().signal,
      idempotencyKey: 'order-7',
      deadline: clock.now() + 30_000,
      deriveKey: (name: string) => `order-7:${name}`,
      idempotent: undefined,
      attributes: undefined,
      reconcile: undefined,
      reconciled: undefined,
      isKeyGiven: true,
      progress: new CallProgress(),
      finished: false,
    };
    const post = (headers: Record<string, string>): Promise<Response> =>
      context.run(store, () => transport(url, { method: 'POST', body: 'a=1', headers }));
    await clock.settle(post({ 'idempotency-key': 'generated-1' }));
    await clock.settle(post({}));
    await clock.settle(post({ 'idempotency-key': 'mine' }));
    expect(sent.map((request) => request.headers.get('idempotency-key'))).toEqual([
      'order-7',
      'order-7:write-2',
      'mine',
    ]);
    expect(store.progress.requests).toBe(3);
  });

  it('shows no secret of a refused request', async () => {
    const { clock, transport } = setUp([
      () => {
        throw new TypeError('connect to https://user:canary@host?api_secret=canary failed');
      },
    ]);
    const error: unknown = await clock.settle(transport(url)).catch((caught: unknown) => caught);
    expect(isIntegrationError(error)).toBe(true);
    expect(JSON.stringify(error) + String((error as Error).stack) + String((error as Error).cause)).not.toContain(
      'canary',
    );
  });
});
