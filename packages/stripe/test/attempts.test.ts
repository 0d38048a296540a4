import { isIntegrationError } from '@breakwater/core';
import { createStripe, type StripeIntegration } from '@breakwater/stripe';
import { createStripeEmulator, type StripeEmulator } from '@breakwater/stripe/testing';
import { type Fault, type ServedEmulator, serve } from '@breakwater/testing';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const secretKey = 'sk_test_attempts';
const charge = 'POST /v1/payment_intents';

let emulator: StripeEmulator;
let server: ServedEmulator;

beforeEach(async () => {
  emulator = createStripeEmulator({ secretKey });
  server = await serve(emulator);
});

afterEach(async () => {
  await server.close();
  await emulator.close?.();
});

function connect(maxRetries: number): StripeIntegration {
  return createStripe({
    secretKey,
    baseUrl: server.url,
    errorHandling: {
      retryPolicy: { maxRetries, baseDelay: 1, maxDelay: 2, budget: false },
      circuitBreaker: { timeout: 250, failureStreak: 50, minimumCalls: 50 },
    },
  });
}

const pay = (stripe: StripeIntegration): Promise<unknown> =>
  stripe.payments.initiate({ amount: 4_200, currency: 'usd', paymentMethodId: 'pm_card_visa', confirm: true });

const faults: readonly (readonly [name: string, fault: Fault, committed: boolean])[] = [
  ['429', { type: 'status', status: 429 }, false],
  ['500', { type: 'status', status: 500 }, false],
  ['503', { type: 'status', status: 503 }, false],
  ['a reset before the headers', { type: 'reset', when: 'before' }, false],
  ['a reset after the commit', { type: 'reset', when: 'after' }, true],
  ['a hang', { type: 'hang' }, false],
  ['a hang after the commit', { type: 'hang', when: 'after' }, true],
  ['a truncated body', { type: 'truncated' }, true],
  ['a page of HTML', { type: 'html' }, false],
  ['a page of HTML with a commit behind it', { type: 'html', when: 'after' }, true],
];

describe('requests that reach the server over real sockets', () => {
  it.each(faults)(
    'are 3 for a charge that always meets %s, and the charge exists at most once',
    async (_, fault, committed) => {
      emulator.faults.add({ match: charge, times: Infinity, fault });
      const error: unknown = await pay(connect(2)).catch((caught: unknown) => caught);
      expect(isIntegrationError(error)).toBe(true);
      expect(error).toMatchObject({ attempts: 3 });
      expect(emulator.book.count(charge)).toBe(3);
      expect(emulator.book.charges).toHaveLength(committed ? 1 : 0);
    },
  );

  it.each(faults)('are exactly 1 without retries when a charge meets %s', async (_, fault) => {
    emulator.faults.add({ match: charge, times: Infinity, fault });
    await expect(pay(connect(0))).rejects.toMatchObject({ attempts: 1 });
    expect(emulator.book.count(charge)).toBe(1);
  });

  it.each(faults)('are 2 for a charge that meets %s once, and the charge exists once', async (_, fault) => {
    emulator.faults.add({ match: charge, fault });
    await expect(pay(connect(2))).resolves.toMatchObject({ status: 'succeeded' });
    expect(emulator.book.count(charge)).toBe(2);
    expect(emulator.book.charges).toHaveLength(1);
  });

  it('are exactly as many when the server closes a kept-alive connection under the request', async () => {
    const stripe = connect(0);
    await stripe.check();
    emulator.faults.add({ match: charge, fault: { type: 'keep_alive_closed' } });
    await expect(pay(stripe)).rejects.toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 1 });
    expect(emulator.book.count(charge)).toBe(1);
    await expect(pay(stripe)).resolves.toMatchObject({ status: 'succeeded' });
    expect(emulator.book.charges).toHaveLength(1);
  });

  it('are exactly 1 for a bare client call without retries, where the SDK alone sends 2', async () => {
    emulator.faults.add({ match: 'POST /v1/customers', times: Infinity, fault: { type: 'reset' } });
    const { hostname, port } = new URL(server.url);
    const alone = new Stripe(secretKey, {
      host: hostname,
      port: Number(port),
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    await expect(alone.customers.create({})).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    // The retry that the SDK hides: stripe/stripe-node#2808.
    expect(emulator.book.count('POST /v1/customers')).toBe(2);

    const client = await connect(0).client();
    await expect(client.customers.create({})).rejects.toMatchObject({ type: 'StripeConnectionError' });
    expect(emulator.book.count('POST /v1/customers')).toBe(3);
  });
});
