import type { Delivery } from '../inbox/inbox.js';
import { DecryptionFailure } from './decryption-failure.js';

/** What is kept secret of a delivery. */
export type Content = Pick<Delivery, 'headers' | 'body'>;

/** First byte of the packed content. */
const VERSION = 1;
/** Bytes before the headers: the version, and their length. */
const PREFIX = 5;

/** Headers and body as one stretch of bytes, so that neither can be exchanged without the other. */
export function packContent({ headers, body }: Content): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(headers));
  const packed = new Uint8Array(PREFIX + text.length + body.length);
  packed[0] = VERSION;
  new DataView(packed.buffer).setUint32(1, text.length);
  packed.set(text, PREFIX);
  packed.set(body, PREFIX + text.length);
  return packed;
}

function isHeaders(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one === 'string');
}

/**
 * Reads back what {@link packContent} has packed.
 *
 * @throws DecryptionFailure for anything else
 */
export function unpackContent(packed: Uint8Array): Content {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < PREFIX || packed[0] !== VERSION || view.getUint32(1) > packed.length - PREFIX) {
    throw new DecryptionFailure('What was decrypted is not the content of a delivery.');
  }
  const end = PREFIX + view.getUint32(1);
  let headers: unknown;
  try {
    headers = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(packed.subarray(PREFIX, end)));
  } catch {
    headers = undefined;
  }
  if (!isHeaders(headers)) throw new DecryptionFailure('What was decrypted has no headers.');
  return { headers, body: packed.slice(end) };
}
