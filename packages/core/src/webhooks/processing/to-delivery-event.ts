import type { WebhookDeliveryEvent } from '../../monitoring/integration-event.js';
import type { Delivery } from '../inbox/inbox.js';

/** The event that tells of a delivery. */
export function toDeliveryEvent(
  delivery: Omit<Delivery, 'headers' | 'body'>,
  type: WebhookDeliveryEvent['type'],
  at: number,
  details: Pick<WebhookDeliveryEvent, 'durationMs' | 'error' | 'actor'> & { readonly attempt?: number } = {},
): WebhookDeliveryEvent {
  const { source, tenant, id, type: eventType, occurredAt, receivedAt } = delivery;
  const lagMs = occurredAt === undefined ? undefined : receivedAt - occurredAt;
  return { type, service: source, at, tenant, eventId: id, eventType, attempt: 0, lagMs, ...details };
}
