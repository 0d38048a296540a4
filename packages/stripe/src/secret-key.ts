import type { Shape } from '@breakwater/core';

/** Secret, restricted and organisation keys. Source: https://docs.stripe.com/keys */
const SECRET_KEY = /^[sr]k_(?:org_)?(?:live|test)_\w{1,250}$/;
const EXPECTED = 'a secret key (sk_live_..., sk_test_...) or a restricted one (rk_live_..., rk_test_...)';

/** What a refused key seems to be. Tells its kind and its length, never a part of it. */
function describe(value: unknown): string {
  if (typeof value !== 'string') return value === null || value === undefined ? String(value) : `a ${typeof value}`;
  if (value.startsWith('pk_')) return 'a publishable key (pk_...), which belongs in browsers and cannot call the API';
  if (value.startsWith('whsec_')) return 'a webhook secret (whsec_...), which belongs to stripeWebhook({ secrets })';
  if (value.trim() !== value) return `a string of ${value.length} characters with white space around it`;
  return `a string of ${value.length} characters`;
}

/** The key that the integration calls Stripe with. */
export const secretKeyShape: Shape<string> = {
  expected: EXPECTED,
  parse(value, path, issues) {
    if (typeof value !== 'string' || !SECRET_KEY.test(value))
      issues.push({ path, expected: EXPECTED, received: describe(value) });
    return value as string;
  },
};

/** Whether a key moves real money. A value that is no key, and has been refused, does not. */
export function isLiveKey(secretKey: unknown): boolean {
  return typeof secretKey === 'string' && secretKey.includes('_live_');
}
