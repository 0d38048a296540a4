import { verifyWebhook } from '@breakwater/core/webhooks';
import fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { signStripeWebhook, stripeWebhook } from '../src/webhooks/index.js';

// The SDK's own verifier is the oracle. It runs here, in a test: nothing of ours loads it.
const { webhooks } = new Stripe('sk_test_oracle');

const NOW = 1_700_000_000_000;
const SECRET = 'whsec_differential';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Attempt {
  readonly body: Uint8Array;
  readonly header: string;
  readonly secret: string;
  readonly now: number;
}

async function ours({ body, header, secret, now }: Attempt): Promise<boolean> {
  const source = stripeWebhook({ secrets: [secret] });
  const request = { method: 'POST', url: 'https://shop.test/', headers: { 'stripe-signature': header }, body };
  return (await verifyWebhook(source, request, { now })).ok;
}

/** `crash` is an error that says nothing of signatures: applications answer 500 to it. */
function theirs({ body, header, secret, now }: Attempt): 'accept' | 'refuse' | 'crash' {
  try {
    return webhooks.signature?.verifyHeader(body, header, secret, 300, undefined, now) ? 'accept' : 'refuse';
  } catch (error) {
    return error instanceof Stripe.errors.StripeSignatureVerificationError ? 'refuse' : 'crash';
  }
}

const isExactText = (body: Uint8Array): boolean => {
  const again = encoder.encode(decoder.decode(body));
  return again.length === body.length && again.every((byte, index) => byte === body[index]);
};

/** Where we accept and the SDK does not: it does not trim, authenticates decoded text, and crashes on odd signatures. */
function mayBeStricterThanUs({ body, header }: Attempt, verdict: 'refuse' | 'crash'): boolean {
  return verdict === 'crash' || /(^|,)\s|\s(,|$)/.test(header) || !isExactText(body);
}

/** Where the SDK accepts and we do not: times it parses leniently or from the future, junk behind a signature, bulk. */
function mayBeLaxerThanUs({ body, header, now }: Attempt): boolean {
  const times = header.split(',').filter((item) => item.trim().startsWith('t'));
  const [time] = times;
  const seconds = /^t=(0|[1-9]\d{0,11})$/.exec(time ?? '')?.[1];
  const isPlain = times.length === 1 && seconds !== undefined;
  const isFuture = Number(seconds) > Math.floor(now / 1_000) + 300;
  const hasJunk = header.split(',').some((item) => item.split('=').length > 2);
  const isBulk = header.length > 8_192 || header.split(',').length > 17;
  return !isPlain || isFuture || hasJunk || isBulk || !isExactText(body);
}

const body = fc.oneof(
  fc.json().map((text) => encoder.encode(text)),
  fc.string({ minLength: 1, unit: 'binary' }).map((text) => encoder.encode(text)),
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
);

type Change = (attempt: Attempt) => Attempt;
const splice = (text: string, at: number, removed: number, added: string): string => {
  const from = at % (text.length + 1);
  return text.slice(0, from) + added + text.slice(from + removed);
};
const fragment = fc.oneof(
  fc.constantFrom(
    ',',
    '=',
    't=',
    'v1=',
    'v0=',
    ',v1=',
    ',t=1700000000',
    ' ',
    '\t',
    '0',
    'é',
    ',v1',
    '\uFF11',
    'A',
    '-',
    '+',
  ),
  fc.string({ maxLength: 3 }),
  fc.constant(`,v1=${'0'.repeat(64)}`),
  fc.constant(`,v1=${'é'.repeat(64)}`),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(3), fragment).map(
    ([at, removed, added]): Change =>
      (attempt) => ({
        ...attempt,
        header: splice(attempt.header, at, removed, added),
      }),
  ),
  fc
    .constantFrom<(header: string) => string>(
      (header) => header.split(',').toReversed().join(','),
      (header) => `${header},${header}`,
      (header) => header.toUpperCase(),
      (header) => header.replace(',', ', '),
      (header) => header.replace('t=', 't=0'),
      (header) => header.replace('v1=', 'v1=,v1='),
      (header) => header.replace('v1=', 'v1,v1='),
      (header) => `${header}=junk`,
      (header) => header + ',v1=x'.repeat(20),
    )
    .map(
      (edit): Change =>
        (attempt) => ({ ...attempt, header: edit(attempt.header) }),
    ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
    ([at, mask]): Change =>
      (attempt) => {
        const changed = Uint8Array.from(attempt.body);
        const index = at % Math.max(1, changed.length);
        changed[index] = (changed[index] ?? 0) ^ mask;
        return { ...attempt, body: changed };
      },
  ),
  fc.constantFrom<Change[]>(
    (attempt) => ({ ...attempt, body: Uint8Array.from([0xef, 0xbb, 0xbf, ...attempt.body]) }),
    (attempt) => ({ ...attempt, body: attempt.body.subarray(1) }),
    (attempt) => ({ ...attempt, secret: `${attempt.secret} ` }),
    (attempt) => ({ ...attempt, secret: '' }),
  ),
  fc.integer({ min: -700_000, max: 700_000 }).map(
    (step): Change =>
      (attempt) => ({ ...attempt, now: attempt.now + step }),
  ),
);

describe('stripeWebhook beside the SDK', () => {
  it('signs what the SDK verifies, and verifies what the SDK signs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (text) => {
        const headers = await signStripeWebhook(text, { secret: SECRET, at: NOW });
        const header = headers['stripe-signature'] ?? '';
        expect(header).toBe(
          webhooks.generateTestHeaderString({ payload: text, secret: SECRET, timestamp: NOW / 1_000 }),
        );
        const attempt = { body: encoder.encode(text), header, secret: SECRET, now: NOW };
        expect([await ours(attempt), theirs(attempt)]).toEqual([true, 'accept']);
      }),
      { numRuns: 300 },
    );
  });

  it('differs from it over mutated requests only where it is documented to be wrong', async () => {
    const seen = { both: 0, neither: 0, ours: 0, theirs: 0 };
    await fc.assert(
      fc.asyncProperty(body, fc.array(change, { maxLength: 3 }), async (bytes, changes) => {
        const header = (await signStripeWebhook(bytes, { secret: SECRET, at: NOW }))['stripe-signature'] ?? '';
        const attempt = changes.reduce<Attempt>((before, edit) => edit(before), {
          body: bytes,
          header,
          secret: SECRET,
          now: NOW,
        });
        const accepts = await ours(attempt);
        const verdict = theirs(attempt);
        if (accepts && verdict !== 'accept')
          expect(mayBeStricterThanUs(attempt, verdict), 'we accept too much').toBe(true);
        if (!accepts && verdict === 'accept') expect(mayBeLaxerThanUs(attempt), 'we refuse too much').toBe(true);
        if (accepts) seen[verdict === 'accept' ? 'both' : 'ours'] += 1;
        else seen[verdict === 'accept' ? 'theirs' : 'neither'] += 1;
      }),
      { numRuns: 4_000 },
    );
    // A mutation that never hits, or hits always, would prove nothing.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });

  it.each([
    ['64 characters that are 128 bytes', `v1=${'é'.repeat(64)}`],
    ['a signature without value', 'v1'],
  ])('answers a verdict where the SDK crashes: %s', async (_, signature) => {
    const attempt = { body: encoder.encode('{}'), header: `t=${NOW / 1_000},${signature}`, secret: SECRET, now: NOW };
    expect(theirs(attempt)).toBe('crash');
    expect(await ours(attempt)).toBe(false);
  });
});
