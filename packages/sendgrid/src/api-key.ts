import type { Shape } from '@breakwater/core';

/** Keys begin with `SG.`, which the SDK asks for too. Read in classes/client.js of @sendgrid/client@8.1.6. */
const API_KEY = /^SG\.[\w.-]{1,250}$/;
const EXPECTED = 'an API key (SG....)';

/** What a refused key seems to be. Tells its length, never a part of it. */
function describe(value: unknown): string {
  if (typeof value !== 'string') return value === null || value === undefined ? String(value) : `a ${typeof value}`;
  if (value.trim() !== value) return `a string of ${value.length} characters with white space around it`;
  return `a string of ${value.length} characters`;
}

/** The key that the integration calls SendGrid with. */
export const apiKeyShape: Shape<string> = {
  expected: EXPECTED,
  parse(value, path, issues) {
    if (typeof value !== 'string' || !API_KEY.test(value))
      issues.push({ path, expected: EXPECTED, received: describe(value) });
    return value as string;
  },
};
