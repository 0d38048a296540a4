import type { ClerkTimes } from './clerk-resources.js';

/** Money. `amount` is in the smallest unit of the currency. */
export interface ClerkMoney {
  readonly amount: number;
  readonly amount_formatted: string;
  readonly currency: string;
  readonly currency_symbol: string;
}

/** Who pays: a user or an organization. */
export interface ClerkPayer extends ClerkTimes {
  readonly id: string;
  readonly object: 'commerce_payer';
  readonly instance_id: string;
  readonly user_id?: string;
  readonly email: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly organization_id?: string;
  readonly organization_name?: string;
}

/** Where a subscription, or one item of it, stands. */
export type ClerkSubscriptionStatus =
  | 'abandoned'
  | 'active'
  | 'canceled'
  | 'ended'
  | 'expired'
  | 'incomplete'
  | 'past_due'
  | 'upcoming';

/** One plan in a subscription. */
export interface ClerkSubscriptionItem {
  readonly id: string;
  readonly object: 'commerce_subscription_item';
  readonly status: ClerkSubscriptionStatus;
  readonly plan_period: 'month' | 'annual';
  readonly plan_id?: string | null;
  readonly plan?: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    readonly currency: string;
    readonly amount: number;
    readonly is_default: boolean;
    readonly is_recurring: boolean;
  } | null;
  readonly period_start: number;
  readonly period_end: number | null;
  readonly canceled_at?: number;
  readonly past_due_at?: number;
  readonly amount: ClerkMoney;
  readonly lifetime_paid: number;
  readonly next_payment_amount: number;
  readonly next_payment_date: number;
  readonly payer?: ClerkPayer;
}

/** What a payer has subscribed to. */
export interface ClerkSubscription extends ClerkTimes {
  readonly id: string;
  readonly object: 'commerce_subscription';
  readonly status: ClerkSubscriptionStatus;
  readonly active_at?: number;
  readonly canceled_at?: number;
  readonly ended_at?: number;
  readonly past_due_at?: number;
  readonly latest_payment_id: string;
  readonly payer_id: string;
  readonly payer: ClerkPayer;
  readonly payment_source_id: string;
  readonly items: readonly ClerkSubscriptionItem[];
}

/** An attempt to collect a payment. */
export interface ClerkPaymentAttempt extends ClerkTimes {
  readonly id: string;
  readonly object: 'commerce_payment_attempt';
  readonly instance_id: string;
  readonly payment_id: string;
  readonly statement_id: string;
  readonly gateway_external_id: string;
  readonly status: 'pending' | 'paid' | 'failed';
  readonly charge_type: 'checkout' | 'recurring';
  readonly billing_date: number;
  readonly paid_at?: number;
  readonly failed_at?: number;
  readonly failed_reason?: { readonly code: string; readonly decline_code: string };
  readonly payer: ClerkPayer;
  readonly totals: {
    readonly subtotal: ClerkMoney;
    readonly tax_total: ClerkMoney;
    readonly grand_total: ClerkMoney;
  };
  readonly subscription_items: readonly ClerkSubscriptionItem[];
}
