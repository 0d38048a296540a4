const DIGITS = '0123456789abcdef';

const digitOf = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
};

/**
 * Decodes exactly `length` bytes written as lower-case hex, the only form in which vendors send them.
 *
 * @returns undefined for anything else: no prefix is decoded, as `Buffer.from(text, 'hex')` would
 */
export function decodeHex(text: string, length: number): Uint8Array | undefined {
  if (text.length !== length * 2) return undefined;
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const high = digitOf(text.charCodeAt(index * 2));
    const low = digitOf(text.charCodeAt(index * 2 + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[index] = high * 16 + low;
  }
  return bytes;
}

/** Writes bytes as lower-case hex. */
export function encodeHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 15);
  return text;
}
