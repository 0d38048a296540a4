import { type Issue, parseShape } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { currencyShape, findCurrencyRule } from '../src/currency.js';
import { amountShape, checkAmount } from '../src/money.js';

const place = { path: 'input', service: 'stripe', operation: 'test' } as const;

function issuesOf(amount: number, currency: string): readonly Issue[] {
  const issues: Issue[] = [];
  amountShape.parse(amount, 'amount', issues);
  if (issues.length === 0) checkAmount(amount, currency, 'amount', issues);
  return issues;
}

describe('an amount', () => {
  it.each([1, 50, 1099, 99_999_999])('of %d is an amount of USD', (amount) => {
    expect(issuesOf(amount, 'usd')).toEqual([]);
  });

  it.each([0, -1, 10.99, 0.1 + 0.2, Number.NaN, Infinity, -Infinity, 2 ** 53, Number.MAX_VALUE])(
    'is not %d',
    (amount) => {
      expect(issuesOf(amount, 'usd')).toMatchObject([
        { path: 'amount', expected: expect.stringContaining('minor unit') },
      ]);
    },
  );

  it.each(['1099', '10.99', null, undefined, {}, [1099], 1099n, true])('is a number, not %s', (amount) => {
    expect(issuesOf(amount as number, 'usd')).toHaveLength(1);
  });

  it.each([
    ['usd', 99_999_999],
    ['jpy', 99_999_999],
    ['inr', 999_999_999],
    ['cop', 9_999_999_999],
    ['idr', 999_999_999_999],
  ])('of %s is at most %d', (currency, maximum) => {
    expect(issuesOf(maximum, currency)).toEqual([]);
    expect(issuesOf(maximum + 1, currency)).toHaveLength(1);
  });

  it.each(['bhd', 'jod', 'kwd', 'omr', 'tnd'])('of %s, which has thousandths, ends with a 0', (currency) => {
    expect(issuesOf(5_120, currency)).toEqual([]);
    expect(issuesOf(5_124, currency)).toMatchObject([{ expected: expect.stringContaining('a multiple of 10') }]);
  });

  it.each(['isk', 'ugx'])(
    'of %s, which has no fractions but is written with two decimals, ends with 00',
    (currency) => {
      expect(issuesOf(500, currency)).toEqual([]);
      expect(issuesOf(550, currency)).toMatchObject([{ expected: expect.stringContaining('a multiple of 100') }]);
    },
  );

  it.each(['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'])(
    'of %s counts whole units',
    (currency) => {
      expect(findCurrencyRule(currency)).toMatchObject({ decimals: 0, step: 1 });
      expect(issuesOf(501, currency)).toEqual([]);
    },
  );

  it('of an ordinary currency counts hundredths', () => {
    expect(findCurrencyRule('eur')).toEqual({ decimals: 2, step: 1, maximum: 99_999_999 });
    // Their special rules are about payouts, not about charges.
    expect(findCurrencyRule('huf')).toMatchObject({ decimals: 2, step: 1 });
    expect(findCurrencyRule('twd')).toMatchObject({ decimals: 2, step: 1 });
  });
});

describe('a currency', () => {
  it.each(['usd', 'USD', 'Eur', 'jPY', 'kwd'])('is taken as %s and handed on in lower case', (given) => {
    expect(parseShape(given, currencyShape, place)).toBe(given.toLowerCase());
  });

  it.each(['xyz', 'us', 'usdollar', 'btc', 'hrk', '', ' usd', '$', 'constructor', 42, null, undefined])(
    'is not %j',
    (given) => {
      expect(() => parseShape(given, currencyShape, place)).toThrow(/input must be a currency that Stripe supports/);
    },
  );
});
