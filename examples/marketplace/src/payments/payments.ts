import type { Telemetry } from '@breakwater/core';
import type { WebhookHandler } from '@breakwater/core/webhooks';
import { createStripe, type StripeIntegration } from '@breakwater/stripe';
import { type Routes, refuse } from '../route.ts';
import type { Store } from '../store/open-store.ts';
import { createPaymentEvents } from './payment-events.ts';

/** Who pays, and with what. */
export interface Payer {
  readonly customerId: string;
  readonly paymentMethodId: string;
}

/** Money: subscriptions of organisations, and payments for what is booked. */
export interface Payments {
  readonly stripe: StripeIntegration;
  readonly webhooks: WebhookHandler;
  readonly routes: Routes;
  /** Takes the money for an order, once, however often it is called for the same order. */
  charge(payer: Payer, order: { readonly id: string; readonly amount: number }): Promise<string>;
}

/** What {@link createPayments} needs. */
export interface PaymentsOptions {
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly baseUrl: string;
  readonly store: Store;
  readonly telemetry: readonly Telemetry[];
}

/** Makes {@link Payments}. */
export function createPayments({ secretKey, webhookSecret, baseUrl, store, telemetry }: PaymentsOptions): Payments {
  const stripe = createStripe({
    secretKey,
    baseUrl,
    telemetry,
    errorHandling: { circuitBreaker: { timeout: 1_200 }, retryPolicy: { maxRetries: 3 } },
  });
  return {
    stripe,
    webhooks: createPaymentEvents({ stripe, webhookSecret, store, telemetry }),
    async charge(payer, { id, amount }) {
      const input = { ...payer, amount, currency: 'usd', confirm: true };
      const paid = await stripe.payments.initiate(input, { idempotencyKey: id });
      const insert = 'INSERT OR REPLACE INTO payment (id, amount, status) VALUES (?, ?, ?)';
      await store.write(insert, [paid.paymentIntentId, paid.amountReceived, paid.status]);
      return paid.paymentIntentId;
    },
    routes: {
      '/subscribe': async ({ customerId, paymentMethodId, priceId }: Payer & { readonly priceId: string }, visitor) => {
        if (!visitor.may('org:billing:manage')) return refuse('org:billing:manage');
        const made = await stripe.subscriptions.create({ customerId, items: [{ priceId }], paymentMethodId });
        const { subscriptionId, next } = made;
        return { subscriptionId, next, clientSecret: 'clientSecret' in made ? made.clientSecret : undefined };
      },
      '/upgrade': async (input: { readonly subscriptionId: string; readonly priceId: string }, visitor) => {
        if (!visitor.may('org:billing:manage')) return refuse('org:billing:manage');
        const { status, applied } = await stripe.subscriptions.upgrade(input);
        return { status, applied };
      },
      '/refund': async (input: { readonly paymentIntentId: string; readonly amount: number }, visitor) => {
        if (!visitor.may('org:billing:manage')) return refuse('org:billing:manage');
        const { refundId, status } = await stripe.payments.refund(input);
        return { refundId, status };
      },
    },
  };
}
