import { describeKind, type Shape } from '@breakwater/core';

/** Keys begin with `SG.`, which the SDK asks for too. Read in classes/client.js of @sendgrid/client@8.1.6. */
const API_KEY = /^SG\.[\w.-]{1,250}$/;
const EXPECTED = 'an API key (SG....)';

/** What a refused key seems to be. Tells its length, never a part of it. */
function describe(value: unknown): string {
  const kind = describeKind(value);
  return typeof value === 'string' && value.trim() !== value ? `${kind} with white space around it` : kind;
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
