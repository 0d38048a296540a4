import { type Rejection, reject } from './verdict.js';

/** A parsed body, or why it is none. */
export type DecodedJson = { readonly ok: true; readonly value: unknown } | Rejection<'invalid_utf8' | 'invalid_json'>;

/** Parses bytes as JSON, strictly: no byte is replaced and no mark skipped, so what is parsed is what was signed. */
export function decodeJson(bytes: Uint8Array): DecodedJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return reject('invalid_utf8', 'The body is not UTF-8.');
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own message quotes the body, which may hold personal data.
    return reject('invalid_json', 'The body is not JSON.');
  }
}
