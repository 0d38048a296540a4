import type Stripe from 'stripe';
import { toMilliseconds } from '../epoch.js';
import { toId } from '../to-id.js';

/** One price of a subscription. */
export interface SubscriptionItemFacts {
  readonly itemId: string;
  readonly priceId: string;
  /** Undefined for a metered price. */
  readonly quantity: number | undefined;
  /** Milliseconds since the epoch. Periods belong to items: those of one subscription may differ. */
  readonly currentPeriodStart: number;
  /** Milliseconds since the epoch. */
  readonly currentPeriodEnd: number;
}

/** What every operation on a subscription returns. */
export interface SubscriptionFacts {
  readonly subscriptionId: string;
  readonly customerId: string;
  /** Stripe's word, such as `active`, `trialing`, `incomplete`, `past_due`, `paused`, `canceled`. */
  readonly status: Stripe.Subscription.Status;
  readonly items: readonly SubscriptionItemFacts[];
  /** When it will end, in milliseconds since the epoch; undefined while no end is scheduled. */
  readonly cancelAt: number | undefined;
  /** When it ended, in milliseconds since the epoch. */
  readonly endedAt: number | undefined;
  /** The subscription as Stripe returned it. */
  readonly subscription: Stripe.Subscription;
}

/** What the customer has to do next, in the browser, before the subscription runs. */
export type SubscriptionNextStep =
  /** Nothing: it runs, or only Stripe has something to do. */
  | { readonly next: 'none' }
  /** Confirm the payment of an invoice with Stripe.js: `confirmPayment({ clientSecret })`. */
  | { readonly next: 'confirm_payment'; readonly clientSecret: string; readonly invoiceId: string }
  /** Save a payment method with Stripe.js: `confirmSetup({ clientSecret })`. */
  | { readonly next: 'confirm_setup'; readonly clientSecret: string };

/**
 * What has to be expanded for {@link toNextStep}. An invoice holds no payment intent since API version 2025-03-31: its
 * `confirmation_secret` took that place, and is there only when it is expanded.
 */
export const NEXT_STEP_EXPANSION: readonly string[] = ['latest_invoice.confirmation_secret', 'pending_setup_intent'];

/** Reads a subscription. */
export function toSubscriptionFacts(subscription: Stripe.Subscription): SubscriptionFacts {
  const { cancel_at: cancelAt, ended_at: endedAt } = subscription;
  return {
    subscriptionId: subscription.id,
    customerId: toId(subscription.customer) ?? '',
    status: subscription.status,
    items: subscription.items.data.map((item) => ({
      itemId: item.id,
      priceId: item.price.id,
      quantity: item.quantity,
      currentPeriodStart: toMilliseconds(item.current_period_start),
      currentPeriodEnd: toMilliseconds(item.current_period_end),
    })),
    cancelAt: cancelAt === null ? undefined : toMilliseconds(cancelAt),
    endedAt: endedAt === null ? undefined : toMilliseconds(endedAt),
    subscription,
  };
}

/** Reads off a subscription with {@link NEXT_STEP_EXPANSION} what its customer has to do. */
export function toNextStep(subscription: Stripe.Subscription): SubscriptionNextStep {
  const { latest_invoice: invoice, pending_setup_intent: setup } = subscription;
  if (typeof invoice === 'object' && invoice !== null && invoice.status === 'open' && invoice.amount_remaining > 0) {
    const clientSecret = invoice.confirmation_secret?.client_secret;
    if (clientSecret !== undefined) return { next: 'confirm_payment', clientSecret, invoiceId: invoice.id };
  }
  if (typeof setup === 'object' && setup !== null && setup.client_secret !== null) {
    return { next: 'confirm_setup', clientSecret: setup.client_secret };
  }
  return { next: 'none' };
}
