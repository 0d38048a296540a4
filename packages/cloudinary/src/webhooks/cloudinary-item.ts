import { deriveEventId, hashBody, type WebhookItem } from '@breakwater/core/webhooks';
import type { CloudinaryNotification } from './cloudinary-events.js';

/** What tells notifications apart that come of the same request, such as the results of several add-ons. */
const DISTINCTIVE = [
  'notification_type',
  'request_id',
  'asset_id',
  'public_id',
  'version',
  'batch_id',
  'moderation_kind',
  'moderation_status',
  'info_kind',
  'info_status',
] as const;

type Facts = Readonly<Partial<Record<(typeof DISTINCTIVE)[number] | 'notification_context' | 'timestamp', unknown>>>;

/** A text that the inbox can take for a name. */
const asLabel = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;

function toMilliseconds({ notification_context, timestamp }: Facts): number | undefined {
  const { triggered_at } = Object(notification_context) as { readonly triggered_at?: unknown };
  const time = [triggered_at, timestamp].find((value) => typeof value === 'string');
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** The event in a notification; undefined for what is no object. */
export function toItem(payload: unknown, body: Uint8Array): WebhookItem<CloudinaryNotification> | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  const facts = payload as Facts;
  // Without the request, two changes to the same asset would look like one.
  const isDistinct = asLabel(facts.request_id) !== undefined && asLabel(facts.notification_type) !== undefined;
  return {
    id: isDistinct ? deriveEventId(DISTINCTIVE.map((name) => facts[name])) : hashBody(body),
    idOrigin: isDistinct ? 'derived' : 'body-hash',
    type: asLabel(facts.notification_type) ?? 'unknown',
    occurredAt: toMilliseconds(facts),
    subject: asLabel(facts.asset_id) ?? asLabel(facts.public_id),
    // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
    event: payload as CloudinaryNotification,
  };
}
