import { deriveEventId, hashBody, sliceElements, type WebhookItem, wrapElement } from '@breakwater/core/webhooks';
import type { SendGridWebhookEvent } from './sendgrid-events.js';

/** What is read of an event; a batch may hold anything. */
type Facts = Readonly<
  Partial<Record<'sg_event_id' | 'sg_message_id' | 'event' | 'timestamp' | 'email' | 'url', unknown>>
>;

/** A text that the inbox can take for a name. */
const asLabel = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;

function identify(facts: Facts, element: Uint8Array): Pick<WebhookItem, 'id' | 'idOrigin'> {
  const { sg_message_id, event, timestamp, email, url } = facts;
  const given = asLabel(facts.sg_event_id);
  if (given !== undefined) return { id: given, idOrigin: 'sender' };
  if (asLabel(sg_message_id) === undefined || asLabel(event) === undefined) {
    return { id: hashBody(element), idOrigin: 'body-hash' };
  }
  return { id: deriveEventId([sg_message_id, event, timestamp, email, url]), idOrigin: 'derived' };
}

/** The part of `sg_message_id` that is the same for all events of a message: what the API answered as `x-message-id`. */
const toMessageId = (id: unknown): string | undefined =>
  typeof id === 'string' ? asLabel(id.split('.', 1)[0]) : undefined;

function toItem(payload: unknown, element: Uint8Array): WebhookItem<SendGridWebhookEvent> {
  const facts = Object(payload) as Facts;
  const { timestamp } = facts;
  return {
    ...identify(facts, element),
    type: asLabel(facts.event) ?? 'unknown',
    occurredAt: typeof timestamp === 'number' && Number.isFinite(timestamp * 1_000) ? timestamp * 1_000 : undefined,
    subject: toMessageId(facts.sg_message_id),
    // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
    event: payload as SendGridWebhookEvent,
  };
}

/** One item for each event of a batch, whatever it is: one that nobody can read must not hide or repeat the others. */
export function toItems(payload: unknown, body: Uint8Array): readonly WebhookItem<SendGridWebhookEvent>[] | undefined {
  if (!Array.isArray(payload)) return undefined;
  const elements = sliceElements(body);
  const items = payload.map((event: unknown, index) => toItem(event, elements[index] ?? body));
  // A batch of one keeps the bytes that were signed.
  if (items.length === 1) return items;
  return items.map((item, index) => ({ ...item, body: wrapElement(elements[index] ?? body) }));
}
