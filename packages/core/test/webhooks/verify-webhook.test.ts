import { beforeAll, describe, expect, it } from 'vitest';
import type * as Webhooks from '../../src/webhooks/index.js';
import type { RawRequest } from '../../src/webhooks/index.js';
import { createAcme, NOW, SECRET, signAcme } from './acme.js';
import { CRYPTO_BUILDS, loadWebhooks } from './crypto-builds.js';

const EVENT = { id: 'evt_1', type: 'order.paid', at: NOW };

describe.each(CRYPTO_BUILDS)('verifyWebhook on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  const signed = async (
    payload: unknown = EVENT,
    options: Parameters<typeof signAcme>[2] = {},
  ): Promise<RawRequest> => ({
    method: 'POST',
    url: 'https://shop.test/webhooks',
    ...(await signAcme(webhooks, payload, options)),
  });
  const verify = (
    request: RawRequest,
    options: Parameters<typeof createAcme>[1] = {},
    now = NOW,
  ): Promise<Webhooks.Verdict> => webhooks.verifyWebhook(createAcme(webhooks, options), request, { now });
  const reasonOf = async (...input: Parameters<typeof verify>): Promise<string> => {
    const verdict = await verify(...input);
    return verdict.ok ? 'ok' : verdict.reason;
  };

  it('accepts what the sender signed, and tells events, time and key', async () => {
    expect(await verify(await signed())).toEqual({ ok: true, eventIds: ['evt_1'], signedAt: NOW, keyIndex: 0 });
  });

  it('names every event of a batch', async () => {
    const verdict = await verify(await signed([EVENT, { id: 'evt_2', type: 'order.updated' }]));
    expect(verdict).toMatchObject({ ok: true, eventIds: ['evt_1', 'evt_2'] });
  });

  it.each([
    ['no JSON', '} not JSON ]['],
    ['no UTF-8', new Uint8Array([0xff, 0xfe])],
    ['no event of this vendor', '{"hello":"world"}'],
    ['null', 'null'],
  ])('accepts a signed body that is %s, without events', async (_, body) => {
    expect(await verify(await signed(body))).toMatchObject({ ok: true, eventIds: [] });
  });

  it('refuses a body of which one bit was changed', async () => {
    const request = await signed();
    for (const index of request.body.keys()) {
      const body = Uint8Array.from(request.body);
      body[index] = (body[index] ?? 0) ^ 1;
      expect(await reasonOf({ ...request, body })).toBe('signature_mismatch');
    }
  });

  it('authenticates bytes: a byte order mark, or 0xFF in place of U+FFFD, is another body', async () => {
    const marked = await signed('{"id":"a","type":"b"}');
    const withMark = Uint8Array.from([0xef, 0xbb, 0xbf, ...marked.body]);
    expect(await reasonOf({ ...marked, body: withMark })).toBe('signature_mismatch');
    const replaced = await signed('"\uFFFD"');
    expect(await reasonOf({ ...replaced, body: Uint8Array.from([0x22, 0xff, 0x22]) })).toBe('signature_mismatch');
    expect(await reasonOf(await signed(Uint8Array.from([0x22, 0xff, 0x22])))).toBe('ok');
  });

  it.each([
    ['300 s old', 300_000, 'ok'],
    ['301 s old', 301_000, 'timestamp_too_old'],
    ['300 s ahead', -300_000, 'ok'],
    ['301 s ahead', -301_000, 'timestamp_too_new'],
  ])('judges a signature that is %s', async (_, age, expected) => {
    expect(await reasonOf(await signed(), {}, NOW + age)).toBe(expected);
  });

  it('judges by whole seconds, as senders sign', async () => {
    expect(await reasonOf(await signed(), {}, NOW + 300_999)).toBe('ok');
  });

  it('takes a tolerance of zero at its word, and Infinity for none', async () => {
    expect(await reasonOf(await signed(), { tolerance: 0 }, NOW + 1_000)).toBe('timestamp_too_old');
    expect(await reasonOf(await signed(), { tolerance: Infinity }, NOW + 1e12)).toBe('ok');
    expect(await reasonOf(await signed(), { futureTolerance: 0 }, NOW - 1_000)).toBe('timestamp_too_new');
    expect(await reasonOf(await signed(), {}, Number.NaN)).toBe('timestamp_too_old');
  });

  it('verifies with every secret of a rotation, and tells which one', async () => {
    const request = await signed(EVENT, { secret: 'the old one' });
    expect(await verify(request, { secrets: ['the new one', 'the old one'] })).toMatchObject({ ok: true, keyIndex: 1 });
    expect(await verify(request, { secrets: ['', undefined, 'the old one'] })).toMatchObject({ ok: true, keyIndex: 2 });
    expect(await reasonOf(request, { secrets: ['the new one'] })).toBe('signature_mismatch');
  });

  it('accepts a header in which only one of several signatures is ours', async () => {
    const { headers, ...request } = await signed();
    const [time = '', mac = ''] = String((headers as Record<string, string>)['acme-signature']).split('.');
    const zeros = '0'.repeat(64);
    expect(await reasonOf({ ...request, headers: { 'acme-signature': `${time}.${zeros}.${mac}` } })).toBe('ok');
    expect(await reasonOf({ ...request, headers: { 'acme-signature': `${time}.${mac}.${zeros}` } })).toBe('ok');
    const seventeen = Array.from({ length: 17 }, () => mac).join('.');
    expect(await reasonOf({ ...request, headers: { 'acme-signature': `${time}.${seventeen}` } })).toBe(
      'malformed_header',
    );
  });

  it('takes a secret as raw bytes', async () => {
    expect(await reasonOf(await signed(), { secrets: [new TextEncoder().encode(SECRET)] })).toBe('ok');
  });

  it.each([
    ['no list', undefined],
    ['an empty list', []],
    ['an empty secret', ['']],
    ['a blank secret', [' \t\n']],
    ['a variable that is not set', [undefined]],
    ['no bytes', [new Uint8Array()]],
  ])('verifies nothing with %s (D6)', async (_, secrets) => {
    expect(await reasonOf(await signed(), { secrets })).toBe('missing_secret');
  });

  it('refuses a forgery under the empty key (D6)', async () => {
    const { createHmac } = await import('node:crypto');
    const request = await signed();
    const mac = createHmac('sha256', '')
      .update(`${NOW / 1_000}.`)
      .update(request.body)
      .digest('hex');
    const headers = { 'acme-signature': `${NOW / 1_000}.${mac}` };
    expect(await reasonOf({ ...request, headers }, { secrets: [''] })).toBe('missing_secret');
    expect(await reasonOf({ ...request, headers })).toBe('signature_mismatch');
  });

  it.each([
    ['parsed', { id: 'evt_1' }],
    ['text', JSON.stringify(EVENT)],
    ['undefined', undefined],
    ['null', null],
  ])('refuses a body that is %s: signing it anew would verify what was never sent (D4)', async (_, body) => {
    const verdict = await verify({ ...(await signed()), body: body as unknown as Uint8Array });
    expect(verdict).toMatchObject({ ok: false, reason: 'signature_mismatch' });
    expect(verdict).toHaveProperty('detail', expect.stringContaining('raw bytes'));
  });

  it('takes bytes in any wrapping, from where they begin', async () => {
    const request = await signed();
    const padded = new Uint8Array(request.body.length + 8);
    padded.set(request.body, 4);
    expect(await reasonOf({ ...request, body: padded.subarray(4, -4) })).toBe('ok');
    expect(await reasonOf({ ...request, body: Buffer.from(request.body) })).toBe('ok');
    const view = new DataView(padded.buffer, 4, request.body.length) as unknown as Uint8Array;
    expect(await reasonOf({ ...request, body: view })).toBe('ok');
  });

  it('refuses a body that is larger than the source takes', async () => {
    expect(await reasonOf(await signed(), { delivery: { maxBodyBytes: 10 } })).toBe('body_too_large');
  });

  it('answers requests without headers', async () => {
    const request = await signed();
    expect(await reasonOf({ ...request, headers: {} })).toBe('missing_header');
    expect(await reasonOf({ ...request, headers: undefined as unknown as Record<string, string> })).toBe(
      'missing_header',
    );
  });

  it('never tells a secret, a signature or the body', async () => {
    const request = await signed({ ...EVENT, note: 'canary-body' });
    const verdicts = [
      await verify({ ...request, headers: {} }),
      await verify(request, { secrets: ['another_canary_secret'] }),
      await verify(request, {}, NOW + 1e9),
    ];
    const told = JSON.stringify(verdicts);
    expect(told).not.toContain('canary');
    expect(told).not.toContain(String((request.headers as Record<string, string>)['acme-signature']).slice(11));
  });
});

