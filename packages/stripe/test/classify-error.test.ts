import { IntegrationError } from '@breakwater/core';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { classifyError } from '../src/classify-error.js';

const { errors } = Stripe;

/** An error as the SDK makes it of an answer of the v1 API. */
function toError(
  statusCode: number,
  error: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): unknown {
  return errors.generateV1Error({
    type: 'invalid_request_error',
    message: 'text',
    ...error,
    statusCode,
    headers,
    requestId: 'req_1',
  } as never);
}

describe('an error of the SDK', () => {
  it.each([
    [401, {}, 'AUTHENTICATION'],
    [403, {}, 'PERMISSION'],
    [404, { code: 'resource_missing' }, 'NOT_FOUND'],
    [400, { code: 'parameter_missing' }, 'VALIDATION'],
    [400, { code: 'amount_too_small' }, 'VALIDATION'],
    [402, { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' }, 'DECLINED'],
    [400, { type: 'idempotency_error' }, 'CONFLICT'],
    [409, { code: 'idempotency_key_in_use' }, 'CONFLICT'],
    [400, { code: 'payment_intent_unexpected_state' }, 'CONFLICT'],
    [400, { code: 'charge_already_refunded' }, 'CONFLICT'],
    [400, { code: 'balance_insufficient' }, 'CONFLICT'],
    [429, {}, 'RATE_LIMITED'],
    [429, { code: 'lock_timeout' }, 'RATE_LIMITED'],
    [400, { code: 'rate_limit' }, 'RATE_LIMITED'],
    [500, { type: 'api_error' }, 'UNAVAILABLE'],
    [503, { type: 'api_error' }, 'UNAVAILABLE'],
    [424, {}, 'VALIDATION'],
  ])('with status %d and %j is %s', (status, error, code) => {
    expect(classifyError(toError(status, error))).toMatchObject({ code, status, requestId: 'req_1' });
  });

  it.each([
    [new errors.AlreadyCanceledError({ type: 'already_canceled', statusCode: 400 } as never), 'CONFLICT'],
    [new errors.InsufficientFundsError({ type: 'insufficient_funds', statusCode: 400 } as never), 'CONFLICT'],
    [new errors.FeatureNotEnabledError({ type: 'feature_not_enabled', statusCode: 400 } as never), 'PERMISSION'],
    [new errors.RateLimitError({ type: 'rate_limit', statusCode: 429 } as never), 'RATE_LIMITED'],
    [new errors.InvalidPaymentMethodError({ type: 'invalid_payment_method', statusCode: 400 } as never), 'VALIDATION'],
  ])('of the v2 API: %s is %s', (error, code) => {
    expect(classifyError(error)).toMatchObject({ code });
  });

  it('carries the vendor code and the decline code', () => {
    const error = toError(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card was declined.',
    });
    expect(classifyError(error)).toMatchObject({
      vendorCode: 'card_declined',
      message: 'Your card was declined. (card_declined, insufficient_funds)',
    });
  });

  it('is decided by type, status and code, whatever its text says', () => {
    expect(classifyError(toError(400, { message: 'rate limit: card declined, timeout, not found' }))).toMatchObject({
      code: 'VALIDATION',
    });
  });

  it('follows the word of Stripe on whether to repeat', () => {
    expect(classifyError(toError(500, {}, { 'stripe-should-retry': 'false' }))).toMatchObject({ retryable: false });
    expect(classifyError(toError(409, {}, { 'stripe-should-retry': 'true' }))).toMatchObject({ retryable: true });
    expect(classifyError(toError(500))).not.toHaveProperty('retryable');
  });

  it('with status 409 is worth another try, unless Stripe says otherwise', () => {
    expect(classifyError(toError(409))).toMatchObject({ code: 'CONFLICT', retryable: true });
    expect(classifyError(toError(409, {}, { 'stripe-should-retry': 'false' }))).toMatchObject({ retryable: false });
  });

  it('leaves the outcome of a key in use open, because its first request is still being worked on', () => {
    expect(classifyError(toError(409, { code: 'idempotency_key_in_use' }))).toMatchObject({
      outcome: 'unknown',
      retryable: true,
    });
  });

  it('does not pause the whole service for a lock on one object', () => {
    expect(classifyError(toError(429, { code: 'lock_timeout' }))).toMatchObject({
      pausesService: false,
      retryable: true,
    });
  });

  it('about a connection is TIMEOUT by its code, and NETWORK otherwise', () => {
    const timeout = Object.assign(new TypeError('ETIMEDOUT'), { code: 'ETIMEDOUT' });
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const wrap = (detail: unknown): unknown => new errors.StripeConnectionError({ message: 'text', detail } as never);
    expect(classifyError(wrap(timeout))).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(classifyError(wrap(reset))).toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
    expect(classifyError(wrap(undefined))).toMatchObject({ code: 'NETWORK', outcome: 'unknown' });
  });

  it('about an answer that was no JSON is UNAVAILABLE: the SDK drops its status', () => {
    expect(
      classifyError(new errors.StripeAPIError({ message: 'Invalid JSON received from the Stripe API' })),
    ).toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('about a webhook signature is AUTHENTICATION', () => {
    expect(classifyError(new errors.StripeSignatureVerificationError('t=1', 'body'))).toMatchObject({
      code: 'AUTHENTICATION',
    });
  });

  it.each([
    ['an error of the application', new TypeError('x is not a function')],
    ['an integration error', new IntegrationError({ code: 'TIMEOUT', service: 'other', operation: 'x', message: 'x' })],
    ['an object with a type', { type: 'StripeCardError' }],
    ['nothing', undefined],
    ['a text', 'StripeCardError'],
  ])('is not %s', (_, error) => {
    expect(classifyError(error)).toBeUndefined();
  });

  it('with nonsense in its fields is classified all the same', () => {
    const error = {
      type: 'StripeAPIError',
      rawType: 7,
      code: {},
      decline_code: [],
      statusCode: 'x',
      requestId: 1,
      headers: 'x',
      message: 9,
    };
    expect(classifyError(error)).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
