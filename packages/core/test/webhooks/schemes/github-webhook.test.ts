import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Webhooks from '../../../src/webhooks/index.js';
import { CRYPTO_BUILDS, loadWebhooks } from '../crypto-builds.js';
import { outcomeOf } from '../vendor-vectors.js';
import { bytes } from './signing-senders.js';

const SECRET = 'mysecret';
const PAYLOAD = { action: 'opened', number: 7, repository: { id: 1, full_name: 'a/b' }, note: 'a + b & c = ü' };
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

const macOf = (body: string | Uint8Array, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

describe.each(CRYPTO_BUILDS)('githubWebhook on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  const headersFor = (body: string | Uint8Array, over: Record<string, string> = {}): Record<string, string> => ({
    'content-type': JSON_TYPE,
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-github-event': 'pull_request',
    'x-hub-signature-256': macOf(body),
    ...over,
  });
  const judge = async (body: string, over: Record<string, string> = {}): Promise<string> => {
    const request = { method: 'POST', url: 'https://shop.test', headers: headersFor(body, over), body: bytes(body) };
    return outcomeOf(await webhooks.verifyWebhook(webhooks.githubWebhook({ secrets: [SECRET] }), request));
  };
  const split = (body: string | Uint8Array, over: Record<string, string> = {}): unknown =>
    webhooks
      .githubWebhook({ secrets: [], subject: (event) => event.repository?.full_name })
      .split(typeof body === 'string' ? bytes(body) : body, headersFor(body, over));

  const ITEM = {
    id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    idOrigin: 'sender',
    type: 'pull_request',
    subject: 'a/b',
    event: PAYLOAD,
  };

  it('finds event, id and type of JSON', () => {
    expect(split(JSON.stringify(PAYLOAD))).toEqual({ ok: true, items: [ITEM] });
  });

  it.each([
    ['as browsers write it', new URLSearchParams({ payload: JSON.stringify(PAYLOAD) }).toString()],
    ['with percents only', `payload=${encodeURIComponent(JSON.stringify(PAYLOAD))}`],
  ])('finds them in a form, %s', async (_, form) => {
    expect(split(form, { 'content-type': FORM_TYPE })).toEqual({ ok: true, items: [ITEM] });
    expect(split(form, { 'content-type': `${FORM_TYPE.toUpperCase()}; charset=utf-8` })).toEqual({
      ok: true,
      items: [ITEM],
    });
    expect(await judge(form, { 'content-type': FORM_TYPE })).toBe('valid');
    expect(split(form)).toMatchObject({ ok: false, reason: 'invalid_json' });
  });

  it.each([
    ['another field', 'other={}', 'invalid_payload'],
    ['a second field', 'payload={}&payload={}', 'invalid_payload'],
    ['nothing', '', 'invalid_payload'],
    ['no JSON', 'payload=%7B', 'invalid_json'],
    ['broken percents', 'payload=%7', 'invalid_utf8'],
    ['percents that are no UTF-8', 'payload=%FF', 'invalid_utf8'],
    ['no object', 'payload=17', 'invalid_payload'],
  ])('refuses a form with %s', (_, form, reason) => {
    expect(split(form, { 'content-type': FORM_TYPE })).toMatchObject({ ok: false, reason });
  });

  it('refuses bytes in a form that are no UTF-8', () => {
    const form = Uint8Array.from([...bytes('payload='), 0xff]);
    expect(split(form, { 'content-type': FORM_TYPE })).toMatchObject({ ok: false, reason: 'invalid_utf8' });
  });

  it('needs an id to apply an event once, and can do without a type', () => {
    const body = JSON.stringify(PAYLOAD);
    expect(split(body, { 'x-github-delivery': '' })).toMatchObject({ ok: false, reason: 'invalid_payload' });
    expect(split(body, { 'x-github-event': '' })).toMatchObject({ items: [{ type: 'unknown' }] });
    expect(split('null')).toMatchObject({ ok: false, reason: 'invalid_payload' });
  });

  it.each([
    ['no prefix', macOf('{}').slice(7), 'malformed_header'],
    ['the older hash', macOf('{}').replace('sha256', 'sha1'), 'malformed_header'],
    ['upper case', `sha256=${macOf('{}').slice(7).toUpperCase()}`, 'signature_mismatch'],
    ['one digit too few', macOf('{}').slice(0, -1), 'signature_mismatch'],
    ['one digit too many', `${macOf('{}')}0`, 'signature_mismatch'],
    ['letters of several bytes', `sha256=${'é'.repeat(64)}`, 'signature_mismatch'],
    ['the signature of another secret', macOf('{}', 'other'), 'signature_mismatch'],
    ['the signature of the empty key', macOf('{}', ''), 'signature_mismatch'],
    ['nothing', ' ', 'missing_header'],
  ])('judges a header with %s', async (_, header, expected) => {
    expect(await judge('{}', { 'x-hub-signature-256': header })).toBe(expected);
  });

  it('takes 25 MB, which is what GitHub sends at most, unless told otherwise', () => {
    expect(webhooks.githubWebhook({ secrets: [] }).delivery.maxBodyBytes).toBe(26_214_400);
    const delivery = { maxBodyBytes: 10 };
    expect(webhooks.githubWebhook({ secrets: [], delivery }).delivery).toMatchObject({
      maxBodyBytes: 10,
      retention: 691_200_000,
    });
  });

  it('goes through a handler to the function for its type', async () => {
    const seen: unknown[] = [];
    const source = webhooks.githubWebhook<{ pull_request: { readonly action: string } }>({ secrets: [SECRET] });
    const handler = webhooks.createWebhookHandler({
      source,
      inbox: webhooks.createMemoryInbox(),
      on: { pull_request: (event) => void seen.push(event.action) },
    });
    const body = JSON.stringify(PAYLOAD);
    const send = (): Promise<Response> =>
      handler(new Request('https://shop.test', { method: 'POST', headers: headersFor(body), body }));
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(200);
    expect(seen).toEqual(['opened']);
  });
});
