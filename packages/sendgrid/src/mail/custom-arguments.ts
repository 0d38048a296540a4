import { refineShape, type Shape, shape } from '@breakwater/core';

/**
 * Texts that come back in each event about the mail, as fields of it. SendGrid keeps them for long and shows them to its
 * staff: ids belong here, and nothing about a person.
 */
export type CustomArguments = Readonly<Record<string, string>>;

/** SendGrid takes fewer than this many bytes for a mail. Source: https://docs.sendgrid.com/api-reference/mail-send/limitations */
export const MOST_ARGUMENT_BYTES = 10_000;

/** Fields of events that an argument of the same name would be mistaken for. */
const FIELDS_OF_EVENTS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'asm_group_id',
  'category',
  'email',
  'event',
  'sg_event_id',
  'sg_message_id',
  'smtp-id',
  'timestamp',
]);

/** Custom arguments, each name of which is free. */
export const customArgumentsShape: Shape<CustomArguments> = /* @__PURE__ */ refineShape(
  shape.record(shape.string({ minLength: 0, maxLength: MOST_ARGUMENT_BYTES, expected: 'a string' })),
  (custom, path, issues) => {
    for (const name of Object.keys(custom)) {
      if (!FIELDS_OF_EVENTS.has(name)) continue;
      issues.push({
        path: `${path}.${name}`,
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
