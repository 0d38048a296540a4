import { type Shape, shape } from '@breakwater/core';

/** How each kind of thing is called in an error, and what its ids begin with. Source: https://www.twilio.com/docs/glossary/what-is-a-sid */
const KINDS = {
  account: ['an account SID', 'AC'],
  apiKey: ['the SID of an API key', 'SK'],
  call: ['a call SID', 'CA'],
  content: ['the SID of a content template', 'HX'],
  message: ['a message SID', 'SM|MM'],
  messagingService: ['the SID of a Messaging Service', 'MG'],
  phoneNumber: ['the SID of a phone number', 'PN'],
  room: ['a room SID', 'RM'],
  verification: ['a verification SID', 'VE'],
  verifyService: ['the SID of a Verify service', 'VA'],
} as const;

/** The kinds of things that operations take or answer the id of. */
export type SidKind = keyof typeof KINDS;

/** The id of one kind of thing: a call's id where a message's belongs is refused before any I/O. */
export function sidShape(kind: SidKind): Shape<string> {
  const [name, prefix] = KINDS[kind];
  return shape.string({
    pattern: toPattern(kind),
    expected: `${name}: ${prefix.replace('|', ' or ')} and 32 hexadecimal digits`,
  });
}

/** Whether a value of an answer is the id of one kind of thing. */
export function isSid(kind: SidKind, value: unknown): value is string {
  return typeof value === 'string' && toPattern(kind).test(value);
}

function toPattern(kind: SidKind): RegExp {
  const [, prefix] = KINDS[kind];
  return new RegExp(`^(?:${prefix})[0-9a-fA-F]{32}$`);
}
