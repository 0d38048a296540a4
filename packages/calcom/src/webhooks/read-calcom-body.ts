import {
  type DecodedBody,
  decodeText,
  deriveEventId,
  hashBody,
  type RawHeaders,
  readHeader,
  reject,
  type WebhookItem,
} from '@breakwater/core/webhooks';
import type { CalcomCustomEvent, CalcomEvents } from './calcom-events.js';

type Item = WebhookItem<CalcomEvents[keyof CalcomEvents]>;
type Fields = Readonly<Record<string, unknown>>;

const FORM = 'application/x-www-form-urlencoded';
const MEETINGS: readonly unknown[] = ['MEETING_STARTED', 'MEETING_ENDED'];

const asLabel = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;
const asFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

function toMilliseconds(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** Text, with what it is as JSON. Only what Cal.com declares to be a form need not be JSON. */
export function decodeCalcomBody(body: Uint8Array, headers: RawHeaders): DecodedBody {
  const decoded = decodeText(body);
  if (!decoded.ok) return decoded;
  const text = decoded.value;
  try {
    return { ok: true, value: { text, json: JSON.parse(text) as unknown } satisfies CalcomCustomEvent };
  } catch {
    const type = readHeader(headers, 'content-type');
    const isForm = typeof type === 'string' && type.toLowerCase().startsWith(FORM);
    if (!isForm) return reject('invalid_json', 'The body is neither JSON nor a form.');
    return { ok: true, value: { text } satisfies CalcomCustomEvent };
  }
}

/** `createdAt` is that of the booking here, so it is the times of the meeting that tell two ends of one booking apart. */
function toMeeting(type: string, fields: Fields): Item | undefined {
  const { uid, startTime, endTime } = fields;
  const subject = asLabel(uid);
  if (subject === undefined || typeof startTime !== 'string' || typeof endTime !== 'string') return undefined;
  const id = deriveEventId([type, subject, startTime, endTime]);
  const occurredAt = toMilliseconds(type === 'MEETING_ENDED' ? endTime : startTime);
  return { id, idOrigin: 'derived', type, subject, occurredAt, event: fields as unknown as Item['event'] };
}

/** The event in Cal.com's own form, or undefined where a template has given it another. */
function toNative(fields: Fields, body: Uint8Array): Item | undefined {
  const type = asLabel(fields['triggerEvent']);
  if (type === undefined) return undefined;
  const payload = asFields(fields['payload']);
  if (!payload) return MEETINGS.includes(type) ? toMeeting(type, fields) : undefined;

  const { createdAt } = fields;
  const { uid, bookingUid, oooEntry, hostEmail } = payload;
  const subject = asLabel(uid) ?? asLabel(bookingUid) ?? asLabel(asFields(oooEntry)?.['uuid']);
  const occurredAt = toMilliseconds(createdAt);
  // Hosts who miss a call are told of one by one, in the same millisecond.
  const id =
    subject !== undefined && occurredAt !== undefined
      ? ({ id: deriveEventId([type, subject, createdAt, asLabel(hostEmail) ?? null]), idOrigin: 'derived' } as const)
      : ({ id: hashBody(body), idOrigin: 'body-hash' } as const);
  return { ...id, type, subject, occurredAt, event: fields as unknown as Item['event'] };
}

/** An event of a form that a template gave it; its id is derived where the template names what that needs. */
function toCustom(event: CalcomCustomEvent, body: Uint8Array): Item {
  const { triggerEvent, uid, createdAt } = asFields(event.json) ?? {};
  const subject = asLabel(uid);
  const occurredAt = toMilliseconds(createdAt);
  const isTold = typeof triggerEvent === 'string' && subject !== undefined && occurredAt !== undefined;
  const id = isTold
    ? ({ id: deriveEventId(['custom', triggerEvent, subject, createdAt]), idOrigin: 'derived' } as const)
    : ({ id: hashBody(body), idOrigin: 'body-hash' } as const);
  return { ...id, type: 'custom', subject, occurredAt, event };
}

/** The one event in a body that {@link decodeCalcomBody} has decoded. */
export function readCalcomBody(decoded: unknown, body: Uint8Array): readonly Item[] {
  const event = decoded as CalcomCustomEvent;
  const fields = asFields(event.json);
  return [(fields && toNative(fields, body)) ?? toCustom(event, body)];
}
