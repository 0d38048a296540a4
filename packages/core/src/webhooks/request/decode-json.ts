import type { UnreadableReason } from '../source/webhook-source.js';
import { type Rejection, reject } from '../verification/verdict.js';

/** A decoded body, or why it is none. */
export type DecodedBody = { readonly ok: true; readonly value: unknown } | Rejection<UnreadableReason>;

/** Reads bytes as UTF-8, strictly: no byte is replaced, no mark skipped. */
export function decodeText(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: string } | Rejection<'invalid_utf8'> {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return reject('invalid_utf8', 'The body is not UTF-8.');
  }
}

/** Parses bytes as JSON, strictly: no byte is replaced and no mark skipped, so what is parsed is what was signed. */
export function decodeJson(bytes: Uint8Array): DecodedBody {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return decoded;
  try {
    return { ok: true, value: JSON.parse(decoded.value) as unknown };
  } catch {
    // The parser's own message quotes the body, which may hold personal data.
    return reject('invalid_json', 'The body is not JSON.');
  }
}
