import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsCardNumber, maskCardNumbers } from '../../src/errors/card-number.js';

const mask = (text: string): string => maskCardNumbers(text, '#');

/** Numbers that vendors publish for tests, one for each issuer. */
const cards = [
  '4242424242424242',
  '4222222222222',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '6200000000000005',
  '6759649826438453',
];

describe('a card number', () => {
  it.each(cards)('is found as %s', (card) => {
    expect(mask(card)).toBe('#');
    expect(containsCardNumber(`number: ${card}.`)).toBe(true);
  });

  it.each([
    ['4242 4242 4242 4242', '#'],
    ['4242-4242-4242-4242', '#'],
    ['3782 822463 10005', '#'],
    ['4242\u00a04242\u00a04242\u00a04242', '#'],
    ['4242 4242 4242 4242 12/27', '# 12/27'],
    ['4242424242424242 12 27 123', '# 12 27 123'],
    ['1 4242424242424242', '1 #'],
    ['order 7 4242 4242 4242 4242 987', 'order 7 # 987'],
    ['no.4242424242424242', 'no.#'],
    ['card4242424242424242', 'card#'],
    ['%B4242424242424242^DOE', '%B#^DOE'],
    ['4242424242424242,5555555555554444', '#,#'],
    ['4242424242424242 5555555555554444', '# #'],
  ])('in %j is masked to %j', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    ['a number that fails the check', '4242424242424241'],
    ['a number of no issuer', '9999999999999995'],
    ['one digit over and over', '0000000000000000'],
    ['a Visa number of a wrong length', '42424242424242'],
    ['epoch milliseconds', '1767225600000'],
    ['a date with a time', '20261124103826'],
    ['an order number that begins with a date', '2026-11-24-0001234'],
    ['a decimal fraction', '0.4242424242424242'],
    ['a longer number', '42424242424242424242424242'],
    ['a UUID of digits', '42424242-4242-4242-8242-424242424242'],
    ['a key with a UUID of digits', 'retry-11114242-4242-4242-4242-111111111111'],
    ['a digest', 'ab4242424242424242cd4242424242424242ef00'],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(containsCardNumber(text)).toBe(false);
    expect(mask(text)).toBe(text);
  });

  it('is never seen in random UUIDs and digests', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => !containsCardNumber(`stripe-node-retry-${uuid}`)),
      { numRuns: 5_000 },
    );
    const digest = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 40, maxLength: 40 });
    // All but digits is so rare in forty places that it is left out.
    const mixed = digest.map((nibbles) => `a${nibbles.map((nibble) => nibble.toString(16)).join('')}f`);
    fc.assert(
      fc.property(mixed, (hex) => !containsCardNumber(hex)),
      { numRuns: 5_000 },
    );
  });

  it('is found in linear time, whatever stands around it', () => {
    const digits = '4'.repeat(200_000);
    expect(mask(digits)).toBe(digits);
    const groups = '4 '.repeat(100_000);
    expect(mask(groups)).toBe(groups);
    expect(mask(`${'a4242424242424241'.repeat(10_000)} 4242424242424242`).endsWith(' #')).toBe(true);
  });
});
