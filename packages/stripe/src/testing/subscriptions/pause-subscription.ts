import { expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { hash, ignored, integer, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { newInvoiceItem } from '../invoices/new-invoice-item.js';
import { attemptPayment } from '../invoices/pay-invoice.js';
import { change } from '../state/change.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { periodOf } from './billing-period.js';
import { activate } from './follow-invoice.js';
import { billSubscription } from './subscription-invoice.js';
import { periodLine, prorationLine } from './subscription-lines.js';
import { prorationBehavior } from './subscription-parameters.js';

/** Starts a new period now, bills it and tries to collect. */
function restart(state: StripeState, subscription: Subscription, payment: 'attempt' | 'success'): void {
  const now = state.now();
  subscription.billing_cycle_anchor = now;
  for (const item of subscription.items.data) {
    const { start, end } = periodOf(item.price, now, now);
    item.current_period_start = start;
    item.current_period_end = end;
  }
  const lines = subscription.items.data.map((item) =>
    periodLine(state, item, { start: item.current_period_start, end: item.current_period_end }),
  );
  const invoice = billSubscription(state, subscription, 'subscription_update', lines);
  if (invoice.status !== 'open') return;
  const outcome = attemptPayment(state, invoice, true);
  if (outcome === 'paid' || payment === 'success') return;
  // The attempt counts, not its success: the subscription runs again and owes an invoice.
  change(state, subscription, 'customer.subscription.resumed', (it) => {
    activate(it);
    it.status = 'past_due';
  });
}

export const pauseOperations: readonly Operation[] = [
  operation(
    'POST /v1/subscriptions/{subscription}/pause',
    'subscription',
    {
      expand,
      bill_for: hash({
        outstanding_usage_through: ignored(hash({ type: required(oneOf('none', 'now')) })),
        unused_time_from: hash({ type: required(oneOf('item_current_period_start', 'none', 'now')) }),
      }),
      invoicing_behavior: ignored(oneOf('invoice', 'pending_invoice_item')),
      type: oneOf('subscription'),
    },
    ({ state, id, parameters }) => {
      const subscription = state.subscriptions.require(id);
      if (!['active', 'past_due', 'trialing'].includes(subscription.status)) {
        throw invalidRequest(`A subscription with the status ${subscription.status} cannot be paused.`);
      }
      const from = parameters.bill_for?.unused_time_from?.type ?? 'now';
      if (subscription.status === 'active' && from !== 'none') {
        for (const item of subscription.items.data) {
          const at = from === 'now' ? state.now() : item.current_period_start;
          newInvoiceItem(state, idOf(subscription.customer) ?? '', prorationLine(state, item, at, -1));
        }
      }
      change(state, subscription, 'customer.subscription.paused', (it) => {
        it.status = 'paused';
        it.status_details = {
          paused: { subscription: { type: 'pause_requested' }, transitioned_at: state.now(), type: 'subscription' },
        };
      });
      return subscription;
    },
  ),
  operation(
    'POST /v1/subscriptions/{subscription}/resume',
    'subscription',
    {
      expand,
      billing_cycle_anchor: hash({ type: required(oneOf('now', 'unchanged')) }),
      payment_behavior: oneOf('resume_on_payment_attempt', 'resume_on_payment_success'),
      proration_behavior: ignored(prorationBehavior),
      proration_date: ignored(integer()),
    },
    ({ state, id, parameters }) => {
      const subscription = state.subscriptions.require(id);
      if (subscription.status !== 'paused') {
        throw invalidRequest(`Only a paused subscription can be resumed; this one is ${subscription.status}.`);
      }
      if (subscription.collection_method !== 'charge_automatically') {
        throw invalidRequest('Resume is only available for subscriptions that use charge_automatically collection.');
      }
      const anchor = parameters.billing_cycle_anchor?.type ?? 'now';
      const running = subscription.items.data.every((item) => item.current_period_end > state.now());
      if (anchor === 'unchanged' && running) {
        change(state, subscription, 'customer.subscription.resumed', activate);
      } else {
        restart(
          state,
          subscription,
          parameters.payment_behavior === 'resume_on_payment_success' ? 'success' : 'attempt',
        );
      }
      return subscription;
    },
  ),
  operation(
    'POST /v1/subscriptions/{subscription}/migrate',
    'subscription',
    {
      expand,
      billing_mode: required(
        hash({
          flexible: hash({ proration_discounts: oneOf('included', 'itemized') }),
          type: required(oneOf('flexible')),
        }),
      ),
    },
    ({ state, id, parameters }) => {
      const subscription = state.subscriptions.require(id);
      if (subscription.billing_mode.type === 'flexible') {
        throw invalidRequest('This subscription has the flexible billing mode already.');
      }
      const discounts = parameters.billing_mode.flexible?.proration_discounts ?? 'included';
      change(state, subscription, 'customer.subscription.updated', (it) => {
        it.billing_mode = { flexible: { proration_discounts: discounts }, type: 'flexible', updated_at: state.now() };
      });
      return subscription;
    },
  ),
];
