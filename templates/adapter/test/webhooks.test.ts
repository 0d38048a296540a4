import { createMemoryInbox, createWebhookHandler, verifyWebhook } from '@breakwater/core/webhooks';
import { toFetch } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { createAcme } from '../src/index.js';
import { createAcmeEmulator } from '../src/testing/index.js';
import { acmeWebhook, signAcmeWebhook } from '../src/webhooks/index.js';

const secret = 'whsec_example';
const at = Date.UTC(2026, 0, 1);
const body = JSON.stringify({ id: 'evt_1', type: 'order.shipped', created: at / 1_000, order: { id: 'ord_1' } });
const bytes = new TextEncoder().encode(body);

async function verdict(headers: Record<string, string>): Promise<unknown> {
  const request = { method: 'POST', url: 'https://app.test/webhooks', headers, body: bytes };
  return await verifyWebhook(acmeWebhook({ secrets: [secret] }), request, { now: at });
}

describe('acmeWebhook', () => {
  it('signs as the vendor’s documentation shows', async () => {
    // HMAC-SHA256 of `1767225600.{}` under the secret `whsec_example`, computed with OpenSSL.
    const headers = await signAcmeWebhook('{}', { secret, at });
    expect(headers['acme-signature']).toBe(
      't=1767225600,v1=6bbc2e217ae6cc30ea42c1a53abb4f941db79f555ead79ec4c6a5023a4688659',
    );
  });

  it('verifies, and finds the event', async () => {
    expect(await verdict(await signAcmeWebhook(body, { secret, at }))).toEqual({
      ok: true,
      keyIndex: 0,
      signedAt: at,
      eventIds: ['evt_1'],
    });
  });

  it.each([
    ['without a time', 'v1=00', 'malformed_header'],
    ['of an unknown version', 't=1767225600,v2=00', 'unsupported_version'],
    ['that is no hex', 't=1767225600,v1=zz', 'signature_mismatch'],
  ])('refuses a signature %s', async (_name, signature, reason) => {
    expect(await verdict({ 'acme-signature': signature })).toMatchObject({ ok: false, reason });
  });

  it('handles what the emulator sends, once, however often it arrives', async () => {
    const shipped: string[] = [];
    const handler = createWebhookHandler({
      source: acmeWebhook({ secrets: [secret] }),
      inbox: createMemoryInbox(),
      on: { 'order.placed': (event) => void shipped.push(event.order.item) },
    });
    const emulator = createAcmeEmulator({
      webhooks: { url: 'https://app.test/webhooks', secret, fetch: (input, init) => handler(new Request(input, init)) },
    });
    emulator.faults.add({ webhook: 'order.placed', fault: { type: 'duplicate', copies: 3 } });
    const acme = createAcme({ apiKey: 'acme_emulated', fetch: toFetch(emulator) });
    await acme.orders.place({ item: 'anchor', quantity: 1 });
    await emulator.flush();
    expect(shipped).toEqual(['anchor']);
  });
});
