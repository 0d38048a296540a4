import { createECDH, createHash, createHmac } from 'node:crypto';

/** The order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SPKI_HEAD = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const toBytes = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
const modulo = (number: bigint): bigint => ((number % ORDER) + ORDER) % ORDER;

/** The inverse modulo the order, by Euclid. */
function invert(number: bigint): bigint {
  let [old, current] = [number, ORDER];
  let [oldFactor, factor] = [1n, 0n];
  while (current !== 0n) {
    const quotient = old / current;
    [old, current] = [current, old - quotient * current];
    [oldFactor, factor] = [factor, oldFactor - quotient * factor];
  }
  return modulo(oldFactor);
}

/** The public point of a private number: 65 bytes, of which the first tells that both coordinates follow. */
function pointOf(secret: bigint): Buffer {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(toBytes(secret));
  return pair.getPublicKey();
}

const toInteger = (number: bigint): Buffer => {
  const digits = Buffer.from(
    number.toString(16).padStart(number.toString(16).length + (number.toString(16).length % 2), '0'),
    'hex',
  );
  const content = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.of(0x02, content.length), content]);
};

/** Two numbers in DER. */
function toDer(r: bigint, s: bigint): Buffer {
  const content = Buffer.concat([toInteger(r), toInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

/** A key pair that is always the same. For tests only. */
export interface P256Signer {
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
  /** Signs with a number out of the message instead of a random one, so that a seed always makes the same requests. */
  readonly sign: (message: Uint8Array) => Buffer;
}

/** The other of the two signatures that are right for a message: (r, n - s). */
export function toOtherSignature(der: Uint8Array): Buffer {
  const rLength = der[3] ?? 0;
  const r = der.subarray(4, 4 + rLength);
  const s = der.subarray(6 + rLength);
  const isPlain = der[0] === 0x30 && r.length > 0 && s.length > 0;
  return isPlain ? toDer(toNumber(r), modulo(-toNumber(s))) : Buffer.from(der);
}

/** Makes the key pair for a name. */
export function createP256Signer(name: string): P256Signer {
  const secret = modulo(toNumber(createHash('sha256').update(name).digest()));
  return {
    publicKey: Buffer.concat([SPKI_HEAD, pointOf(secret)]).toString('base64'),
    sign(message) {
      const digest = createHash('sha256').update(message).digest();
      const nonce = modulo(toNumber(createHmac('sha256', toBytes(secret)).update(digest).digest()));
      const r = modulo(toNumber(pointOf(nonce).subarray(1, 33)));
      return toDer(r, modulo(invert(nonce) * (toNumber(digest) + r * secret)));
    },
  };
}
