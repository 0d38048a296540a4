/** The key pair of the instance. Made at first use: making one takes longer than most tests. */
export interface SigningKey {
  /** What `GET /v1/jwks` answers. */
  jwks(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>;
  /** The public key in PEM form, for `jwtKey`. */
  pem(): Promise<string>;
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** From now on signs with another key, as after a rotation. */
  rotate(): void;
}

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

/** Makes a {@link SigningKey}. */
export function createSigningKey(identifier: (prefix: string) => string): SigningKey {
  const { subtle } = globalThis.crypto;
  let kid = identifier('ins');
  let pair: Promise<CryptoKeyPair> | undefined;
  const open = (): Promise<CryptoKeyPair> => (pair ??= subtle.generateKey(ALGORITHM, true, ['sign', 'verify']));
  return {
    async jwks() {
      const { publicKey } = await open();
      const { n, e } = await subtle.exportKey('jwk', publicKey);
      return { keys: [{ use: 'sig', kty: 'RSA', kid, alg: 'RS256', n, e }] };
    },
    async pem() {
      const { publicKey } = await open();
      const text = toBase64(new Uint8Array(await subtle.exportKey('spki', publicKey)));
      return `-----BEGIN PUBLIC KEY-----\n${(text.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PUBLIC KEY-----`;
    },
    async sign(claims) {
      const { privateKey } = await open();
      const head = { alg: 'RS256', cat: SESSION_TOKEN, kid, typ: 'JWT' };
      const signed = `${toBase64Url(JSON.stringify(head))}.${toBase64Url(JSON.stringify(claims))}`;
      const signature = await subtle.sign(ALGORITHM.name, privateKey, new TextEncoder().encode(signed));
      return `${signed}.${toUrlForm(toBase64(new Uint8Array(signature)))}`;
    },
    rotate() {
      kid = identifier('ins');
      pair = undefined;
    },
  };
}

/** The category of session tokens. Read in `JWT_CATEGORY_SESSION_TOKEN` of @clerk/backend 3.25.0. */
const SESSION_TOKEN = 'cl_B7d4PD111AAA';

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const toUrlForm = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const toBase64Url = (text: string): string => toUrlForm(toBase64(new TextEncoder().encode(text)));
