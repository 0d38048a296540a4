import { createVirtualClock, toFetch, type VirtualClock } from '@breakwater/testing';
import type Stripe from 'stripe';
import { createStripe, type StripeIntegration, type StripeOptions } from '../../src/index.js';
import { createStripeEmulator, type StripeEmulator } from '../../src/testing/index.js';

/** An account at the emulator with a customer and two prices, and an integration with it. */
export interface EmulatedAccount {
  readonly stripe: StripeIntegration;
  readonly client: Stripe;
  readonly emulator: StripeEmulator;
  readonly clock: VirtualClock;
  readonly customerId: string;
  /** 20 dollars a month. */
  readonly basic: string;
  /** 50 dollars a month. */
  readonly pro: string;
  /** Lets time pass until the call is settled. */
  settle<T>(call: Promise<T>): Promise<T>;
}

/**
 * Opens an {@link EmulatedAccount}.
 *
 * @param watch is shown a copy of each request before it is answered
 */
export async function openEmulatedAccount(
  options: Partial<StripeOptions> = {},
  watch: (request: Request) => Promise<void> = async () => {},
): Promise<EmulatedAccount> {
  const clock = createVirtualClock();
  const secretKey = 'sk_test_emulated';
  const emulator = createStripeEmulator({ clock, secretKey });
  const rateLimiting = { requestsPerSecond: 1_000 };
  const answer = toFetch(emulator);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    await watch(request.clone());
    return await answer(request);
  };
  const stripe = createStripe({ secretKey, fetch, clock, rateLimiting, ...options });
  const settle = <T>(call: Promise<T>): Promise<T> => clock.settle(call);
  const client = await stripe.client();
  const monthly = async (amount: number): Promise<string> => {
    const product = await settle(client.products.create({ name: 'Plan' }));
    const recurring = { interval: 'month' };
    const price = await settle(
      client.prices.create({ product: product.id, currency: 'usd', unit_amount: amount, recurring }),
    );
    return price.id;
  };
  const { id: customerId } = await settle(client.customers.create({ email: 'ada@a.example' }));
  return {
    stripe,
    client,
    emulator,
    clock,
    customerId,
    basic: await monthly(2_000),
    pro: await monthly(5_000),
    settle,
  };
}

/** An {@link EmulatedAccount} whose customer has paid for a subscription to the basic price. */
export async function openSubscribedAccount(): Promise<EmulatedAccount & { readonly subscriptionId: string }> {
  const account = await openEmulatedAccount();
  const { stripe, emulator, customerId, basic, settle } = account;
  const created = await settle(stripe.subscriptions.create({ customerId, priceId: basic }));
  if (created.next !== 'confirm_payment') throw new Error('There is nothing to confirm');
  emulator.testHelpers.confirm(created.clientSecret);
  return { ...account, subscriptionId: created.subscriptionId };
}
