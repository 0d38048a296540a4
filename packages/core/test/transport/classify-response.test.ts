import { classifyResponse } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const answered = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  text: () => '',
});

describe('classifyResponse', () => {
  it.each([200, 204, 301, 304])('finds no failure in %i', (status) => {
    expect(classifyResponse(answered(status), 0)).toBeUndefined();
  });

  it.each([
    [400, 'VALIDATION', 'not_applied'],
    [401, 'AUTHENTICATION', 'not_applied'],
    [402, 'DECLINED', 'not_applied'],
    [403, 'PERMISSION', 'not_applied'],
    [404, 'NOT_FOUND', 'not_applied'],
    [408, 'TIMEOUT', 'not_applied'],
    [409, 'CONFLICT', 'not_applied'],
    [422, 'VALIDATION', 'not_applied'],
    [429, 'RATE_LIMITED', 'not_applied'],
    [500, 'UNAVAILABLE', 'unknown'],
    [502, 'UNAVAILABLE', 'unknown'],
    [503, 'UNAVAILABLE', 'unknown'],
  ])('takes %i for %s, %s', (status, code, outcome) => {
    expect(classifyResponse(answered(status), 0)).toMatchObject({ code, outcome, status });
  });

  it('believes a 503 that names a time to come back', () => {
    expect(classifyResponse(answered(503, { 'retry-after': '2' }), 0)).toMatchObject({
      outcome: 'not_applied',
      retryAfterMs: 2_000,
    });
  });

  it('keeps the id of the request, unless it is absurdly long', () => {
    expect(classifyResponse(answered(500, { 'request-id': 'req_1' }), 0)?.requestId).toBe('req_1');
    expect(classifyResponse(answered(500, { 'request-id': 'r'.repeat(500) }), 0)?.requestId).toBeUndefined();
  });
});
