// Checked by the compiler with the rest of the package; nothing here runs.
import {
  createMemoryInbox,
  createWebhookHandler,
  type Inbox,
  type WebhookHandler,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import { createStripe, type toDisputeFacts } from '@breakwater/stripe';
import { type StripeEvents, type StripeThinEvent, stripeWebhook } from '@breakwater/stripe/webhooks';
import type Stripe from 'stripe';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

const source = stripeWebhook({ secrets: ['whsec_1', undefined, new Uint8Array(32)] });
const inbox = createMemoryInbox();
const stripe = createStripe({ secretKey: 'sk_test_1' });

isTrue<Equal<typeof source, WebhookSource<StripeEvents>>>();

// The key narrows the event, to the SDK's own type.
export const handler: WebhookHandler = createWebhookHandler({
  source,
  inbox,
  on: {
    'invoice.paid': (event) => {
      isTrue<Equal<typeof event, Stripe.InvoicePaidEvent>>();
      isTrue<Equal<typeof event.data.object, Stripe.Invoice>>();
    },
    'customer.subscription.updated': async (event, context) => {
      isTrue<Equal<typeof event.data.object, Stripe.Subscription>>();
      isTrue<Equal<typeof context.transaction, undefined>>();
      isTrue<Equal<typeof context.occurredAt, number | undefined>>();
    },
    'charge.refunded': () => 'superseded',
    'charge.dispute.created': (event) => {
      isTrue<Equal<typeof event.data.object, Stripe.Dispute>>();
      isTrue<Equal<ReturnType<typeof toDisputeFacts>['dueBy'], number | undefined>>();
    },
    'charge.dispute.funds_reinstated': (event) => {
      isTrue<Equal<typeof event.data.object, Stripe.Dispute>>();
    },
    'payout.reconciliation_completed': (event) => {
      isTrue<Equal<typeof event.data.object, Stripe.Payout>>();
    },
    'v1.charge.dispute.created': async (event) => {
      isTrue<Equal<typeof event, StripeThinEvent>>();
      // What the webhook gives is what the helpers take.
      const whole = await stripe.events.fetch(event);
      isTrue<Equal<typeof whole, Stripe.V2.Core.Event>>();
      const dispute = await stripe.events.fetchRelatedObject<Stripe.Dispute>(event);
      isTrue<Equal<typeof dispute, Stripe.Dispute | undefined>>();
    },
    // Thin events: those that the SDK knows, and those that are newer than it.
    'v2.core.event_destination.ping': (event) => {
      isTrue<Equal<typeof event, StripeThinEvent>>();
    },
    'v2.tomorrow.thing.created': (event) => {
      isTrue<Equal<typeof event, StripeThinEvent>>();
    },
  },
  onUnhandled: (event) => {
    isTrue<Equal<typeof event, unknown>>();
  },
});

// A misspelt type is refused: its handler would never be called.
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error there is no such type
    'invoice.payed': () => {},
  },
});

// So is a handler for another event.
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error an invoice is no charge
    'invoice.paid': (event: Stripe.ChargeRefundedEvent) => void event,
  },
});

// The transaction is that of the inbox.
declare const transactional: Inbox<{ query(sql: string): Promise<void> }>;
createWebhookHandler({
  source,
  inbox: transactional,
  on: {
    'invoice.paid': async (event, { transaction }) => {
      await transaction.query(event.id);
      // @ts-expect-error its methods are typed
      await transaction.query(7);
    },
  },
});

// @ts-expect-error one secret is a list of one: each character of a string would be a secret
stripeWebhook({ secrets: 'whsec_1' });
// @ts-expect-error the list is not optional, though it may be undefined: leaving it out is a mistake
stripeWebhook({});
stripeWebhook({ secrets: undefined });

// Every type that the SDK knows can be handled.
isTrue<Equal<Exclude<Stripe.Event['type'], keyof StripeEvents>, never>>();
isTrue<Equal<Exclude<Stripe.V2.Core.EventNotification['type'], keyof StripeEvents>, never>>();

// A type that the SDK does not know yet can be declared.
declare module '@breakwater/stripe/webhooks' {
  interface StripeEvents {
    readonly 'toaster.burnt': { readonly toast: string };
  }
}
createWebhookHandler({
  source,
  inbox,
  on: {
    'toaster.burnt': (event) => {
      isTrue<Equal<typeof event.toast, string>>();
    },
  },
});
