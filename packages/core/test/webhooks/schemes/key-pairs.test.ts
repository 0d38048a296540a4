import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as node from '../../../src/runtime/crypto.node.js';
import * as web from '../../../src/runtime/crypto.web.js';
import { decodeHex, parseDerSignature, toDerSignature } from '../../../src/webhooks/index.js';
import { toPrivateKey, toPublicKey } from '../../../src/webhooks/schemes/public-key-scheme.js';
import { bytes } from './signing-senders.js';

const CONTENT = ['17.', bytes('bödy')];
const JOINED = Buffer.from('17.bödy');

const spkiOf = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ format: 'der', type: 'spki' }));
const pkcs8Of = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));

const PAIRS = {
  ed25519: generateKeyPairSync('ed25519'),
  'ecdsa-p256-sha256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
} as const;
const OTHERS = {
  ed25519: generateKeyPairSync('ed448'),
  'ecdsa-p256-sha256': generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
} as const;
const ALGORITHMS = ['ed25519', 'ecdsa-p256-sha256'] as const;

/** A signature that node:crypto has made. */
const signatureOf = (algorithm: (typeof ALGORITHMS)[number]): Uint8Array =>
  Uint8Array.from(
    sign(algorithm === 'ed25519' ? undefined : 'sha256', JOINED, {
      key: PAIRS[algorithm].privateKey,
      dsaEncoding: 'ieee-p1363',
    }),
  );

/** The order of P-256, as 32 bytes. */
const ORDER = decodeHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 32) ?? new Uint8Array();

describe.each([
  ['node', node],
  ['web', web],
] as const)('key pairs on the %s build', (_, build) => {
  describe.each(ALGORITHMS)('%s', (algorithm) => {
    const publicKey = build.importPublicKey(algorithm, spkiOf(PAIRS[algorithm].publicKey));
    const match = (
      signature: Uint8Array,
      content: readonly (string | Uint8Array)[] = CONTENT,
    ): number | Promise<number> => build.matchSignature([publicKey], content, [signature]);

    it('verifies what node:crypto signs, and the other way round', async () => {
      expect(await match(signatureOf(algorithm))).toBe(0);
      const privateKey = build.importPrivateKey(algorithm, pkcs8Of(PAIRS[algorithm].privateKey));
      expect(await match(await build.signWithPrivateKey(privateKey, CONTENT))).toBe(0);
    });

    it('finds the first key that fits, whichever signature it is', async () => {
      const { publicKey: strange } = algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : PAIRS[algorithm];
      const other = build.importPublicKey(
        algorithm,
        spkiOf(algorithm === 'ed25519' ? strange : OTHERS[algorithm].publicKey),
      );
      const signatures = [new Uint8Array(64).fill(1), signatureOf(algorithm)];
      expect(await build.matchSignature([other, publicKey, publicKey], CONTENT, signatures)).toBe(1);
      expect(await build.matchSignature([other], CONTENT, signatures)).toBe(-1);
      expect(await build.matchSignature([], CONTENT, signatures)).toBe(-1);
    });

    it('refuses other content, and a signature of which one bit was changed', async () => {
      const signature = signatureOf(algorithm);
      expect(await match(signature, ['17.bödz'])).toBe(-1);
      for (let bit = 0; bit < 512; bit += 7) {
        const flipped = Uint8Array.from(signature);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await match(flipped)).toBe(-1);
      }
    });

    it.each([0, 1, 63, 65, 128])('refuses a signature of %i bytes', async (length) => {
      const padded = new Uint8Array(128);
      padded.set(signatureOf(algorithm));
      expect(await match(padded.slice(0, length))).toBe(-1);
    });

    it('reads keys, signatures and content from where they begin in their buffers', async () => {
      const inside = (data: Uint8Array): Uint8Array => {
        const around = new Uint8Array(data.length + 11).fill(9);
        around.set(data, 4);
        return around.subarray(4, -7);
      };
      const key = build.importPublicKey(algorithm, inside(spkiOf(PAIRS[algorithm].publicKey)));
      const content = ['17.', inside(bytes('bödy'))];
      expect(await build.matchSignature([key], content, [inside(signatureOf(algorithm))])).toBe(0);
      const privateKey = build.importPrivateKey(algorithm, inside(pkcs8Of(PAIRS[algorithm].privateKey)));
      expect(await match(await build.signWithPrivateKey(privateKey, content))).toBe(0);
    });

    it('does not notice when the bytes of a key change afterwards', async () => {
      const spki = spkiOf(PAIRS[algorithm].publicKey);
      const key = build.importPublicKey(algorithm, spki);
      spki.fill(0);
      expect(await build.matchSignature([key], CONTENT, [signatureOf(algorithm)])).toBe(0);
    });

    it.each([
      ['nothing', new Uint8Array()],
      ['zeros', new Uint8Array(91)],
      ['a key of another curve', spkiOf(OTHERS[algorithm].publicKey)],
      ['a private key', pkcs8Of(PAIRS[algorithm].privateKey)],
    ])('verifies nothing with %s for a key', async (_kind, der) => {
      const key = build.importPublicKey(algorithm, der);
      expect(await build.matchSignature([key], CONTENT, [signatureOf(algorithm)])).toBe(-1);
      expect(toPublicKey(algorithm, der)).toBeUndefined();
    });

    it('is no key with a byte before or after it', () => {
      const spki = spkiOf(PAIRS[algorithm].publicKey);
      for (const der of [Uint8Array.from([...spki, 0]), Uint8Array.from([0, ...spki]), spki.subarray(1)]) {
        expect(toPublicKey(algorithm, der)).toBeUndefined();
      }
    });

    it('signs nothing with what is no private key', async () => {
      for (const der of [new Uint8Array(), new Uint8Array(48), pkcs8Of(OTHERS[algorithm].privateKey)]) {
        await expect(build.signWithPrivateKey(build.importPrivateKey(algorithm, der), CONTENT)).rejects.toThrow(
          RangeError,
        );
      }
    });
  });

  it('verifies no r or s of ECDSA out of its range', async () => {
    const key = build.importPublicKey('ecdsa-p256-sha256', spkiOf(PAIRS['ecdsa-p256-sha256'].publicKey));
    const genuine = signatureOf('ecdsa-p256-sha256');
    const [r, s] = [genuine.subarray(0, 32), genuine.subarray(32)];
    const zero = new Uint8Array(32);
    const most = new Uint8Array(32).fill(0xff);
    for (const bad of [zero, ORDER, most]) {
      for (const signature of [
        [...bad, ...s],
        [...r, ...bad],
        [...bad, ...bad],
      ]) {
        expect(await build.matchSignature([key], CONTENT, [Uint8Array.from(signature)])).toBe(-1);
      }
    }
  });

  it('verifies nothing with a point beside the curve', async () => {
    const spki = spkiOf(PAIRS['ecdsa-p256-sha256'].publicKey);
    spki[90] = (spki[90] ?? 0) ^ 1;
    const key = build.importPublicKey('ecdsa-p256-sha256', spki);
    expect(await build.matchSignature([key], CONTENT, [signatureOf('ecdsa-p256-sha256')])).toBe(-1);
  });
});

