import type { WebhookContext } from '../../src/webhooks/index.js';

/** An event of a subject as a vendor sends it that counts in seconds. */
export interface OrderEvent {
  readonly id: string;
  readonly type: 'created' | 'updated' | 'deleted';
  /** In seconds since the epoch. */
  readonly created: number;
  readonly status: string;
}

/** The context in which a handler is given an event. */
export function contextOf(
  event: Pick<OrderEvent, 'id' | 'type' | 'created'>,
  overrides: Partial<WebhookContext> = {},
): WebhookContext {
  return {
    id: event.id,
    type: event.type,
    source: 'acme',
    tenant: '',
    attempt: 1,
    subject: 'order_1',
    occurredAt: event.created * 1_000,
    receivedAt: event.created * 1_000,
    idempotencyKey: `acme:${event.id}`,
    signal: new AbortController().signal,
    transaction: undefined,
    ...overrides,
  };
}
