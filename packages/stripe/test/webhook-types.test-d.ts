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
      isTrue<Equal<typeof event, StripeThinEvent<'v1.charge.dispute.created'>>>();
      isTrue<Equal<typeof event.related_object.id, string>>();
      // What the webhook gives is what the helpers take, and its type says what they fetch.
      const whole = await stripe.events.fetch(event);
      isTrue<Equal<typeof whole.type, 'v1.charge.dispute.created'>>();
      const dispute = await stripe.events.fetchRelatedObject(event);
      isTrue<Equal<typeof dispute, Stripe.Dispute>>();
    },
    'v1.billing.meter.error_report_triggered': async (event) => {
      const { data } = await stripe.events.fetch(event);
      isTrue<Equal<typeof data.developer_message_summary, string>>();
    },
    'v1.customer.created': async (event) => {
      isTrue<Equal<Awaited<ReturnType<typeof emailOf>>, string | null>>();
      await emailOf(event);
      // @ts-expect-error a customer is no payout
      await stripe.events.fetchRelatedObject<Stripe.Payout>(event);
      const payout = await stripe.events.fetchRelatedObject(event);
      // @ts-expect-error a customer is no payout
      void payout.arrival_date;
      // A fallback adds what it answers with.
      const either = await stripe.events.fetchRelatedObject(event, { fallback: () => 'later' as const });
      isTrue<Equal<typeof either, Stripe.Customer | 'later'>>();
    },
    // It has no id of its own, only a place.
    'v1.balance.available': async (event) => {
      // @ts-expect-error there is none
      void event.related_object.id;
      isTrue<Equal<typeof event.related_object.url, string>>();
      const balance = await stripe.events.fetchRelatedObject(event);
      isTrue<Equal<typeof balance, Stripe.Balance>>();
    },
    // It is about nothing that could be fetched.
    'v1.account.application.deauthorized': async (event) => {
      const nothing = await stripe.events.fetchRelatedObject(event);
      isTrue<Equal<typeof nothing, undefined>>();
    },
    'v2.core.event_destination.ping': (event) => {
      isTrue<Equal<typeof event.type, 'v2.core.event_destination.ping'>>();
    },
  },
  onUnhandled: (event) => {
    isTrue<Equal<typeof event, unknown>>();
  },
});

async function emailOf(event: StripeThinEvent<'v1.customer.created'>): Promise<string | null> {
  return (await stripe.events.fetchRelatedObject(event)).email;
}

// One handler for several types gets what any of them may be about.
declare const either: StripeThinEvent<'v1.customer.created'> | StripeThinEvent<'v1.invoice.paid'>;
const related = await stripe.events.fetchRelatedObject(either);
isTrue<Equal<typeof related, Stripe.Customer | Stripe.Invoice>>();

// A reference that was stored knows its type when it says so, and may be without the object.
declare const stored: { readonly id: string; readonly type: 'v1.payout.paid' };
const paidOut = await stripe.events.fetchRelatedObject(stored);
isTrue<Equal<typeof paidOut, Stripe.Payout | undefined>>();
const anything = await stripe.events.fetchRelatedObject({ id: 'evt_1' });
isTrue<Equal<typeof anything, unknown>>();

// A misspelt type is refused: its handler would never be called.
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error there is no such type
    'invoice.payed': () => {},
  },
});
createWebhookHandler({
  source,
  inbox,
  on: {
    // @ts-expect-error nor such a thin one
    'v1.customer.craeted': () => {},
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
    readonly 'v2.tomorrow.thing.created': StripeThinEvent<'v2.tomorrow.thing.created'>;
  }
}
createWebhookHandler({
  source,
  inbox,
  on: {
    'toaster.burnt': (event) => {
      isTrue<Equal<typeof event.toast, string>>();
    },
    'v2.tomorrow.thing.created': async (event) => {
      isTrue<Equal<typeof event.type, 'v2.tomorrow.thing.created'>>();
      const thing = await stripe.events.fetchRelatedObject(event);
      isTrue<Equal<typeof thing, unknown>>();
    },
  },
});
