const LENGTH = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** Reads a positive integer of at most 32 bytes in its only DER form; undefined for any other. */
function readInteger(
  der: Uint8Array,
  offset: number,
): { readonly value: Uint8Array; readonly next: number } | undefined {
  const length = der[offset + 1] ?? 0;
  const next = offset + 2 + length;
  if (der[offset] !== INTEGER || length === 0 || length > LENGTH + 1 || next > der.length) return undefined;
  const [first = 0, second = 0] = der.subarray(offset + 2, next);
  if (first >= 0x80) return undefined; // negative
  const isPadded = first === 0 && length > 1;
  if (isPadded && second < 0x80) return undefined; // a needless zero
  const value = der.subarray(isPadded ? offset + 3 : offset + 2, next);
  return value.length > LENGTH ? undefined : { value, next };
}

/**
 * The signature of ECDSA over P-256 as r and s side by side, out of its strict DER form: no long lengths, no needless
 * zeros, nothing after the end. What OpenSSL, older libraries and WebCrypto make of other forms differs.
 *
 * @returns 64 bytes, or undefined for anything else
 */
export function parseDerSignature(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.next);
  if (!r || s?.next !== der.length) return undefined;
  const signature = new Uint8Array(LENGTH * 2);
  signature.set(r.value, LENGTH - r.value.length);
  signature.set(s.value, LENGTH * 2 - s.value.length);
  return signature;
}

/** Where a number begins in its 32 bytes; the last one counts even if it is zero. */
function startOf(signature: Uint8Array, from: number): number {
  let start = from;
  while (start < from + LENGTH - 1 && signature[start] === 0) start += 1;
  return start;
}

/** The other way round: DER out of r and s side by side. */
export function toDerSignature(signature: Uint8Array): Uint8Array {
  const starts = [startOf(signature, 0), startOf(signature, LENGTH)];
  // A number whose first bit is set would be a negative one: it gets a zero before it.
  const lengths = starts.map((start, index) => LENGTH * (index + 1) - start + Number((signature[start] ?? 0) >= 0x80));
  const [rLength = 0, sLength = 0] = lengths;
  const der = new Uint8Array(6 + rLength + sLength);
  der.set([SEQUENCE, der.length - 2, INTEGER, rLength]);
  der.set(signature.subarray(starts[0], LENGTH), 4 + rLength - (LENGTH - (starts[0] ?? 0)));
  der.set([INTEGER, sLength], 4 + rLength);
  der.set(signature.subarray(starts[1]), der.length - (LENGTH * 2 - (starts[1] ?? 0)));
  return der;
}
