import type { Telemetry } from '@breakwater/core';
import { createWebhookHandler, type Inbox } from '@breakwater/core/webhooks';
import type { StripeIntegration } from '@breakwater/stripe';
import { stripeWebhook } from '@breakwater/stripe/webhooks';
import type { Ledger } from './ledger.ts';

/** What the application is made of. */
export interface ApplicationParts {
  readonly stripe: StripeIntegration;
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly webhookSecret: string;
  readonly telemetry: Telemetry;
}

/** What the pages of the marketplace send. The adapter checks each field before any I/O. */
interface VisitorInput {
  readonly customerId: string;
  readonly paymentMethodId: string;
  readonly priceId: string;
  readonly subscriptionId: string;
  readonly paymentIntentId: string;
  readonly orderId: string;
  readonly amount: number;
}

/** The marketplace as a handler of web requests: its own routes, and the route of the webhook. */
export function createApplication(parts: ApplicationParts): (request: Request) => Promise<Response> {
  const { stripe, ledger } = parts;

  /** Events come late, twice and out of order: what a subscription is now is asked, not read off the event. */
  const refresh = async (subscriptionId: string): Promise<void> => {
    const current = await stripe.run('subscriptions.retrieve', (client) =>
      client.subscriptions.retrieve(subscriptionId),
    );
    ledger.subscriptions.set(current.id, { status: current.status, priceId: current.items.data[0]?.price.id ?? '' });
  };

  const webhooks = createWebhookHandler({
    source: stripeWebhook({ secrets: [parts.webhookSecret] }),
    inbox: parts.inbox,
    telemetry: parts.telemetry,
    on: {
      'customer.subscription.created': (event) => refresh(event.data.object.id),
      'customer.subscription.updated': (event) => refresh(event.data.object.id),
      'customer.subscription.deleted': (event) => refresh(event.data.object.id),
      'invoice.paid': (event) => {
        ledger.invoiced += event.data.object.amount_paid;
        ledger.appliedEvents.set(event.id, (ledger.appliedEvents.get(event.id) ?? 0) + 1);
      },
      'refund.created': (event) => {
        const { payment_intent: intent, amount } = event.data.object;
        const payment = ledger.payments.get(typeof intent === 'string' ? intent : (intent?.id ?? ''));
        if (payment !== undefined) payment.refunded += amount;
      },
    },
  });

  const routes: Readonly<Record<string, (input: VisitorInput) => Promise<unknown>>> = {
    '/subscribe': async ({ customerId, priceId, paymentMethodId }) => {
      const made = await stripe.subscriptions.create({ customerId, items: [{ priceId }], paymentMethodId });
      ledger.subscriptions.set(made.subscriptionId, { status: made.status, priceId });
      return {
        subscriptionId: made.subscriptionId,
        next: made.next,
        clientSecret: 'clientSecret' in made ? made.clientSecret : undefined,
      };
    },
    '/upgrade': async ({ subscriptionId, priceId }) => {
      const upgraded = await stripe.subscriptions.upgrade({ subscriptionId, priceId });
      return { status: upgraded.status, applied: upgraded.applied };
    },
    '/pay': async ({ customerId, amount, paymentMethodId, orderId }) => {
      const input = { customerId, amount, currency: 'usd', paymentMethodId, confirm: true };
      const paid = await stripe.payments.initiate(input, { idempotencyKey: orderId });
      ledger.payments.set(paid.paymentIntentId, {
        customerId,
        amount: paid.amountReceived,
        status: paid.status,
        refunded: 0,
      });
      return { paymentIntentId: paid.paymentIntentId, status: paid.status };
    },
    '/refund': async ({ paymentIntentId, amount }) => {
      const refund = await stripe.payments.refund({ paymentIntentId, amount });
      return { refundId: refund.refundId, status: refund.status };
    },
  };

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/webhooks/stripe') return await webhooks(request);
    const route = routes[pathname];
    if (route === undefined || request.method !== 'POST') return Response.json({ error: 'not found' }, { status: 404 });
    return Response.json(await route((await request.json()) as VisitorInput));
  };
}