describe('weak keys of ed25519', () => {
  const P = 2n ** 255n - 19n;
  const encode = (y: bigint, signOfX: number): Uint8Array => {
    const digits = (y | (BigInt(signOfX) << 255n)).toString(16).padStart(64, '0');
    return Uint8Array.from(Buffer.from(digits, 'hex')).reverse();
  };
  const raise = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (let square = base % P, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % P) {
      if (rest & 1n) result = (result * square) % P;
    }
    return result;
  };
  /** The two y of the points of order 8, worked out: y^4 = 1 / d, up to sign, doubles to a point with y = 0. */
  const ordersOfEight = (): readonly bigint[] => {
    const d = ((P - 121_665n) * raise(121_666n, P - 2n)) % P;
    const i = raise(2n, (P - 1n) / 4n);
    const root = (value: bigint): bigint | undefined => {
      const candidate = raise(value, (P + 3n) / 8n);
      return [candidate, (candidate * i) % P].find((one) => (one * one) % P === value % P);
    };
    // -x² + y² = 1 + d x² y² with x² = -y² (doubling to y = 0) is d y⁴ + 2 y² - 1 = 0.
    const discriminant = root((1n + d) % P) ?? 0n;
    const inverse = raise(d, P - 2n);
    const squares = [discriminant - 1n, P - discriminant - 1n].map((top) => (((top + P) % P) * inverse) % P);
    return squares.flatMap((square) => {
      const y = root(square);
      return y === undefined ? [] : [y, P - y];
    });
  };

  it('are refused in every spelling', () => {
    const weak = [0n, 1n, P - 1n, ...ordersOfEight()];
    expect(weak.length).toBeGreaterThanOrEqual(5);
    for (const y of weak)
      for (const signOfX of [0, 1]) expect(toPublicKey('ed25519', encode(y, signOfX))).toBeUndefined();
    for (let y = P; y < 2n ** 255n; y++) {
      for (const signOfX of [0, 1]) expect(toPublicKey('ed25519', encode(y, signOfX))).toBeUndefined();
    }
  });

  it('are refused in DER too', () => {
    const head = Buffer.from('302a300506032b6570032100', 'hex');
    expect(toPublicKey('ed25519', Buffer.concat([head, encode(1n, 0)]))).toBeUndefined();
  });

  it('are not taken for others', () => {
    for (let count = 0; count < 50; count++) {
      const { publicKey } = generateKeyPairSync('ed25519');
      expect(toPublicKey('ed25519', spkiOf(publicKey).subarray(-32))).toBeDefined();
      expect(toPublicKey('ed25519', spkiOf(publicKey))).toBeDefined();
    }
  });
});

