import { decodeBase64, encodeBase64 } from './base64.js';
import { decodeHex, encodeHex } from './decode-hex.js';

/** How a signature is written. */
export type SignatureEncoding = 'hex' | 'base64' | 'base64url';

/**
 * Decodes bytes strictly, as `decodeHex` and `decodeBase64` do; base64url is taken with its padding or without.
 *
 * @param length How many bytes they have to be.
 */
export function decodeSignature(encoding: SignatureEncoding, text: string, length: number): Uint8Array | undefined {
  if (encoding === 'hex') return decodeHex(text, length);
  const bytes = decodeBase64(encoding === 'base64' ? text : toBase64(text));
  return bytes?.length === length ? bytes : undefined;
}

/** Something that is no base64, for what is no base64url. */
function toBase64(text: string): string {
  if (/[+/]/.test(text)) return '?';
  const digits = text.replaceAll('-', '+').replaceAll('_', '/');
  return digits.includes('=') ? digits : digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
}

/** Writes bytes; base64url without padding. */
export function encodeSignature(encoding: SignatureEncoding, bytes: Uint8Array): string {
  if (encoding === 'hex') return encodeHex(bytes);
  const text = encodeBase64(bytes);
  return encoding === 'base64' ? text : text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
