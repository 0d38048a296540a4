import type { Telemetry } from '@breakwater/core';
import { createWebhookHandler, type WebhookHandler } from '@breakwater/core/webhooks';
import type { StripeIntegration } from '@breakwater/stripe';
import { stripeWebhook } from '@breakwater/stripe/webhooks';
import type { Store } from '../store/open-store.ts';

/** What the webhooks of Stripe are handled with. */
export interface PaymentEventsOptions {
  readonly stripe: StripeIntegration;
  readonly webhookSecret: string;
  readonly store: Store;
  readonly telemetry: readonly Telemetry[];
}

/** The route for Stripe's webhooks. */
export function createPaymentEvents({ stripe, webhookSecret, store, telemetry }: PaymentEventsOptions): WebhookHandler {
  return createWebhookHandler({
    source: stripeWebhook({ secrets: [webhookSecret] }),
    inbox: store.inbox,
    telemetry,
    on: {
      'customer.subscription.created': (event) => refresh(stripe, store, event.data.object.id),
      'customer.subscription.updated': (event) => refresh(stripe, store, event.data.object.id),
      'customer.subscription.deleted': (event) => refresh(stripe, store, event.data.object.id),
      'invoice.paid': (event, { transaction }) =>
        store.write(
          'INSERT INTO invoice_paid (event, amount) VALUES (?, ?)',
          [event.id, event.data.object.amount_paid],
          transaction,
        ),
      'refund.created': (event, { transaction }) => {
        const { payment_intent: payment, amount } = event.data.object;
        const paymentId = typeof payment === 'string' ? payment : (payment?.id ?? '');
        const insert = 'INSERT INTO refund (event, payment, amount) VALUES (?, ?, ?)';
        return store.write(insert, [event.id, paymentId, amount], transaction);
      },
    },
  });
}

/** Events come late, twice and out of order: what a subscription is now is asked, not read off the event. */
async function refresh(stripe: StripeIntegration, store: Store, subscriptionId: string): Promise<void> {
  const current = await stripe.run('subscriptions.retrieve', (client) => client.subscriptions.retrieve(subscriptionId));
  await store.write('INSERT OR REPLACE INTO subscription (id, status, price) VALUES (?, ?, ?)', [
    current.id,
    current.status,
    current.items.data[0]?.price.id ?? '',
  ]);
}
