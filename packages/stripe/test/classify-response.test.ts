import type { AnsweredResponse } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { classifyResponse } from '../src/classify-response.js';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): AnsweredResponse => ({
  status,
  headers: new Headers(headers),
  text: () => (typeof body === 'string' ? body : JSON.stringify(body)),
});

describe('an answer', () => {
  it('that succeeded is left alone, and its body is not read', () => {
    const unread = { ...answer(200, ''), text: (): string => expect.fail('The body was read') };
    expect(classifyResponse(unread)).toBeUndefined();
  });

  it('in the form of Stripe tells its code and text', () => {
    const body = {
      error: {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'lost_card',
        message: 'Your card was declined.',
      },
    };
    expect(classifyResponse(answer(402, body))).toEqual({
      code: 'DECLINED',
      message: 'Your card was declined. (card_declined, lost_card)',
      status: 402,
      vendorCode: 'card_declined',
    });
  });

  it('of the OAuth endpoints has a word in place of the error', () => {
    const body = { error: 'invalid_grant', error_description: 'The code has been used' };
    expect(classifyResponse(answer(400, body))).toMatchObject({
      code: 'VALIDATION',
      message: 'The code has been used',
    });
  });

  it.each([
    ['a page of HTML', '<html>502</html>'],
    ['an empty body', ''],
    ['JSON of another form', '[]'],
    ['null', 'null'],
    ['an error that is null', { error: null }],
    ['a body past all measure', `{"error":{"code":"x"},"pad":"${'x'.repeat(1_000_001)}"}`],
  ])('with %s is left to its status', (_, body) => {
    expect(classifyResponse(answer(502, body))).toBeUndefined();
    expect(classifyResponse(answer(502, body, { 'stripe-should-retry': 'false' }))).toEqual({ retryable: false });
  });

  it.each([
    ['an error of Stripe', { error: { type: 'invalid_request_error', message: 'No.' } }],
    ['an empty body', ''],
  ])('that is replayed for its key settles what became of the earlier attempts: %s', (_, body) => {
    const replayed = classifyResponse(answer(400, body, { 'idempotent-replayed': 'true' }));
    expect(replayed?.settlesOutcome).toBe(true);
    expect(classifyResponse(answer(400, body))?.settlesOutcome).toBeUndefined();
    expect(classifyResponse(answer(400, body, { 'idempotent-replayed': 'false' }))?.settlesOutcome).toBeUndefined();
  });

  it('holds no field that is undefined, which would hide what the transport knows', () => {
    const told = classifyResponse(answer(500, { error: { type: 'api_error' } })) ?? {};
    expect(Object.values(told)).not.toContain(undefined);
  });
});
