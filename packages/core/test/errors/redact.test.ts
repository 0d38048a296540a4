import { createRedactor, redactValue } from '@breakwater/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const redact = createRedactor({ secrets: ['hunter2-canary', 'hunter2'] });

describe('createRedactor', () => {
  it.each([
    ['an exact secret', 'the password is hunter2-canary!', 'hunter2'],
    ['a Stripe key', 'key sk_live_4eC39HqLyjWDarjtT1zdp7dc used', '4eC39HqLyjWDarjtT1zdp7dc'],
    ['a masked Stripe key', 'Invalid API Key provided: sk_test_****1234', '1234'],
    ['a restricted key', 'rk_test_51Habcdef', '51Habcdef'],
    ['a webhook secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['a client secret', 'pi_3abc_secret_XyZ123', 'XyZ123'],
    ['a bearer token', 'authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['basic credentials', 'Basic QUM6c2VjcmV0', 'QUM6c2VjcmV0'],
    ['a SendGrid key', 'SG.abcDEF.ghi-JKL', 'ghi-JKL'],
    ['a JSON web token', 'eyJhbGciOi.eyJzdWIiOi.c2ln', 'eyJzdWIiOi'],
    ['user info in a URL', 'https://user:pa55word@host/', 'pa55word'],
    ['a secret in a query', 'https://host/collect?api_secret=s3cr3t&x=1', 's3cr3t'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----', 'MIIEvQ'],
    ['a card number', 'card 4242 4242 4242 4242 refused', '4242'],
  ])('hides %s', (_, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('[redacted]');
  });

  it('leaves ordinary text alone', () => {
    const text = 'payment pi_123 of 4200 usd failed at 1767225600000 for cus_9s6XKzkNRiz8i3';
    expect(redact(text)).toBe(text);
  });

  it('leaves digit runs alone that fail the Luhn check', () => {
    expect(redact('order 4242424242424241')).toBe('order 4242424242424241');
  });

  it('hides nothing twice', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redact(redact(text))).toBe(redact(text));
      }),
    );
  });

  it('never lets an exact secret through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(redact(`${before}hunter2-canary${after}`)).not.toContain('hunter2-canary');
      }),
    );
  });

  it('stays linear on hostile input', () => {
    for (const unit of ['Bearer ', '-----BEGIN ', '4 ', 'eyJ', '?token=', '//a:', '_secret_']) {
      expect(redact(unit.repeat(20_000)).length).toBeGreaterThan(0);
    }
  });
});

describe('redactValue', () => {
  it('hides the values of sensitive keys and walks nested data', () => {
    const value = {
      headers: { Authorization: 'x', 'Set-Cookie': 'y' },
      list: [{ apiKey: 'z', note: 'hunter2' }],
      ok: 1,
    };
    expect(redactValue(value, redact)).toEqual({
      headers: { Authorization: '[redacted]', 'Set-Cookie': '[redacted]' },
      list: [{ apiKey: '[redacted]', note: '[redacted]' }],
      ok: 1,
    });
  });

  it('hides a card number that is a number', () => {
    expect(redactValue({ reference: 4242424242424242 }, redact)).toEqual({ reference: '[redacted]' });
  });

  it('ends at a bounded depth on circular data', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(JSON.stringify(redactValue(circular, redact))).toContain('[nested]');
  });
});