describe('createWebhookSource', () => {
  it.each([
    ['a single secret', { secrets: SECRET }, 'options.secrets must be an array'],
    ['a number as secret', { secrets: [7] }, 'options.secrets must be an array'],
    ['a tolerance that is no number', { tolerance: '5m' }, 'options.tolerance must be a number of milliseconds'],
    ['a negative tolerance', { futureTolerance: -1 }, 'options.futureTolerance must be'],
    ['no name', { name: '' }, 'options.name must be'],
    ['an unknown option', { secret: SECRET }, 'options.secret must be `secrets`, or left out'],
  ])('refuses %s when it is made, without showing it', async (_, options, message) => {
    const webhooks = await loadWebhooks('node');
    const make = (): unknown => createAcme(webhooks, options as unknown as Parameters<typeof createAcme>[1]);
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining(message) }));
    expect(make).not.toThrow(SECRET);
  });

  it.each([
    ['no list', 7],
    ['a list with nothing in it', [null]],
    ['an exception', undefined],
  ])('takes %s from its definition for a payload that is not of the vendor', async (_, items) => {
    const webhooks = await loadWebhooks('node');
    const events = (): never => {
      if (items === undefined) throw new TypeError('canary');
      return items as never;
    };
    const split = createAcme(webhooks, { events }).split(new TextEncoder().encode('{}'), {});
    expect(split).toEqual({ ok: false, reason: 'invalid_payload', detail: 'The body is not what acme sends.' });
  });

  it.each([null, 'text', [1]])('refuses an event whose own body is %j, and no bytes', async (body) => {
    const webhooks = await loadWebhooks('node');
    const events = (): never => [{ id: 'a', idOrigin: 'sender', type: 'a', event: {}, body }] as never;
    const split = createAcme(webhooks, { events }).split(new TextEncoder().encode('{}'), {});
    expect(split).toMatchObject({ ok: false, reason: 'invalid_payload' });
  });

  it.each([
    ['no id', { type: 'a' }],
    ['an id that is no text', { id: 7, type: 'a' }],
    ['an id of 256 characters', { id: 'x'.repeat(256), type: 'a' }],
    ['no type', { id: 'a' }],
    ['a subject that is no text', { id: 'a', type: 'a', order: {} }],
    ['a time that is no number', { id: 'a', type: 'a', at: 'yesterday' }],
  ])('refuses a payload with %s', async (_, payload) => {
    const webhooks = await loadWebhooks('node');
    const split = createAcme(webhooks).split(new TextEncoder().encode(JSON.stringify(payload)), {});
    expect(split).toMatchObject({ ok: false, reason: 'invalid_payload' });
  });
});
