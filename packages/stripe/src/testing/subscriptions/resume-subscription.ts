import { expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { hash, integer, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { defaultMethod } from '../invoices/finalize-invoice.js';
import { newInvoiceItem } from '../invoices/new-invoice-item.js';
import { attemptPayment } from '../invoices/pay-invoice.js';
import { change } from '../state/change.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { resumeNow } from './follow-invoice.js';
import { type PlannedResumption, planResumption } from './plan-resumption.js';
import { billSubscription } from './subscription-invoice.js';
import { pendingItems } from './subscription-lines.js';
import { prorationBehavior } from './subscription-parameters.js';

const hour = 3_600;

/** How long an invoice of a resumption may wait: until then, the subscription stays paused. */
const patience = { attempt: 23 * hour, success: 365 * 24 * hour } as const;

/** Bills a resumption. The subscription goes on when its invoice is paid, or is not owed any more. */
function bill(
  state: StripeState,
  subscription: Subscription,
  planned: PlannedResumption,
  payment: 'attempt' | 'success',
): void {
  if (payment === 'success') assertPayable(state, subscription, planned);
  change(state, subscription, 'customer.subscription.updated', (it) => {
    it.pending_update = {
      billing_cycle_anchor: planned.anchor,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: state.now() + patience[payment],
      metadata: null,
      subscription_items: structuredClone(planned.items),
      trial_end: null,
      trial_from_plan: null,
    };
  });
  state.resumptions.set(subscription.id, payment);
  const invoice = billSubscription(state, subscription, 'subscription_update', planned.lines);
  if (payment === 'success' && invoice.status === 'open') attemptPayment(state, invoice, true);
}

function assertPayable(state: StripeState, subscription: Subscription, { lines }: PlannedResumption): void {
  const customer = state.customers.require(idOf(subscription.customer) ?? '');
  const pending = pendingItems(state, customer.id, subscription.id);
  const due = [...lines, ...pending].reduce((sum, { amount }) => sum + amount, customer.balance);
  if (due <= 0 || defaultMethod(subscription, customer) !== undefined) return;
  throw invalidRequest('This subscription has no default payment method with which its resumption could be paid.', {
    param: 'payment_behavior',
  });
}

export const resumeSubscription: Operation = operation(
  'POST /v1/subscriptions/{subscription}/resume',
  'subscription',
  {
    expand,
    billing_cycle_anchor: hash({ type: required(oneOf('now', 'unchanged')) }),
    payment_behavior: oneOf('resume_on_payment_attempt', 'resume_on_payment_success'),
    proration_behavior: prorationBehavior,
    proration_date: integer({ min: 0 }),
  },
  ({ state, id, parameters }) => {
    const subscription = state.subscriptions.require(id);
    if (subscription.status !== 'paused') {
      throw invalidRequest(`Only a paused subscription can be resumed; this one is ${subscription.status}.`);
    }
    if (subscription.collection_method !== 'charge_automatically') {
      throw invalidRequest('Resume is only available for subscriptions that use charge_automatically collection.');
    }
    const payment = parameters.payment_behavior === 'resume_on_payment_success' ? 'success' : 'attempt';
    if (payment === 'success' && subscription.billing_mode.type !== 'flexible') {
      throw invalidRequest('`resume_on_payment_success` is only available in the flexible billing mode.', {
        param: 'payment_behavior',
      });
    }
    const { proration_behavior: proration = 'create_prorations', proration_date: date } = parameters;
    const anchor = parameters.billing_cycle_anchor?.type ?? 'now';
    const planned = planResumption(state, subscription.items.data, {
      anchor,
      present: subscription.billing_cycle_anchor,
      prorate: proration !== 'none',
      at: date ?? state.now(),
    });
    if (planned.lines.length > 0 && (anchor === 'now' || proration === 'always_invoice')) {
      bill(state, subscription, planned, payment);
      return subscription;
    }
    for (const line of planned.lines) newInvoiceItem(state, idOf(subscription.customer) ?? '', line);
    resumeNow(state, subscription, { items: planned.items, anchor: planned.anchor, status: 'active' });
    return subscription;
  },
);
