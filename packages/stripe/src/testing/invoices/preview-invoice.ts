import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { invalidRequest, parameterMissing, StripeApiError } from '../api/stripe-api-error.js';
import { unitAmount } from '../resources/new-price.js';
import { idOf, type Subscription, type SubscriptionItem } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { type Period, periodOf } from '../subscriptions/billing-period.js';
import { isEnded } from '../subscriptions/cancel-subscription.js';
import { resolveItems, trialEndOf } from '../subscriptions/create-subscription.js';
import { planChange } from '../subscriptions/plan-change.js';
import { itemLine, pendingItems, periodLine, prorationLine } from '../subscriptions/subscription-lines.js';
import type { LineInit } from './invoice-line.js';
import { buildInvoice } from './new-invoice.js';
import { type PreviewItemInput, type PreviewSubscriptionInput, previewParameters } from './preview-parameters.js';

interface Preview {
  readonly lines: readonly LineInit[];
  readonly period: Period;
  readonly reason: 'manual' | 'subscription_cycle' | 'subscription_create' | 'subscription_update';
}

function nothingUpcoming(customer: string): StripeApiError {
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

function ofSubscription(
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

function ofNewSubscription(state: StripeState, wish: PreviewSubscriptionInput): Preview {
  const trialEnd = trialEndOf(state, { trial_end: wish.trial_end });
  const items = resolveItems(state, state.identifier('sub'), wish.items, trialEnd);
  const lines = items.map((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    return periodLine(state, item, period, { trial: trialEnd !== undefined });
  });
  const start = state.now();
  return { lines, period: { start, end: start }, reason: 'subscription_create' };
}

function extraLine(state: StripeState, input: PreviewItemInput, fallback: string, index: number): LineInit {
  const param = `invoice_items[${index}]`;
  const price = input.price === undefined ? undefined : state.prices.require(input.price, `${param}[price]`);
  const quantity = input.quantity ?? 1;
  const unit = price ? unitAmount(price) : input.unit_amount;
  const amount = input.amount ?? (unit === undefined ? undefined : Math.round(unit * quantity));
  if (amount === undefined) throw parameterMissing(`${param}[amount]`);
  const now = state.now();
  return {
    amount,
    currency: toCurrency(input.currency ?? price?.currency ?? fallback),
    description: input.description ?? '',
    invoiceItem: state.identifier('ii'),
    period: input.period ?? { start: now, end: now },
    price,
    quantity,
  };
}

export const previewInvoice: Operation = operation(
  'POST /v1/invoices/create_preview',
  'invoice',
  previewParameters,
  ({ state, parameters }) => {
    const subscription =
      parameters.subscription === undefined
        ? undefined
        : state.subscriptions.require(parameters.subscription, 'subscription');
    const customerId = parameters.customer ?? idOf(subscription?.customer);
    if (customerId === undefined) throw parameterMissing('customer');
    const customer = state.customers.require(customerId, 'customer');
    const { invoice_items: extras = [], subscription_details: wish, preview_mode: mode } = parameters;
    if (subscription && subscription.customer !== customerId) {
      throw invalidRequest('The subscription belongs to another customer.', { param: 'subscription' });
    }
    const now = state.now();
    const waiting = pendingItems(state, customerId, undefined).map((item) => itemLine(state, item));
    const preview: Preview = subscription
      ? ofSubscription(state, subscription, wish ?? {}, mode === 'recurring')
      : wish?.items
        ? ofNewSubscription(state, wish)
        : { lines: waiting, period: { start: now, end: now }, reason: 'manual' };
    const fallback = subscription?.currency ?? preview.lines[0]?.currency ?? customer.currency ?? 'usd';
    const lines = [...preview.lines, ...extras.map((extra, index) => extraLine(state, extra, fallback, index))];
    if (lines.length === 0) throw nothingUpcoming(customerId);
    return buildInvoice(state, {
      id: state.identifier('upcoming_in'),
      customer,
      currency: lines[0]?.currency ?? fallback,
      billingReason: preview.reason === 'manual' ? 'upcoming' : preview.reason,
      lines,
      period: preview.period,
      subscription,
    });
  },
);
