import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src/webhooks/index.js';
import { decodeSignature, encodeSignature } from '../../../src/webhooks/schemes/signature-encoding.js';
import { formatTimestamp, parseTimestamp } from '../../../src/webhooks/schemes/timestamp-format.js';

describe('base64', () => {
  it('is what everybody writes, and comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
        const text = Buffer.from(data).toString('base64');
        expect(encodeBase64(data)).toBe(text);
        expect(decodeBase64(text)).toEqual(data);
      }),
    );
  });

  it('has one spelling for each stretch of bytes', () => {
    const unit = fc.constantFrom(...Array.from('ABYZabyz0189+/=-_ \n'));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const data = decodeBase64(text);
        if (data) expect(encodeBase64(data)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['A', 'AA', 'AAA', 'AA=', 'A===', '====', 'AB==', 'AAB=', 'AA==AAAA', 'AA ==', 'AAA\n', 'AA-_', 'ＡＡＡＡ'])(
    'is not %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );
});

describe('the encoding of a signature', () => {
  const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

  it.each(ENCODINGS)('comes back from %s, at its length only', (encoding) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (data) => {
        const text = encodeSignature(encoding, data);
        expect(decodeSignature(encoding, text, data.length)).toEqual(data);
        expect(decodeSignature(encoding, text, data.length + 1)).toBeUndefined();
      }),
    );
  });

  it('takes base64url with padding and without, and keeps it apart from base64', () => {
    const data = Uint8Array.from([0xfb, 0xff]);
    expect(decodeSignature('base64url', '-_8', 2)).toEqual(data);
    expect(decodeSignature('base64url', '-_8=', 2)).toEqual(data);
    for (const text of ['+/8', '+/8=', '-/8', '-_8==', '-_9', '-_8 ']) {
      expect(decodeSignature('base64url', text, 2)).toBeUndefined();
    }
    expect(decodeSignature('base64', '-_8=', 2)).toBeUndefined();
  });
});

describe('the format of a time', () => {
  const AT = Date.UTC(2026, 0, 31, 12, 0, 0, 500);

  it.each([
    ['seconds', '1769860800', AT - 500],
    ['milliseconds', '1769860800500', AT],
    ['rfc3339', '2026-01-31T12:00:00.500Z', AT],
  ] as const)('is read and written as %s', (format, text, at) => {
    expect(formatTimestamp(format, AT)).toBe(text);
    expect(parseTimestamp(format, text)).toBe(at);
  });

  it('takes fractions to the billionth, and offsets', () => {
    expect(parseTimestamp('rfc3339', '2026-01-31T12:00:00.500999999Z')).toBe(AT);
    expect(parseTimestamp('rfc3339', '2026-01-31T13:00:00.5+01:00')).toBe(AT);
  });

  it.each([
    ['seconds', '1e9'],
    ['seconds', '1.5'],
    ['seconds', '-1'],
    ['seconds', ' 1'],
    ['seconds', '１'],
    ['seconds', '1234567890123'],
    ['milliseconds', '1234567890123456'],
    ['milliseconds', '0x10'],
    ['rfc3339', '2026-01-31'],
    ['rfc3339', '2026-01-31T12:00:00'],
    ['rfc3339', '2026-13-31T12:00:00Z'],
    ['rfc3339', '+002026-01-31T12:00:00Z'],
    ['rfc3339', '2026-01-31 12:00:00Z'],
  ] as const)('is not, as %s, %j', (format, text) => {
    expect(parseTimestamp(format, text)).toBeUndefined();
  });
});
