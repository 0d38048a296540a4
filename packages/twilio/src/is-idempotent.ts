import { type OutgoingRequest, toBodyText } from '@breakwater/core';

/**
 * Posts that bring a thing into a state that it then keeps: canceling a message or a verification, ending a call or a room.
 * Redacting a message is one as well. Sending, calling and verifying are none, and Twilio knows no keys for them. Source:
 * https://www.twilio.com/docs/api/errors/20500
 */
const FINAL_STATES: readonly (readonly [path: RegExp, states: readonly string[]])[] = [
  [/^\/2010-04-01\/Accounts\/\w+\/Messages\/\w+\.json$/, ['canceled']],
  [/^\/2010-04-01\/Accounts\/\w+\/Calls\/\w+\.json$/, ['completed', 'canceled']],
  [/^\/v1\/Rooms\/[^/]+$/, ['completed']],
  [/^\/v2\/Services\/\w+\/Verifications\/[^/]+$/, ['canceled', 'approved']],
];

/** Whether a request is harmless to repeat although it is a POST. */
export function isIdempotent({ method, url, body }: OutgoingRequest): boolean {
  if (method !== 'POST') return false;
  const states = FINAL_STATES.find(([path]) => path.test(url.pathname))?.[1];
  if (states === undefined) return false;
  const form = new URLSearchParams(toBodyText(body) ?? '');
  const names = [...form.keys()];
  const [only] = names;
  if (names.length !== 1) return false;
  return only === 'Status' ? states.includes(form.get('Status') ?? '') : only === 'Body' && form.get('Body') === '';
}
