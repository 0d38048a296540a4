import { fingerprint } from '#crypto';
import { encodeHex } from '../schemes/decode-hex.js';

/**
 * An event id out of facts that together do not change from one delivery to the next, for senders that give none. A hash,
 * so that facts which others have a hand in (an address, a file name) cannot be chosen to look like those of another event.
 *
 * @example
 * ```ts
 * import { deriveEventId } from '@breakwater/core/webhooks';
 *
 * export const id = deriveEventId(['order.paid', 'order-1', 1_700_000_000]);
 * ```
 */
export function deriveEventId(facts: readonly unknown[]): string {
  return encodeHex(fingerprint(new TextEncoder().encode(JSON.stringify(facts))));
}

/** An event id out of the bytes of a body: for senders that repeat a delivery byte by byte. */
export function hashBody(body: Uint8Array): string {
  return encodeHex(fingerprint(body));
}
