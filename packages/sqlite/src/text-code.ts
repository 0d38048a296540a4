const MARK = '\u0001';
const NOT_PLAIN = /\p{Surrogate}/u;

/**
 * A text as SQLite can hold it, without two texts becoming one. It stores UTF-8, in which lone surrogates all turn into the
 * same replacement character, and some of its functions and tools stop at a NUL. Texts with either are kept as JSON, which
 * escapes them, behind a mark; nearly all texts are kept as they are.
 */
export function encodeText(text: string): string {
  const isPlain = !text.startsWith(MARK) && !text.includes('\0') && !NOT_PLAIN.test(text);
  return isPlain ? text : MARK + JSON.stringify(text);
}

/** The text that {@link encodeText} was given. */
export function decodeText(stored: string): string {
  return stored.startsWith(MARK) ? (JSON.parse(stored.slice(1)) as string) : stored;
}

/** {@link encodeText} for what may be absent. */
export function encodeOptional(text: string | undefined): string | null {
  return text === undefined ? null : encodeText(text);
}

/** {@link decodeText} for what may be absent. */
export function decodeOptional(stored: string | null): string | undefined {
  return stored === null ? undefined : decodeText(stored);
}
