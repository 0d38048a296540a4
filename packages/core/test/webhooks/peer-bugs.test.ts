import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as webhooks from '../../src/webhooks/index.js';
import { type AcmeEvent, acmeRequest, NOW } from './acme.js';
import { createGate, createHarness } from './handler-harness.js';

// What other libraries for webhooks do wrong, as far as it concerns what is here for all senders. What concerns one vendor's
// scheme is tested beside that scheme; order among events in `latest.test.ts`; races in the contract of inboxes.

const EVENT: AcmeEvent = { id: 'evt_1', type: 'order.paid' };

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const BODY = new TextEncoder().encode('{"type":"order.paid"}');
const SECONDS = NOW / 1_000;

/** The signature of Standard Webhooks, made by hand. */
function signStandard(seconds: number, body: Uint8Array = BODY): string {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  return createHmac('sha256', key).update(`msg_1.${seconds}.`).update(body).digest('base64');
}

async function verifyStandard(
  headers: Readonly<Record<string, string | readonly string[]>>,
  body: Uint8Array = BODY,
): Promise<string> {
  const source = webhooks.standardWebhook({ secrets: [SECRET] });
  const request = { method: 'POST', url: 'https://shop.test/', headers, body };
  const verdict = await webhooks.verifyWebhook(source, request, { now: NOW });
  return verdict.ok ? 'verified' : verdict.reason;
}

const headersAt = (seconds: number, signature: string): Record<string, string> => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(seconds),
  'webhook-signature': signature,
});

describe('bugs of others that must not be ours', () => {
  it('@octokit/webhooks 14.2.0: answers success after some seconds, and loses what fails afterwards', async () => {
    const gate = createGate();
    const { handler, inbox, clock, told } = createHarness(webhooks, {
      on: { 'order.paid': gate.handle },
      deadline: 9_000,
    });
    const answer = handler(await acmeRequest(webhooks, EVENT));
    await gate.started;
    await clock.advance(9_000);
    expect((await answer).status).toBe(503);
    gate.finish(new Error('database is down'));
    await clock.advance(0);
    expect(told('webhook.failed')).toMatchObject([{ error: 'Error: database is down' }]);
    expect(await inbox.find({ tenant: '', source: 'acme', id: 'evt_1' })).toMatchObject({ state: 'retry' });
  });

  it('t3dotgg/stripe-recommendations: answers success although the signature is bad', async () => {
    const { deliver, inbox } = createHarness(webhooks);
    const { status } = await deliver(EVENT, { secret: 'another secret' });
    expect(status).toBe(401);
    expect((await inbox.list()).deliveries).toEqual([]);
  });

  it('@supabase/stripe-sync-engine 0.48.5: throws on a type that it does not know, until the endpoint is disabled', async () => {
    const { deliver, told } = createHarness(webhooks);
    expect((await deliver({ ...EVENT, type: 'order.invented' })).status).toBe(200);
    expect(told('webhook.unhandled')).toHaveLength(1);
  });

  it('@golevelup/nestjs-webhooks 2.0.0: lets the body, unverified yet, choose the secret', async () => {
    const asked: string[] = [];
    const source = webhooks.standardWebhook({
      secrets: (tenant) => {
        asked.push(tenant);
        return tenant === 'shop' ? [SECRET] : ['whsec_YXR0YWNrZXJzIG93biBzZWNyZXQ='];
      },
    });
    const body = new TextEncoder().encode('{"tenant":"attacker","type":"order.paid"}');
    const headers = headersAt(SECONDS, `v1,${signStandard(SECONDS, body)}`);
    const request = { method: 'POST', url: 'https://shop.test/?tenant=attacker', headers, body };
    expect(await webhooks.verifyWebhook(source, request, { now: NOW, tenant: 'shop' })).toMatchObject({ ok: true });
    expect(asked).toEqual(['shop']);
  });

  it('nuxt-webhook-validators 0.2.12: never looks at the time, so that a request can be replayed for ever', async () => {
    const old = SECONDS - 301;
    expect(await verifyStandard(headersAt(old, `v1,${signStandard(old)}`))).toBe('timestamp_too_old');
  });

  it('nuxt-webhook-validators 0.2.12: takes a signature for one of any version', async () => {
    expect(await verifyStandard(headersAt(SECONDS, `v2,${signStandard(SECONDS)}`))).toBe('unsupported_version');
  });

  it('standardwebhooks 1.1.1: throws when a header is a list', async () => {
    const headers = { ...headersAt(SECONDS, ''), 'webhook-signature': ['v1,a', 'v1,b'] };
    expect(await verifyStandard(headers)).toBe('malformed_header');
  });

  it('standardwebhooks 1.1.1: reads the memory around a view instead of the view', async () => {
    const around = new Uint8Array(BODY.length + 20).fill(0x20);
    around.set(BODY, 7);
    const view = around.subarray(7, 7 + BODY.length);
    expect(await verifyStandard(headersAt(SECONDS, `v1,${signStandard(SECONDS)}`), view)).toBe('verified');
  });

  it('standardwebhooks 1.1.1: takes an id with a dot, so that the border to the time can be moved', async () => {
    const headers = { ...headersAt(SECONDS, `v1,${signStandard(SECONDS)}`), 'webhook-id': 'msg_1.1' };
    expect(await verifyStandard(headers)).toBe('malformed_header');
  });

  it('@octokit/webhooks-methods 6.0.0: throws when the header is missing', async () => {
    const source = webhooks.githubWebhook({ secrets: ['secret'] });
    const request = { method: 'POST', url: 'https://shop.test/', headers: {}, body: BODY };
    expect(await webhooks.verifyWebhook(source, request)).toMatchObject({ ok: false, reason: 'missing_header' });
  });

  it('novuhq/novu#11829: takes missing headers for success', async () => {
    expect(await verifyStandard({})).toBe('missing_header');
  });

  it('every verifier that decodes: takes a byte order mark, or bytes that are no UTF-8, for what was signed', async () => {
    const headers = headersAt(SECONDS, `v1,${signStandard(SECONDS)}`);
    expect(await verifyStandard(headers, Uint8Array.from([0xef, 0xbb, 0xbf, ...BODY]))).toBe('signature_mismatch');
    const replaced = new TextEncoder().encode('{"note":"\uFFFD"}');
    const broken = Uint8Array.from([...new TextEncoder().encode('{"note":"'), 0xff, ...new TextEncoder().encode('"}')]);
    const signed = headersAt(SECONDS, `v1,${signStandard(SECONDS, replaced)}`);
    expect(await verifyStandard(signed, broken)).toBe('signature_mismatch');
    expect(await verifyStandard(headersAt(SECONDS, `v1,${signStandard(SECONDS, broken)}`), broken)).toBe('verified');
  });

  it('@hookflo/tern 4.1.0: answers for an event of another kind because it is about the same object', async () => {
    const seen: string[] = [];
    const note = ({ id }: AcmeEvent): void => void seen.push(id);
    const { deliver } = createHarness(webhooks, { on: { 'order.paid': note, 'order.updated': note } });
    await deliver({ ...EVENT, order: 'order_1' });
    await deliver({ id: 'evt_2', type: 'order.updated', order: 'order_1' });
    expect(seen).toEqual(['evt_1', 'evt_2']);
  });
});
