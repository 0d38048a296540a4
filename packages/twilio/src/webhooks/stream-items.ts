import { hashBody, sliceElements, type WebhookItem, wrapElement } from '@breakwater/core/webhooks';
import { asLabel } from './as-label.js';
import type { TwilioWebhookEvent } from './twilio-events.js';

/** What is read of an event of Event Streams. */
type Facts = Readonly<Partial<Record<'id' | 'type' | 'time' | 'data', unknown>>>;

/** Names under which the products tell what an event is about. */
const SUBJECTS = ['messageSid', 'message_sid', 'MessageSid', 'callSid', 'call_sid', 'CallSid'] as const;

function toItem(payload: unknown, element: Uint8Array): WebhookItem<TwilioWebhookEvent> {
  const { id, type, time, data } = Object(payload) as Facts;
  const details = Object(data) as Partial<Record<string, unknown>>;
  const given = asLabel(id);
  const occurredAt = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return {
    id: given ?? hashBody(element),
    idOrigin: given === undefined ? 'body-hash' : 'sender',
    type: asLabel(type) ?? 'unknown',
    subject: SUBJECTS.map((name) => asLabel(details[name])).find((subject) => subject !== undefined),
    occurredAt: Number.isFinite(occurredAt) ? occurredAt : undefined,
    // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
    event: payload as TwilioWebhookEvent,
  };
}

/** One item for each event of a JSON body, which is a batch or a single event. Undefined for what is neither. */
export function toStreamItems(
  payload: unknown,
  body: Uint8Array,
): readonly WebhookItem<TwilioWebhookEvent>[] | undefined {
  if (!Array.isArray(payload)) {
    return typeof payload === 'object' && payload !== null ? [toItem(payload, body)] : undefined;
  }
  const elements = sliceElements(body);
  const items = payload.map((event: unknown, index) => toItem(event, elements[index] ?? body));
  // A batch of one keeps the bytes that were hashed.
  if (items.length === 1) return items;
  return items.map((item, index) => ({ ...item, body: wrapElement(elements[index] ?? body) }));
}
