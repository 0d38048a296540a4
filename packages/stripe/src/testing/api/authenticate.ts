import { StripeApiError } from './stripe-api-error.js';

/**
 * Checks the API key of a request, sent as a bearer token or as the user of basic authentication. Throws 401. The answer
 * never repeats the key, not even its end.
 */
export function authenticate(headers: Headers, secretKey: string): void {
  const given = keyOf(headers.get('authorization') ?? '');
  if (given === secretKey) return;
  throw new StripeApiError(401, {
    type: 'invalid_request_error',
    message:
      given === undefined || given === ''
        ? 'You did not provide an API key. Send it as a bearer token in the Authorization header.'
        : `Invalid API Key provided: ${/^[a-z]{2}_(?:test|live)_/.exec(given)?.[0] ?? ''}********`,
  });
}

function keyOf(authorization: string): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  try {
    return atob(credentials).split(':')[0];
  } catch {
    return undefined; // Not base64: no key was given.
  }
}
