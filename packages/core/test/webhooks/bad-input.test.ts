import { beforeAll, describe, expect, it } from 'vitest';
import type * as Webhooks from '../../src/webhooks/index.js';
import { acmeRequest, createAcme, NOW, signAcme } from './acme.js';
import { CRYPTO_BUILDS, loadWebhooks } from './crypto-builds.js';
import { createHarness, type Harness } from './handler-harness.js';

const EVENT = { id: 'evt_1', type: 'order.paid' };
const URL_OF_HOOK = 'https://shop.test/webhooks';

describe.each(CRYPTO_BUILDS)('bad input, on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  /** Sends a request, and tells what came of it. */
  const send = async (request: Request, over: Harness = create()): Promise<unknown> => {
    const { status } = await over.handler(request);
    const told = over.told('webhook.rejected').map((event) => [event.service, event.reason, event.status, event.at]);
    return { status, told, stored: (await over.inbox.list()).deliveries.length };
  };
  /** The status, the typed reason in the events, and nothing stored. */
  const refusal = (status: number, reason: string): unknown => ({
    status,
    told: [['acme', reason, status, NOW]],
    stored: 0,
  });
  const create = (source: Parameters<typeof createAcme>[1] = {}): Harness =>
    createHarness(webhooks, {
      source: createAcme(webhooks, source),
      onUnhandled: () => Promise.reject(new Error('was handled')),
    });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
    'answers %s with 405 and what is allowed',
    async (method) => {
      expect(await send(new Request(URL_OF_HOOK, { method }))).toEqual(refusal(405, 'method_not_allowed'));
      const response = await create().handler(new Request(URL_OF_HOOK, { method }));
      expect(response.headers.get('allow')).toBe('POST');
    },
  );

  it('answers a request without body and signature', async () => {
    expect(await send(new Request(URL_OF_HOOK, { method: 'POST' }))).toEqual(refusal(401, 'missing_header'));
  });

  it('answers an empty body where the scheme has no use for one', async () => {
    const { readHeader } = webhooks;
    const scheme = webhooks.createHmacScheme({
      name: 'acme',
      algorithm: 'sha256',
      headers: ['x'],
      allowEmptyBody: false,
      parse: (headers) => ({ before: typeof readHeader(headers, 'x'), signatures: [] }),
      compose: () => ({ headers: () => ({}) }),
    });
    expect(await send(new Request(URL_OF_HOOK, { method: 'POST' }), create({ scheme }))).toEqual(
      refusal(400, 'empty_body'),
    );
  });

  it.each([
    ['truncated JSON', '{"id":"evt_1","ty', 'invalid_json'],
    ['no JSON', 'id=evt_1&type=order.paid', 'invalid_json'],
    ['a byte order mark before the JSON', '\uFEFF{"id":"evt_1","type":"order.paid"}', 'invalid_json'],
    ['JSON that goes on after its end', '{"id":"evt_1","type":"order.paid"}{}', 'invalid_json'],
    ['invalid UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), 'invalid_utf8'],
    ['UTF-8 of surrogates', Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'invalid_utf8'],
    ['JSON that is no event', '[[[[]]]]', 'invalid_payload'],
    ['null', 'null', 'invalid_payload'],
    ['an id of a megabyte', JSON.stringify({ id: 'x'.repeat(500_000), type: 'a' }), 'invalid_payload'],
  ])('answers a genuine body that is %s with 400', async (_, body, reason) => {
    expect(await send(await acmeRequest(webhooks, body))).toEqual(refusal(400, reason));
  });

  it('survives JSON nested 100,000 deep', async () => {
    const nested = `{"id":"evt_1","type":"a","note":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { handler } = create();
    expect((await handler(await acmeRequest(webhooks, nested))).status).toBe(503);
  });

  it('refuses a genuine body under another content type no more than the vendor does', async () => {
    const request = await acmeRequest(webhooks, EVENT);
    request.headers.set('content-type', 'text/plain');
    const { deliver } = createHarness(webhooks);
    expect((await deliver(EVENT)).status).toBe(200);
    expect((await createHarness(webhooks).handler(request)).status).toBe(200);
  });

  it('looks at nothing that is not signed: bad JSON without signature is no JSON error', async () => {
    expect(await send(new Request(URL_OF_HOOK, { method: 'POST', body: '{' }))).toEqual(refusal(401, 'missing_header'));
  });

  it('refuses a signature header that is there twice', async () => {
    const request = await acmeRequest(webhooks, EVENT);
    request.headers.append('acme-signature', String(request.headers.get('acme-signature')));
    expect(await send(request)).toEqual(refusal(401, 'malformed_header'));
  });

  it('refuses ten thousand signatures, a genuine one among them', async () => {
    const request = await acmeRequest(webhooks, EVENT);
    const genuine = String(request.headers.get('acme-signature'));
    request.headers.set('acme-signature', genuine + `.${'0'.repeat(64)}`.repeat(10_000));
    expect(await send(request)).toEqual(refusal(401, 'malformed_header'));
  });

  it('answers a missing secret with 500 and does not tell the sender why', async () => {
    const over = create({ secrets: [''] });
    expect(await send(await acmeRequest(webhooks, EVENT), over)).toEqual(refusal(500, 'missing_secret'));
    const response = await over.handler(await acmeRequest(webhooks, EVENT));
    expect(await response.json()).toEqual({ error: 'unavailable' });
  });

  describe('a body over the limit', () => {
    const limited = (): Harness => create({ delivery: { maxBodyBytes: 100 } });

    /** A body that counts what is read of it. */
    const endless = (): { body: ReadableStream<Uint8Array>; readonly pulled: number; readonly cancelled: boolean } => {
      const state = { pulled: 0, cancelled: false };
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            state.pulled += 1;
            controller.enqueue(new Uint8Array(40));
          },
          cancel() {
            state.cancelled = true;
          },
        },
        { highWaterMark: 0 },
      );
      return Object.assign(state, { body });
    };
    const post = (body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Request => {
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers, duplex: 'half' };
      return new Request(URL_OF_HOOK, init);
    };

    it('is refused with 413 at the byte that is too many', async () => {
      const source = endless();
      expect(await send(post(source.body), limited())).toEqual(refusal(413, 'body_too_large'));
      expect(source).toMatchObject({ pulled: 3, cancelled: true });
    });

    it('is refused without reading when its length is announced', async () => {
      const source = endless();
      expect(await send(post(source.body, { 'content-length': '50000000' }), limited())).toEqual(
        refusal(413, 'body_too_large'),
      );
      expect(source).toMatchObject({ pulled: 0, cancelled: true });
    });

    it('is refused also when it announces less', async () => {
      expect(await send(post(endless().body, { 'content-length': '1' }), limited())).toEqual(
        refusal(413, 'body_too_large'),
      );
    });

    it('begins one byte past it', async () => {
      const text = JSON.stringify({ ...EVENT, note: '' });
      const exact = text.replace('""}', `"${'x'.repeat(100 - text.length)}"}`);
      const over = limited();
      expect(exact).toHaveLength(100);
      expect((await over.deliver(exact)).status).toBe(503);
      expect(await send(await acmeRequest(webhooks, `${exact} `), limited())).toEqual(refusal(413, 'body_too_large'));
    });

    it('is 1 MB when the source says nothing', async () => {
      const { handler } = create();
      const request = await acmeRequest(webhooks, JSON.stringify({ ...EVENT, note: 'x'.repeat(1_048_576) }));
      expect((await handler(request)).status).toBe(413);
    });
  });

  it('answers a body that breaks off', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('connection reset')),
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    expect(await send(new Request(URL_OF_HOOK, init))).toEqual(refusal(400, 'body_unreadable'));
  });

  it('answers a request whose body somebody is reading: the sender, who did nothing wrong, is to come again', async () => {
    const request = await acmeRequest(webhooks, EVENT);
    request.body?.getReader();
    expect(await send(request)).toEqual(refusal(500, 'body_consumed'));
  });

  it('answers a request whose body somebody has read', async () => {
    const request = await acmeRequest(webhooks, EVENT);
    await request.text();
    expect(await send(request)).toEqual(refusal(500, 'body_consumed'));
  });

  it('never shows a secret: not in answers, events, or stored rows', async () => {
    const secret = 'canary_signing_secret_5f3c';
    const key = 'sk_live_canary7Qm2';
    const leaky = `cannot reach https://user:canary-pass@db.test with ${secret}, ${key} and app-canary`;
    const { handler, events, inbox, clock } = createHarness(webhooks, {
      source: createAcme(webhooks, { secrets: [secret, 'canary_old_secret_9d1e'] }),
      onUnhandled: () => Promise.reject(new Error(leaky)),
      redact: (text) => text.replaceAll('app-canary', '[app]'),
      retryPolicy: { maxRetries: 1 },
    });
    const seen: unknown[] = [];
    const record = async (request: Request): Promise<void> => {
      const response = await clock.settle(handler(request));
      seen.push(await response.text(), [...response.headers]);
    };
    for (let attempt = 0; attempt < 3; attempt++) await record(await acmeRequest(webhooks, EVENT, { secret }));
    await record(await acmeRequest(webhooks, EVENT, { secret: 'wrong' }));
    await record(await acmeRequest(webhooks, '{', { secret }));
    await record(await acmeRequest(webhooks, EVENT, { secret, at: 0 }));

    const rows = (await inbox.list()).deliveries;
    const { headers, error } = (await inbox.find({ tenant: '', source: 'acme', id: 'evt_1' })) ?? {};
    expect(error).toContain('cannot reach');
    expect(rows).toMatchObject([{ state: 'dead' }]);
    expect(JSON.stringify([seen, events, rows, headers, error, handler])).not.toContain('canary');
  });

  it('stores the headers that a later check needs, and no others', async () => {
    const { inbox, handler } = createHarness(webhooks);
    const { body, headers } = await signAcme(webhooks, EVENT);
    const more = { authorization: 'Bearer canary', cookie: 'canary', 'content-type': 'application/json' };
    await handler(new Request(URL_OF_HOOK, { method: 'POST', body, headers: { ...headers, ...more } }));
    const stored = await inbox.find({ tenant: '', source: 'acme', id: 'evt_1' });
    expect(stored?.headers).toEqual({ ...headers, 'content-type': 'application/json' });
    expect(stored?.body).toEqual(body);
  });
});
