import type Stripe from 'stripe';
import { balanceIn } from './resources/balance.js';
import type { Invoice, Price, StripeEvent, Subscription } from './state/objects.js';
import type { StripeState } from './state/stripe-state.js';

/** Sums by currency, in minor units. */
export type AmountByCurrency = Readonly<Record<string, number>>;

/** What Stripe believes, oldest first. Everything is a copy, in the form in which Stripe answers it. */
export interface StripeBelief {
  /** Charges that took or hold money. */
  readonly charges: readonly Stripe.Charge[];
  /** Charges that the bank refused. */
  readonly declinedCharges: readonly Stripe.Charge[];
  readonly refunds: readonly Stripe.Refund[];
  readonly paymentIntents: readonly Stripe.PaymentIntent[];
  readonly customers: readonly Stripe.Customer[];
  readonly subscriptions: readonly Subscription[];
  readonly invoices: readonly Invoice[];
  readonly disputes: readonly Stripe.Dispute[];
  readonly payouts: readonly Stripe.Payout[];
  readonly transfers: readonly Stripe.Transfer[];
  readonly applicationFees: readonly Stripe.ApplicationFee[];
  readonly accounts: readonly Stripe.Account[];
  readonly checkoutSessions: readonly Stripe.Checkout.Session[];
  readonly prices: readonly Price[];
  readonly events: readonly StripeEvent[];
  /** What a customer has paid and not got back. */
  paidBy(customer: string): AmountByCurrency;
  /** What the platform holds, after refunds, transfers and fees. */
  readonly balance: AmountByCurrency;
  /**
   * Parameters that were accepted, because Stripe knows them, and had no effect here: `POST /v1/customers tax`. A test
   * that relies on none of them expects this to be empty.
   */
  readonly unsimulated: readonly string[];
}

/** Opens the state for reading. */
export function createStripeBelief(state: StripeState, unsimulated: ReadonlySet<string>): StripeBelief {
  const copy = <T>(collection: { all(): T[] }): T[] => structuredClone(collection.all());
  return {
    get charges() {
      return copy(state.charges).filter(({ status }) => status === 'succeeded');
    },
    get declinedCharges() {
      return copy(state.charges).filter(({ status }) => status === 'failed');
    },
    get refunds() {
      return copy(state.refunds);
    },
    get paymentIntents() {
      return copy(state.paymentIntents);
    },
    get customers() {
      return copy(state.customers);
    },
    get subscriptions() {
      return copy(state.subscriptions);
    },
    get invoices() {
      return copy(state.invoices);
    },
    get disputes() {
      return copy(state.disputes);
    },
    get payouts() {
      return copy(state.payouts);
    },
    get transfers() {
      return copy(state.transfers);
    },
    get applicationFees() {
      return copy(state.applicationFees);
    },
    get accounts() {
      return copy(state.accounts);
    },
    get checkoutSessions() {
      return copy(state.checkoutSessions);
    },
    get prices() {
      return copy(state.prices);
    },
    get events() {
      return copy(state.events);
    },
    get balance() {
      const currencies = new Set(state.balanceTransactions.all().map(({ currency }) => currency));
      return Object.fromEntries([...currencies].map((currency) => [currency, balanceIn(state, currency)]));
    },
    get unsimulated() {
      return [...unsimulated];
    },
    paidBy(customer) {
      const sums: Record<string, number> = {};
      for (const charge of state.charges.all()) {
        if (charge.customer !== customer || charge.status !== 'succeeded' || !charge.captured) continue;
        sums[charge.currency] = (sums[charge.currency] ?? 0) + charge.amount - charge.amount_refunded;
      }
      return sums;
    },
  };
}
