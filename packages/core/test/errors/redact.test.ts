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
    ['a key of an organization', 'refused sk_org_live_canary7Qm2', 'canary'],
    ['a restricted test key of an organization', 'rk_org_test_canary7Qm2', 'canary'],
    ['an ephemeral key', 'ek_test_canary7Qm2', 'canary'],
    ['a key behind an underscore', 'STRIPE_sk_live_canary7Qm2', 'canary'],
    ['a client secret with escapes', 'cs_test_a1_secret_fid1%2Fcanary', 'canary'],
    ['a GitHub token', 'ghp_canary7Qm2canary7Qm2canary7Qm2', 'canary'],
    ['a fine-grained GitHub token', 'github_pat_canary7Qm2_canary7Qm2', 'canary'],
    ['a Slack token', 'xoxb-1234567890-canary7Qm2', 'canary'],
    ['an OpenAI key', 'sk-proj-canary7Qm2canary7Qm2', 'canary'],
    ['a Google key', `AIza${'canary7'.repeat(5)}`, 'canary'],
    ['an AWS key id', 'AKIACANARYCANARY1234', 'CANARY'],
    ['an npm token', `npm_${'canary'.repeat(6)}`, 'canary'],
    ['a Shopify token', 'shpat_0123456789abcdef0123456789abcdef', 'abcdef'],
    ['a Mailgun key', 'key-0123456789abcdef0123456789abcdef', 'abcdef'],
    ['a Mailchimp key', '0123456789abcdef0123456789abcdef-us21', 'abcdef'],
    ['a JSON web token behind a name', 'session_eyJhbGciOi.eyJjYW5hcnki.c2ln', 'eyJjYW5hcnki'],
    ['an encrypted JSON web token', 'eyJhbGciOi..aXY.Y2FuYXJ5.dGFn', 'Y2FuYXJ5'],
    ['a password with an at sign in a URL', 'https://user:p@canary@host/', 'canary'],
    ['a password of any length in a URL', `https://user:${'canary'.repeat(100)}@host/`, 'canary'],
    ['a token in the place of the user in a URL', 'https://canary7Qm2@host/', 'canary'],
    ['a password without a user in a URL', 'redis://:canary@host/', 'canary'],
    ['a token in a fragment', 'https://host/#access_token=canary&x=1', 'canary'],
    [
      'a private key with headers',
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\ncanary\n-----END RSA PRIVATE KEY-----',
      'canary',
    ],
    ['a private key without an end', '-----BEGIN PRIVATE KEY-----\nMII-canary', 'canary'],
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
    const words =
      'keyJson.parse.value task_live_1 mask-ask-a-very-long-question https://host/a@b?user=c@d npm_config_registry';
    expect(redact(words)).toBe(words);
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

  it('hides the values of sensitive keys that are spread over lines', () => {
    expect(redactValue({ 'a\npassword\nb': 'x', 'authorization-hint': 'y' }, redact)).toEqual({
      'a\npassword\nb': '[redacted]',
      'authorization-hint': 'y',
    });
  });
});
