import type { Shape } from '@breakwater/core';

/** Keys of production and of development instances. Read in `isProductionFromSecretKey` of @clerk/shared 4.41.0. */
const SECRET_KEY = /^sk_(?:live|test)_\w{1,250}$/;
const EXPECTED = 'a secret key (sk_live_... or sk_test_...)';

/** What a refused key seems to be. Tells its kind and its length, never a part of it. */
function describe(value: unknown): string {
  if (typeof value !== 'string') return value === null || value === undefined ? String(value) : `a ${typeof value}`;
  if (value.startsWith('pk_')) return 'a publishable key (pk_...), which belongs to `publishableKey`';
  if (value.startsWith('whsec_')) return 'a webhook secret (whsec_...), which belongs to clerkWebhook({ secrets })';
  if (value.trim() !== value) return `a string of ${value.length} characters with white space around it`;
  return `a string of ${value.length} characters`;
}

/** The key that the integration calls Clerk with. */
export const secretKeyShape: Shape<string> = {
  expected: EXPECTED,
  parse(value, path, issues) {
    if (typeof value !== 'string' || !SECRET_KEY.test(value))
      issues.push({ path, expected: EXPECTED, received: describe(value) });
    return value as string;
  },
};

/** Whether a key belongs to a development instance. A value that is no key, and has been refused, does not. */
export function isDevelopmentKey(secretKey: unknown): boolean {
  return typeof secretKey === 'string' && secretKey.startsWith('sk_test_');
}
