import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as node from '../../src/runtime/crypto.node.js';
import * as web from '../../src/runtime/crypto.web.js';
import { decodeHex, encodeHex } from '../../src/webhooks/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const algorithms = ['sha1', 'sha256', 'sha512'] as const;

describe.each([
  ['node', node],
  ['web', web],
] as const)('the %s build of the crypto', (_, build) => {
  it.each(algorithms)('signs text and bytes as one piece with %s', async (algorithm) => {
    const key = build.importHmacKey(algorithm, bytes('key'));
    const mac = await build.signHmac(key, ['17.', bytes('bödy'), '']);
    const expected = createHmac(algorithm, 'key').update('17.bödy').digest();
    expect(Buffer.from(mac).equals(expected)).toBe(true);
  });

  it('refuses an empty secret', () => {
    expect(() => build.importHmacKey('sha256', new Uint8Array())).toThrow(RangeError);
  });

  it('finds the first key that fits, whichever signature it is', async () => {
    const keys = ['a', 'b', 'b'].map((secret) => build.importHmacKey('sha256', bytes(secret)));
    const other = new Uint8Array(32);
    const mac = createHmac('sha256', 'b').update('body').digest();
    expect(await build.matchHmac(keys, ['body'], [other, mac])).toBe(1);
    expect(await build.matchHmac(keys, ['body'], [mac, other])).toBe(1);
  });

  it('finds none among signatures of another length, none, or without keys', async () => {
    const keys = [build.importHmacKey('sha256', bytes('a'))];
    const mac = createHmac('sha256', 'a').update('body').digest();
    expect(await build.matchHmac(keys, ['body'], [mac.subarray(0, 31), new Uint8Array([...mac, 0])])).toBe(-1);
    expect(await build.matchHmac(keys, ['body'], [])).toBe(-1);
    expect(await build.matchHmac([], ['body'], [mac])).toBe(-1);
  });

  it('tells apart MACs that differ in a single bit', async () => {
    const keys = [build.importHmacKey('sha256', bytes('a'))];
    const mac = createHmac('sha256', 'a').update('body').digest();
    for (let bit = 0; bit < 256; bit++) {
      const flipped = Uint8Array.from(mac);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await build.matchHmac(keys, ['body'], [flipped])).toBe(-1);
    }
  });

  it('does not notice when the bytes of the secret change afterwards', async () => {
    const secret = bytes('secret');
    const key = build.importHmacKey('sha256', secret);
    secret.fill(0);
    const expected = createHmac('sha256', 'secret').update('x').digest();
    expect(Buffer.from(await build.signHmac(key, ['x'])).equals(expected)).toBe(true);
  });
});

describe('decodeHex', () => {
  it('decodes what encodeHex writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (input) => {
        expect(decodeHex(encodeHex(input), input.length)).toEqual(input);
      }),
    );
  });

  it.each([
    ['another length', 'ab', 2],
    ['an odd number of digits', 'abc', 1],
    ['upper case', 'AB', 1],
    ['what is no digit', 'ag', 1],
    ['a sign', '+1', 1],
    ['digits of other scripts', '\uFF11\uFF12', 1],
    ['white space', ' a', 1],
  ])('refuses %s', (_, text, length) => {
    expect(decodeHex(text, length)).toBeUndefined();
  });
});
