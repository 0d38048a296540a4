import { createHash } from 'node:crypto';
import {
  createHmacScheme,
  createWebhookSource,
  type Delivery,
  decodeHex,
  encodeHex,
  type HmacKey,
  readHeader,
  signWebhook,
  type WebhookScheme,
  type WebhookSource,
} from '@breakwater/core/webhooks';

const SECRET = 'a secret for tests';

/** An event of a vendor that does not exist. */
export interface AcmeEvent {
  readonly id: string;
  readonly type: string;
  readonly subject?: string;
  readonly occurredAt?: number;
}

const scheme: WebhookScheme<HmacKey, HmacKey> = createHmacScheme({
  name: 'acme',
  algorithm: 'sha256',
  headers: ['x-acme-signature'],
  parse: (headers) => {
    const header = readHeader(headers, 'x-acme-signature');
    if (typeof header !== 'string') return header;
    const mac = decodeHex(header, 32);
    return { signatures: mac === undefined ? [] : [mac] };
  },
  compose: () => ({ headers: (mac) => ({ 'x-acme-signature': encodeHex(mac) }) }),
});

/** Its webhooks. */
export function createAcme(): WebhookSource<{ 'order.paid': AcmeEvent }> {
  return createWebhookSource<{ 'order.paid': AcmeEvent }, HmacKey>({
    name: 'acme',
    scheme,
    secrets: [SECRET],
    events: (payload) => {
      const event = payload as AcmeEvent;
      const { id, type, subject, occurredAt } = event;
      return [{ id, idOrigin: 'sender', type, subject, occurredAt, event }];
    },
  });
}

/** A signed request, as it sends them. */
export async function toSignedRequest(event: AcmeEvent): Promise<Request> {
  const body = JSON.stringify(event);
  const headers = await signWebhook(body, { scheme, key: scheme.importKey(SECRET), at: Date.now() });
  return new Request('https://shop.test/webhooks/acme', { method: 'POST', headers, body });
}

/** A delivery as a handler would store it. */
export function delivery(id: string, overrides: Partial<Delivery> = {}): Delivery {
  const event: AcmeEvent = { id, type: 'order.paid' };
  return {
    tenant: '',
    source: 'acme',
    id,
    idOrigin: 'sender',
    type: 'order.paid',
    receivedAt: Date.UTC(2026, 0, 1),
    headers: { 'x-acme-signature': createHash('sha256').update(id).digest('hex') },
    body: new TextEncoder().encode(JSON.stringify(event)),
    ...overrides,
  };
}
