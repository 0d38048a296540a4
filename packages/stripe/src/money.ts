import { type Issue, type Shape, shape } from '@breakwater/core';
import { findCurrencyRule, LARGEST_AMOUNT } from './currency.js';

const EXPECTED = "a positive integer in the currency's minor unit (1099 for 10.99 USD, 1099 for 1099 JPY)";

/** An amount of money, checked as far as it can be without its currency. */
export const amountShape: Shape<number> = /* @__PURE__ */ shape.number({
  min: 1,
  max: LARGEST_AMOUNT,
  integer: true,
  expected: EXPECTED,
});

/** Adds an issue when `amount` cannot be an amount of `currency`, which is a known code in lower case. */
export function checkAmount(amount: number, currency: string, path: string, issues: Issue[]): void {
  const rule = findCurrencyRule(currency);
  if (rule === undefined) return;
  const received = String(amount);
  const code = currency.toUpperCase();
  if (amount > rule.maximum) {
    issues.push({ path, expected: `at most ${rule.maximum} in minor units of ${code}`, received });
  } else if (amount % rule.step !== 0) {
    const why = rule.decimals === 3 ? 'its last digit is always 0' : `there are no fractions of ${code}`;
    issues.push({ path, expected: `a multiple of ${rule.step} in minor units of ${code}: ${why}`, received });
  }
}

/** Checks `amount` against `currency`, for an input that holds both. */
export function checkMoney(
  input: { readonly amount: number; readonly currency: string },
  path: string,
  issues: Issue[],
): void {
  checkAmount(input.amount, input.currency, `${path}.amount`, issues);
}
