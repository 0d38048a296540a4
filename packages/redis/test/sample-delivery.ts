import type { Delivery } from '@breakwater/core/webhooks';

/** A delivery as a handler would store it. */
export function sampleDelivery(id: string, overrides: Partial<Delivery> = {}): Delivery {
  return {
    tenant: '',
    source: 'acme',
    id,
    idOrigin: 'sender',
    type: 'order.paid',
    receivedAt: Date.UTC(2026, 0, 1),
    headers: { 'acme-signature': '1.2' },
    body: new TextEncoder().encode(`{"id":"${id}"}`),
    ...overrides,
  };
}