describe('a private key of ed25519', () => {
  it('is its seed, alone or with the public key after it, or PKCS #8', async () => {
    const { publicKey, privateKey } = PAIRS.ed25519;
    const seed = pkcs8Of(privateKey).subarray(-32);
    const bare = spkiOf(publicKey).subarray(-32);
    const key = node.importPublicKey('ed25519', spkiOf(publicKey));
    for (const secret of [seed, Uint8Array.from([...seed, ...bare]), pkcs8Of(privateKey)]) {
      const signature = await node.signWithPrivateKey(toPrivateKey('ed25519', secret), CONTENT);
      expect(node.matchSignature([key], CONTENT, [signature])).toBe(0);
    }
  });
});

describe('a runtime without the algorithm', () => {
  it('is told, and is no signature that does not fit', async () => {
    const failure = new DOMException('Unrecognized algorithm', 'NotSupportedError');
    const spy = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(failure);
    const key = web.importPublicKey('ed25519', spkiOf(PAIRS.ed25519.publicKey));
    await expect(web.matchSignature([key], CONTENT, [signatureOf('ed25519')])).rejects.toBe(failure);
    spy.mockRestore();
    expect(await web.matchSignature([key], CONTENT, [signatureOf('ed25519')])).toBe(0);
  });
});

describe('parseDerSignature', () => {
  const integer = (...digits: readonly number[]): readonly number[] => [2, digits.length, ...digits];
  const sequence = (...content: readonly number[]): Uint8Array => Uint8Array.from([0x30, content.length, ...content]);

  it('reads what toDerSignature and OpenSSL write', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (signature) => {
        expect(parseDerSignature(toDerSignature(signature))).toEqual(signature);
      }),
    );
    const der = sign('sha256', JOINED, PAIRS['ecdsa-p256-sha256'].privateKey);
    const key = node.importPublicKey('ecdsa-p256-sha256', spkiOf(PAIRS['ecdsa-p256-sha256'].publicKey));
    expect(node.matchSignature([key], CONTENT, [parseDerSignature(der) ?? new Uint8Array()])).toBe(0);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['r and s side by side', new Uint8Array(64).fill(0x30)],
    ['something after the end', Uint8Array.from([...sequence(...integer(1), ...integer(1)), 0])],
    ['something after s', sequence(...integer(1), ...integer(1), 0)],
    ['only one number', sequence(...integer(1))],
    ['three numbers', sequence(...integer(1), ...integer(1), ...integer(1))],
    ['a length that is too long', Uint8Array.from([0x30, 7, ...integer(1), ...integer(1)])],
    ['a long form of a length', Uint8Array.from([0x30, 0x81, 6, ...integer(1), ...integer(1)])],
    ['a number without digits', sequence(...integer(), ...integer(1))],
    ['a negative number', sequence(...integer(0x80), ...integer(1))],
    ['a needless zero', sequence(...integer(0, 1), ...integer(1))],
    ['33 digits', sequence(...integer(1, ...new Uint8Array(32)), ...integer(1))],
    ['34 digits', sequence(...integer(0, 0x80, ...new Uint8Array(32)), ...integer(1))],
    ['another tag', sequence(4, 1, 1, ...integer(1))],
  ])('refuses %s', (_, der) => {
    expect(parseDerSignature(der)).toBeUndefined();
  });

  it('never throws, and gives nothing that is written in two ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (der) => {
        const signature = parseDerSignature(der);
        if (signature) expect(toDerSignature(signature)).toEqual(der);
      }),
    );
  });
});
