/** The key pair that signs events where an endpoint brings none. Made at first use. */
export interface EmulatedKeyPair {
  /** The verification key, as the dashboard shows it: base64. */
  publicKey(): Promise<string>;
  /** PKCS #8. */
  privateKey(): Promise<Uint8Array>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Makes an {@link EmulatedKeyPair}. */
export function createEmulatedKeyPair(): EmulatedKeyPair {
  const { subtle } = globalThis.crypto;
  let pair: Promise<CryptoKeyPair> | undefined;
  const open = (): Promise<CryptoKeyPair> => (pair ??= subtle.generateKey(ALGORITHM, true, ['sign', 'verify']));
  return {
    async publicKey() {
      const { publicKey } = await open();
      return btoa(String.fromCharCode(...new Uint8Array(await subtle.exportKey('spki', publicKey))));
    },
    async privateKey() {
      const { privateKey } = await open();
      return new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
    },
  };
}
