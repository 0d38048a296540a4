import { refineShape, type Shape, shape, unprinted } from '@breakwater/core';
import { namesShape, toPathSegment } from '../names-shape.js';

/**
 * Texts that come back in each event about the mail, as fields of it. SendGrid keeps them for long and shows them to its
 * staff: ids belong here, and nothing about a person.
 */
export type CustomArguments = Readonly<Record<string, string>>;

/** SendGrid takes fewer than this many bytes for a mail. Source: https://docs.sendgrid.com/api-reference/mail-send/limitations */
export const MOST_ARGUMENT_BYTES = 10_000;

/**
 * The fields of events of every kind, beside those that begin with `sg_` and `marketing_campaign_`. An argument of the same
 * name would pass for one of them, also in an event that has no such field: a `type` of `bounce` in a delivery.
 * Source: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
const FIELDS_OF_EVENTS = [
  'asm_group_id',
  'attempt',
  'bounce_classification',
  'category',
  'cert_err',
  'email',
  'event',
  'ip',
  'newsletter',
  'pool',
  'reason',
  'response',
  'send_at',
  'smtp-id',
  'status',
  'timestamp',
  'tls',
  'type',
  'unique_args',
  'url',
  'url_offset',
  'useragent',
] as const;

/** The name of a field of an event. */
export type EventField = (typeof FIELDS_OF_EVENTS)[number] | `${'sg' | 'marketing_campaign'}_${string}`;

const RESERVED: ReadonlySet<string> = /* @__PURE__ */ new Set(FIELDS_OF_EVENTS);

/** Whether a custom argument of this name would pass for a field of an event. */
export const isEventField = (name: string): boolean => RESERVED.has(name) || /^(?:sg|marketing_campaign)_/.test(name);

/** Custom arguments, each name of which is free. */
export const customArgumentsShape: Shape<CustomArguments> = /* @__PURE__ */ refineShape(
  namesShape(unprinted(shape.string({ minLength: 0, maxLength: MOST_ARGUMENT_BYTES, expected: 'a string' }))),
  (custom, path, issues) => {
    for (const name of Object.keys(custom)) {
      if (!isEventField(name)) continue;
      issues.push({
        path: path + toPathSegment(name),
        expected: 'another name: events have a field of this one',
        received: 'a value',
      });
    }
  },
);

/** The bytes of custom arguments in JSON. */
export function countArgumentBytes(custom: CustomArguments | undefined): number {
  return custom === undefined ? 0 : new TextEncoder().encode(JSON.stringify(custom)).byteLength;
}
