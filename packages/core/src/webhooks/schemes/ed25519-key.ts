import { encodeHex } from './decode-hex.js';

/** The points of order 8 by their y; the ones of order 1, 2 and 4 have small numbers, and are found without a list. */
const ORDER_EIGHT: readonly string[] = [
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];

/**
 * Whether a public key of ed25519 is a point of small order, or written in another way than the only right one. Under a
 * point of small order a signature can be made up that fits any message, or one in eight. Newer runtimes refuse it by
 * themselves, those with OpenSSL 3.0 do not; about the other spellings they disagree too.
 *
 * @param key 32 bytes
 */
export function isWeakEd25519Key(key: Uint8Array): boolean {
  const y = Uint8Array.from(key);
  y[31] = (y[31] ?? 0) & 0x7f; // the sign of x
  const [lowest = 0] = y;
  const text = encodeHex(y);
  if (/^..0{62}$/.test(text)) return lowest <= 1; // order 4: y = 0, and order 1: y = 1
  if (/^..f{60}7f$/.test(text)) return lowest >= 0xec; // order 2: y = p - 1, and all that is not below p
  return ORDER_EIGHT.includes(text);
}
