import {
  createHmacScheme,
  createWebhookSource,
  decodeHex,
  encodeHex,
  type HmacKey,
  readHeader,
  signWebhook,
  type WebhookSource,
} from '@breakwater/core/webhooks';

/** The event of a vendor that exists in tests only. */
export interface OrderEvent {
  readonly id: string;
  readonly at: number;
  readonly order: string;
  readonly total: number;
}

const scheme = createHmacScheme({
  name: 'acme',
  algorithm: 'sha256',
  headers: ['acme-signature'],
  parse: (headers) => {
    const header = readHeader(headers, 'acme-signature');
    if (typeof header !== 'string') return header;
    const mac = decodeHex(header, 32);
    return { signatures: mac === undefined ? [] : [mac] };
  },
  compose: () => ({ headers: (mac) => ({ 'acme-signature': encodeHex(mac) }) }),
});

/** Makes the source of orders. */
export function createOrderSource(): WebhookSource<{ readonly 'order.paid': OrderEvent }> {
  return createWebhookSource<{ readonly 'order.paid': OrderEvent }, HmacKey>({
    name: 'acme',
    scheme,
    secrets: ['acme_secret'],
    events: (payload) => {
      const event = payload as OrderEvent;
      const { id, at: occurredAt, order: subject } = event;
      return [{ id, idOrigin: 'sender', type: 'order.paid', occurredAt, subject, event }];
    },
  });
}

/** A request as the vendor sends it. */
export async function signedOrder(event: OrderEvent): Promise<Request> {
  const body = JSON.stringify(event);
  const headers = await signWebhook(body, { scheme, key: scheme.importKey('acme_secret'), at: Date.now() });
  return new Request('https://shop.test/webhooks', { method: 'POST', body, headers });
}
