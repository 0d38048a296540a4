import { StripeApiError, type StripeErrorBody } from './stripe-api-error.js';

/** Writes a refusal as Stripe does. */
export function toErrorBody(error: StripeErrorBody, requestId: string): string {
  const { code } = error;
  const documentation = code && { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` };
  const log = { request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` };
  return JSON.stringify({ error: { ...error, ...documentation, ...log } }, null, 2);
}

/** What Stripe says with a status when nothing more is known about the failure: for fault programs. */
export function genericError(status: number): StripeApiError {
  switch (status) {
    case 401:
      return new StripeApiError(status, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
    case 402:
      return new StripeApiError(status, {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'generic_decline',
        message: 'Your card was declined.',
      });
    case 403:
      return new StripeApiError(status, {
        type: 'invalid_request_error',
        message: 'The provided key does not have the required permissions for this endpoint.',
      });
    case 404:
      return new StripeApiError(status, {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: 'No such object.',
      });
    case 409:
      return new StripeApiError(
        status,
        {
          type: 'invalid_request_error',
          code: 'lock_timeout',
          message: 'This object cannot be accessed right now because another request is using it.',
        },
        { 'stripe-should-retry': 'true' },
      );
    case 429:
      return new StripeApiError(status, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Request rate limit exceeded.',
      });
    default:
      return new StripeApiError(
        status,
        status >= 500
          ? { type: 'api_error', message: 'An unknown error occurred.' }
          : { type: 'invalid_request_error', message: 'The request was refused.' },
      );
  }
}
