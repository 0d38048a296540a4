import { IntegrationError, restateError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const error = new IntegrationError({
  code: 'UNAVAILABLE',
  service: 'acme',
  operation: 'orders.replace',
  message: 'it failed',
  outcome: 'unknown',
  retryable: false,
  status: 503,
  vendorCode: 'overloaded',
  requestId: 'req_1',
  retryAfterMs: 1_500,
  idempotencyKey: 'key',
  attempts: 3,
  elapsedMs: 700,
  issues: [{ path: 'a', expected: 'b', received: 'c' }],
  cause: new Error('inside'),
});

describe('an error that is restated', () => {
  it('keeps every field that is not', () => {
    const restated = restateError(error, {});
    expect(restated).not.toBe(error);
    expect({ ...restated.toJSON(), cause: restated.cause }).toEqual({ ...error.toJSON(), cause: error.cause });
  });

  it('takes the fields that are, and leaves the first one alone', () => {
    const restated = restateError(error, {
      outcome: 'not_applied',
      message: 'nothing was replaced',
      idempotencyKey: undefined,
    });
    expect(restated).toMatchObject({
      outcome: 'not_applied',
      message: 'nothing was replaced',
      status: 503,
      attempts: 3,
    });
    expect(restated.idempotencyKey).toBeUndefined();
    expect(error).toMatchObject({ outcome: 'unknown', message: 'it failed', idempotencyKey: 'key' });
  });
});
