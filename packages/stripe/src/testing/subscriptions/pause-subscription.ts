import { expand } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { hash, ignored, oneOf } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { newInvoiceItem } from '../invoices/new-invoice-item.js';
import { change } from '../state/change.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { billSubscription } from './subscription-invoice.js';
import { prorationLine } from './subscription-lines.js';

/** Why a subscription was paused. */
type PauseReason = 'pause_requested' | 'trial_end_without_payment_method';

/** Pauses a subscription. Its period ends with the pause, and nothing is billed until it is resumed. */
export function pauseNow(state: StripeState, subscription: Subscription, reason: PauseReason): void {
  change(state, subscription, ['customer.subscription.paused', 'customer.subscription.updated'], (it) => {
    it.status = 'paused';
    it.status_details = {
      paused: { subscription: { type: reason }, transitioned_at: state.now(), type: 'subscription' },
    };
    it.pending_update = null;
    for (const item of it.items.data) item.current_period_end = Math.min(item.current_period_end, state.now());
  });
}

function assertPausable({ status, collection_method: collection, billing_mode: mode }: Subscription): void {
  if (!['active', 'past_due', 'unpaid'].includes(status)) {
    throw invalidRequest(`A subscription with the status ${status} cannot be paused.`);
  }
  if (collection !== 'charge_automatically') {
    throw invalidRequest('A subscription that uses send_invoice collection cannot be paused.');
  }
  if (mode.type !== 'flexible') {
    throw invalidRequest('A subscription in the classic billing mode cannot be paused.');
  }
}

export const pauseSubscription: Operation = operation(
  'POST /v1/subscriptions/{subscription}/pause',
  'subscription',
  {
    expand,
    bill_for: hash({
      outstanding_usage_through: ignored(hash({ type: required(oneOf('none', 'now')) })),
      unused_time_from: hash({ type: required(oneOf('item_current_period_start', 'none', 'now')) }),
    }),
    invoicing_behavior: oneOf('invoice', 'pending_invoice_item'),
    type: oneOf('subscription'),
  },
  ({ state, id, parameters }) => {
    const subscription = state.subscriptions.require(id);
    assertPausable(subscription);
    const from = parameters.bill_for?.unused_time_from?.type ?? 'now';
    const isCredited = subscription.status === 'active' && from !== 'none';
    const credits = isCredited
      ? subscription.items.data.map((item) =>
          prorationLine(state, item, from === 'now' ? state.now() : item.current_period_start, -1),
        )
      : [];
    if (parameters.invoicing_behavior !== 'invoice') {
      for (const credit of credits) newInvoiceItem(state, idOf(subscription.customer) ?? '', credit);
    } else if (credits.length > 0) {
      billSubscription(state, subscription, 'subscription_update', credits);
    }
    pauseNow(state, subscription, 'pause_requested');
    return subscription;
  },
);
