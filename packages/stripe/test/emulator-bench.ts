import { createStripeEmulator, type StripeEmulator, type StripeEmulatorOptions } from '@breakwater/stripe/testing';
import { createVirtualClock, toFetch, type VirtualClock } from '@breakwater/testing';
import Stripe from 'stripe';
import { afterEach, expect } from 'vitest';

export const secretKey = 'sk_test_bench';

/** An emulator, the official SDK in front of it, and plain requests for what the SDK would never send. */
export interface EmulatorBench {
  readonly clock: VirtualClock;
  readonly emulator: StripeEmulator;
  readonly stripe: Stripe;
  /** The error that a call ends with, as the SDK throws it. */
  refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError>;
  send(
    request: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown>; error: Record<string, unknown> }>;
}

const open: StripeEmulator[] = [];

afterEach(() => {
  // Whatever a test is about: the emulator may refuse, but it may not break.
  for (const { book } of open.splice(0)) {
    const defects = book.requests().flatMap(({ defect }) => (defect === undefined ? [] : [defect]));
    if (defects.length > 0) throw new AggregateError(defects, 'The emulator has a defect.');
  }
});

export function startBench(options: StripeEmulatorOptions = {}): EmulatorBench {
  const clock = createVirtualClock();
  const emulator = createStripeEmulator({ clock, secretKey, ...options });
  open.push(emulator);
  const fetch = toFetch(emulator);
  return {
    clock,
    emulator,
    stripe: connect(fetch),
    refusal: (call) =>
      call.then(
        () => expect.unreachable('the call succeeded'),
        (error: unknown) => {
          if (error instanceof Stripe.errors.StripeError) return error;
          throw error;
        },
      ),
    async send(request, form = {}, headers = {}) {
      const [method = 'GET', path = '/'] = request.split(' ');
      const encoded = new URLSearchParams(form).toString();
      const response = await fetch(
        `https://api.stripe.com${path}${method === 'POST' || !encoded ? '' : `?${encoded}`}`,
        {
          method,
          headers: {
            authorization: `Bearer ${secretKey}`,
            ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
            ...headers,
          },
          ...(method === 'POST' && { body: encoded }),
        },
      );
      const body = (await response.json()) as Record<string, unknown>;
      const { error = {} } = body as { error?: Record<string, unknown> };
      return { status: response.status, headers: response.headers, body, error };
    },
  };
}

/** The official SDK with nothing of ours around it. */
export function connect(fetch: typeof globalThis.fetch, config: Partial<Stripe.StripeConfig> = {}): Stripe {
  return new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(fetch),
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** A customer with a saved card, and two monthly prices of one product. */
export async function furnish(
  { stripe }: EmulatorBench,
  card = 'pm_card_visa',
): Promise<{ customer: Stripe.Customer; basic: Stripe.Price; pro: Stripe.Price; product: Stripe.Product }> {
  const customer = await stripe.customers.create({ email: 'ada@example.com', name: 'Ada' });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  const product = await stripe.products.create({ name: 'Plan' });
  const monthly = { currency: 'usd', product: product.id, recurring: { interval: 'month' as const } };
  const basic = await stripe.prices.create({ ...monthly, unit_amount: 1_000 });
  const pro = await stripe.prices.create({ ...monthly, unit_amount: 3_000 });
  return { customer, basic, pro, product };
}

/** A subscription of 10.00 a month, begun on the first of January. */
export async function subscribe(
  bench: EmulatorBench,
  card?: string,
): Promise<Awaited<ReturnType<typeof furnish>> & { subscription: Stripe.Subscription; item: string }> {
  const things = await furnish(bench, card);
  const subscription = await bench.stripe.subscriptions.create({
    customer: things.customer.id,
    items: [{ price: things.basic.id }],
  });
  return { ...things, subscription, item: subscription.items.data[0]?.id ?? '' };
}

/** The client secret of a subscription's latest invoice, which was expanded. */
export function secretOf(subscription: Stripe.Subscription): string {
  const { latest_invoice: invoice } = subscription;
  if (invoice === null || typeof invoice === 'string') return '';
  return invoice.confirmation_secret?.client_secret ?? '';
}

/** The types of the events so far that begin with `prefix`. */
export const typesOf = ({ emulator }: EmulatorBench, prefix: string): string[] =>
  emulator.book.events.map(({ type }) => type).filter((type) => type.startsWith(prefix));
