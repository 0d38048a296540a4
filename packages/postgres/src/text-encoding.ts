/** What PostgreSQL refuses in a text: NUL and lone surrogates. And the mark itself, so that encoding can be undone. */
// oxlint-disable-next-line no-control-regex -- these are what it is about
const UNSTORABLE = /[\u0000\u0001\p{Surrogate}]/gu;
// oxlint-disable-next-line no-control-regex -- the mark is a control character so that ordinary texts stay as they are
const ENCODED = /\u0001([0-9a-f]{4})/g;

/**
 * Writes a text so that PostgreSQL takes it, whatever a sender put into it: what it refuses becomes U+0001 and four hex
 * digits. Every other text stays as it is, two texts never become one, and {@link decodeText} gives the same text back.
 */
export function encodeText(text: string): string {
  return text.replaceAll(UNSTORABLE, (unit) => `\u0001${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text that was given to {@link encodeText}. */
export function decodeText(stored: string): string {
  return stored.replaceAll(ENCODED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
