import { describe, expect, it } from 'vitest';
import { toDeliveryDigest } from '../src/delivery-digest.js';
import { decodeText, encodeText } from '../src/text-encoding.js';

const PARTS = [
  '',
  'a',
  '0000',
  '\u0000',
  '\u0001',
  '\u00010000',
  '\u0001d800',
  '\uD800',
  '\uDC00',
  '\u{1F600}',
  '\uFFFF',
];
const TEXTS = PARTS.flatMap((left) => PARTS.flatMap((middle) => PARTS.map((right) => left + middle + right)));

describe('the encoding of texts', () => {
  it('leaves every text alone that PostgreSQL takes', () => {
    for (const text of ['', 'evt_1', `'; DROP TABLE x; --`, '\u0002\t\n\\u0000', '\u{1F600}\u00E9', '\uFFFE\uFFFF']) {
      expect(encodeText(text)).toBe(text);
    }
  });

  it('makes every text one that PostgreSQL takes, and gives it back', () => {
    for (const text of TEXTS) {
      const encoded = encodeText(text);
      expect(encoded, JSON.stringify(text)).not.toMatch(/[\0\p{Surrogate}]/u);
      expect(decodeText(encoded)).toBe(text);
    }
  });

  it('makes no two texts the same', () => {
    const distinct = new Set(TEXTS);
    expect(new Set([...distinct].map((text) => encodeText(text))).size).toBe(distinct.size);
  });

  it('tells keys apart that are the same in UTF-8, or when joined', () => {
    const keys = [
      { tenant: '', source: 'a', id: '\uD800' },
      { tenant: '', source: 'a', id: '\uD801' },
      { tenant: '', source: 'a', id: '\uFFFD' },
      { tenant: 'a', source: '', id: '\uD800' },
      { tenant: 'a","b', source: 'c', id: '' },
      { tenant: 'a', source: 'b","c', id: '' },
    ];
    expect(new Set(keys.map((key) => toDeliveryDigest(key).toString('hex'))).size).toBe(keys.length);
  });
});
