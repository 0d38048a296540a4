import { invalidRequest, StripeApiError } from '../api/stripe-api-error.js';
import { idOf, type Subscription, type SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { type Period, periodOf } from '../subscriptions/billing-period.js';
import { isEnded } from '../subscriptions/cancel-subscription.js';
import { resolveItems, trialEndOf } from '../subscriptions/create-subscription.js';
import { planChange } from '../subscriptions/plan-change.js';
import { planResumption } from '../subscriptions/plan-resumption.js';
import { itemLine, pendingItems, periodLine, prorationLine } from '../subscriptions/subscription-lines.js';
import type { LineInit } from './invoice-line.js';
import type { PreviewSubscriptionInput } from './preview-parameters.js';

/** What an invoice that is only imagined would hold. */
export interface Preview {
  readonly lines: readonly LineInit[];
  readonly period: Period;
  readonly reason: 'manual' | 'subscription_cycle' | 'subscription_create' | 'subscription_update';
}

/** 404 `invoice_upcoming_none`. */
export function nothingUpcoming(customer: string): StripeApiError {
  return new StripeApiError(404, {
    type: 'invalid_request_error',
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${customer}`,
  });
}

/** The next whole periods of the items that renew first. */
function nextPeriods(state: StripeState, items: readonly SubscriptionItem[], anchor: number): LineInit[] {
  const start = Math.min(...items.map((item) => item.current_period_end));
  return items
    .filter((item) => item.current_period_end === start)
    .map((item) => periodLine(state, item, periodOf(item.price, start, anchor)));
}

/** What a subscription would be billed for, with a change or without. */
export function ofSubscription(
  state: StripeState,
  subscription: Subscription,
  wish: PreviewSubscriptionInput,
  recurring: boolean,
): Preview {
  const customer = idOf(subscription.customer) ?? '';
  if (isEnded(subscription)) throw nothingUpcoming(customer);
  const {
    items: inputs = [],
    proration_behavior: proration = 'create_prorations',
    cancel_now: cancelNow = false,
  } = wish;
  if (subscription.status === 'paused') return ofPausedSubscription(state, subscription, wish);
  const at = wish.proration_date ?? state.now();
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  if (at < start || at > end) {
    throw invalidRequest('Cannot specify `proration_date` outside of the current billing period.', {
      param: 'subscription_details[proration_date]',
    });
  }
  const pending = pendingItems(state, customer, subscription.id).map((item) => itemLine(state, item));
  if (cancelNow) {
    const credits = subscription.items.data.map((item) => prorationLine(state, item, at, -1));
    return {
      lines: [...pending, ...(proration === 'none' ? [] : credits)],
      period: { start: at, end: at },
      reason: 'manual',
    };
  }
  const ends = wish.cancel_at_period_end ?? (wish.cancel_at === null ? false : subscription.cancel_at !== null);
  const restart = wish.billing_cycle_anchor?.type === 'now';
  const prorate = proration !== 'none' && subscription.status !== 'trialing';
  const planned = planChange(state, subscription, inputs, { at, prorate, restart });
  if (recurring) {
    const lines = nextPeriods(state, planned.items, subscription.billing_cycle_anchor);
    return { lines, period: { start: end, end }, reason: 'subscription_cycle' };
  }
  const changes = inputs.length > 0 || restart;
  if (changes && (planned.restarts || proration === 'always_invoice')) {
    return { lines: [...pending, ...planned.lines], period: { start: at, end: at }, reason: 'subscription_update' };
  }
  if (ends) {
    if (pending.length === 0 && planned.lines.length === 0) throw nothingUpcoming(customer);
    return { lines: [...pending, ...planned.lines], period: { start, end }, reason: 'subscription_cycle' };
  }
  return {
    lines: [...pending, ...planned.lines, ...nextPeriods(state, planned.items, subscription.billing_cycle_anchor)],
    period: { start, end },
    reason: 'subscription_cycle',
  };
}

/** A paused subscription has only one invoice ahead: that of its resumption. */
function ofPausedSubscription(state: StripeState, subscription: Subscription, wish: PreviewSubscriptionInput): Preview {
  const customer = idOf(subscription.customer) ?? '';
  const anchor = wish.billing_cycle_anchor?.type === 'unchanged' ? 'unchanged' : 'now';
  const isBilled = anchor === 'now' || wish.proration_behavior === 'always_invoice';
  if (wish.resume_at !== 'now' || !isBilled) throw nothingUpcoming(customer);
  const now = state.now();
  const { items } = planChange(state, subscription, wish.items ?? [], { at: now, prorate: false });
  const { lines } = planResumption(state, items, {
    anchor,
    present: subscription.billing_cycle_anchor,
    prorate: true,
    at: wish.proration_date ?? now,
  });
  const pending = pendingItems(state, customer, subscription.id).map((item) => itemLine(state, item));
  return { lines: [...pending, ...lines], period: { start: now, end: now }, reason: 'subscription_update' };
}

/** What a subscription that does not exist yet would begin with. */
export function ofNewSubscription(state: StripeState, wish: PreviewSubscriptionInput): Preview {
  const trialEnd = trialEndOf(state, { trial_end: wish.trial_end });
  const items = resolveItems(state, state.identifier('sub'), wish.items, trialEnd);
  const lines = items.map((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    return periodLine(state, item, period, { trial: trialEnd !== undefined });
  });
  const start = state.now();
  return { lines, period: { start, end: start }, reason: 'subscription_create' };
}
