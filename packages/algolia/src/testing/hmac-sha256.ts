/** The 32 bits after the point of a number: where SHA-256 takes its constants from (FIPS 180-4, sections 4.2.2 and 5.3.3). */
const afterPoint = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++)
    if (primes.every((prime) => number % prime > 0)) primes.push(number);
  return primes;
}

const BLOCK = 64;

function sha256(message: Uint8Array): Uint8Array {
  const constants = firstPrimes(64).map((prime) => afterPoint(Math.cbrt(prime)));
  let state = firstPrimes(8).map((prime) => afterPoint(Math.sqrt(prime)));
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  bytes.set(message);
  bytes[message.length] = 128;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  for (let offset = 0; offset < bytes.length; offset += BLOCK) {
    const words = Array.from({ length: 16 }, (_, index) => view.getUint32(offset + index * 4));
    for (let index = 16; index < 64; index++) {
      const [early, late] = [words[index - 15] ?? 0, words[index - 2] ?? 0];
      const mixed =
        (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
      words.push(((words[index - 16] ?? 0) + (words[index - 7] ?? 0) + mixed) >>> 0);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (const [index, word] of words.entries()) {
      const chosen = (e & f) ^ (~e & g);
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + (constants[index] ?? 0) + word) >>> 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      [a, b, c, d, e, f, g, h] = [(one + two) >>> 0, a, b, c, (d + one) >>> 0, e, f, g];
    }
    state = [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) >>> 0);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) digest.setUint32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

const join = (one: Uint8Array, other: Uint8Array): Uint8Array => Uint8Array.from([...one, ...other]);

/**
 * HMAC-SHA256 as hexadecimal digits (RFC 2104). Without a promise: an emulator answers in virtual time, in which there is no
 * waiting for the threads of WebCrypto. For tests, and not for secrets.
 */
export function hmacSha256(secret: string, text: string): string {
  const encoder = new TextEncoder();
  const given = encoder.encode(secret);
  const key = new Uint8Array(BLOCK);
  key.set(given.length > BLOCK ? sha256(given) : given);
  const inner = sha256(
    join(
      key.map((byte) => byte ^ 0x36),
      encoder.encode(text),
    ),
  );
  const digest = sha256(
    join(
      key.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
