import { deriveEventId, hashBody, type RawHeaders, readHeader, type WebhookItem } from '@breakwater/core/webhooks';
import type { SentryEvents } from './sentry-events.js';

type Item = WebhookItem<SentryEvents[keyof SentryEvents]>;
type Fields = Readonly<Record<string, unknown>>;

/** Header that names the resource. It is not signed. */
export const RESOURCE_HEADER = 'sentry-hook-resource';

const fieldsOf = (value: unknown): Fields => Object(value) as Fields;

/** An id, which Sentry writes as a number in some places and as text in others. */
const asId = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= 255 ? text : undefined;
};

/** Python tells millionths of a second; more than three digits are not portable for `Date.parse`. */
function toMilliseconds(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** What is known of the events of one resource. */
interface Resource {
  /** The field of `data` that only this resource has. */
  readonly mark: string;
  readonly subject: (data: Fields) => unknown;
  readonly time: (data: Fields, action: string) => unknown;
  /** What makes an event the same over attempts and another than all others, the decisive one first. */
  readonly facts?: (data: Fields, payload: Fields) => readonly unknown[];
}

const RESOURCES: ReadonlyMap<string, Resource> = new Map(
  Object.entries({
    installation: {
      mark: 'installation',
      subject: ({ installation }) => fieldsOf(installation)['uuid'],
      time: () => undefined,
      facts: ({ installation }) => [fieldsOf(installation)['uuid']],
    },
    issue: {
      mark: 'issue',
      subject: ({ issue }) => fieldsOf(issue)['id'],
      time: ({ issue }, action) => (action === 'created' ? fieldsOf(issue)['firstSeen'] : undefined),
      // Sentry reads the issue anew for each attempt: its counters may have moved, what was done to it has not.
      facts: ({ issue }, { actor }) => {
        const { id, lastSeen, status, substatus, statusDetails, assignedTo } = fieldsOf(issue);
        return [id, lastSeen, status, substatus, statusDetails, assignedTo, fieldsOf(actor)['id']];
      },
    },
    error: {
      mark: 'error',
      subject: ({ error }) => fieldsOf(error)['issue_id'],
      time: ({ error }) => fieldsOf(error)['datetime'],
      facts: ({ error }) => [fieldsOf(error)['event_id']],
    },
    event_alert: {
      mark: 'event',
      subject: ({ event }) => fieldsOf(event)['issue_id'],
      time: ({ event }) => fieldsOf(event)['datetime'],
      facts: ({ event, triggered_rule, issue_alert }) => [
        fieldsOf(event)['event_id'],
        triggered_rule,
        fieldsOf(issue_alert)['id'],
      ],
    },
    activity_alert: {
      mark: 'activity',
      subject: ({ issue }) => fieldsOf(issue)['id'],
      time: ({ activity }) => fieldsOf(activity)['dateCreated'],
    },
    metric_alert: {
      mark: 'metric_alert',
      subject: ({ metric_alert }) => fieldsOf(metric_alert)['id'],
      time: () => undefined,
    },
    comment: {
      mark: 'comment_id',
      subject: ({ issue_id }) => issue_id,
      time: ({ timestamp }) => timestamp,
      facts: ({ comment_id, timestamp, comment }) => [comment_id, timestamp, comment],
    },
  } satisfies Record<string, Resource>),
);

/** Derived where a resource has what it takes; else the bytes, which Sentry repeats for what it has stored in its task. */
function toId(
  type: string,
  facts: readonly unknown[],
  payload: Fields,
  body: Uint8Array,
): Pick<Item, 'id' | 'idOrigin'> {
  if (asId(facts[0]) === undefined) return { id: hashBody(body), idOrigin: 'body-hash' };
  const { uuid = null } = fieldsOf(payload['installation']);
  return { id: deriveEventId([type, uuid, ...facts.map((fact) => fact ?? null)]), idOrigin: 'derived' };
}

/**
 * The one event in a body, or undefined where there is none, or where the resource in the header is not that of the body:
 * the header is not signed, so somebody may have put a genuine body under another name.
 */
export function readSentryBody(payload: unknown, headers: RawHeaders, body: Uint8Array): readonly Item[] | undefined {
  const resource = readHeader(headers, RESOURCE_HEADER);
  const fields = fieldsOf(payload);
  const { action } = fields;
  if (typeof resource !== 'string' || !/^\w{1,64}$/.test(resource) || typeof action !== 'string') return undefined;
  const data = fieldsOf(fields['data']);
  const known = RESOURCES.get(resource);
  if (known && !Object.hasOwn(data, known.mark)) return undefined;

  const type = `${resource}.${action}`;
  return [
    {
      ...toId(type, known?.facts?.(data, fields) ?? [], fields, body),
      type,
      subject: asId(known ? known.subject(data) : (data['group_id'] ?? data['buildId'])),
      occurredAt: toMilliseconds(known?.time(data, action)),
      // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
      event: payload as Item['event'],
    },
  ];
}
