import { createHash, createHmac } from 'node:crypto';
import type { Attempt } from './attempt.ts';

/** Whether bytes are UTF-8, so that decoding and encoding them gives the same again. */
export function isExactText(body: Uint8Array): boolean {
  return Buffer.from(Buffer.from(body).toString('utf8')).equals(body);
}

/** A MAC over parts, by `node:crypto`. */
export function mac(
  algorithm: 'sha1' | 'sha256',
  key: string | Uint8Array,
  encoding: 'hex' | 'base64',
  ...parts: readonly (string | Uint8Array)[]
): string {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
}

/** A plain hash over parts, in hex. */
export function hash(algorithm: 'sha1' | 'sha256', ...parts: readonly (string | Uint8Array)[]): string {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

/** Whole seconds of the clock of an attempt. */
export const nowOf = ({ now }: Attempt): number => Math.floor(now / 1_000);

/** Whether a text is whole seconds, written in the one usual way. */
export const isCanonicalTime = (text: string | undefined): boolean => /^(?:0|[1-9]\d{0,11})$/.test(text ?? '');

/** Everything that is no content in a key of an HMAC: it is filled up with zeros, so that these are the empty key. */
export const isEmptyKey = (secret: string): boolean => secret.trim() === '' || /^\0*$/.test(secret);

/** The longest header value that ours looks at. */
export const MAX_HEADER_LENGTH = 8_192;
