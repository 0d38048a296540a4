import { StripeApiError } from '../api/stripe-api-error.js';
import { newInvoiceItem } from '../invoices/new-invoice-item.js';
import { attemptPayment } from '../invoices/pay-invoice.js';
import { authenticationRequired, declineError } from '../resources/decline-error.js';
import { type Invoice, idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import type { PlannedChange } from './plan-change.js';
import { billSubscription, withholdInvoice } from './subscription-invoice.js';

/** How a planned change is carried out. */
export interface ApplyTerms {
  readonly proration: 'always_invoice' | 'create_prorations' | 'none';
  readonly payment_behavior?:
    | 'allow_incomplete'
    | 'default_incomplete'
    | 'error_if_incomplete'
    | 'pending_if_incomplete'
    | undefined;
  readonly off_session?: boolean | undefined;
}

const pendingLifetime = 23 * 3_600;

/**
 * Bills a planned change. Answers what is left to do to the subscription itself, so that it happens together with the
 * rest of the update. Throws 402, with nothing changed, when the change must be paid and cannot be.
 */
export function applyChange(
  state: StripeState,
  subscription: Subscription,
  planned: PlannedChange,
  terms: ApplyTerms,
): (subscription: Subscription) => void {
  const { payment_behavior: behaviour = 'allow_incomplete' } = terms;
  const total = planned.lines.reduce((sum, { amount }) => sum + amount, 0);
  const billNow = planned.lines.length > 0 && (planned.restarts || terms.proration === 'always_invoice');
  const adopt = (it: Subscription): void => {
    it.items.data = [...planned.items];
    if (planned.restarts) it.billing_cycle_anchor = planned.items[0]?.current_period_start ?? it.billing_cycle_anchor;
  };
  if (!billNow) {
    for (const line of planned.lines) newInvoiceItem(state, idOf(subscription.customer) ?? '', line);
    return adopt;
  }
  if (behaviour === 'error_if_incomplete' && total > 0) assertPaysAtOnce(state, subscription);
  const { latest_invoice: previous } = subscription;
  const { pause_collection: pause } = subscription;
  const invoice = billSubscription(state, subscription, 'subscription_update', planned.lines, {
    keepDraft: pause !== null,
  });
  if (pause !== null) withholdInvoice(state, invoice, pause);
  // `change` compares before and after: what billing did so far belongs to the update as well.
  subscription.latest_invoice = previous;
  const settled = pause !== null || settle(state, subscription, invoice, behaviour, terms.off_session ?? false);
  return (it) => {
    it.latest_invoice = invoice.id;
    if (behaviour === 'pending_if_incomplete' && !settled) {
      it.pending_update = {
        billing_cycle_anchor: null,
        cancel_at_period_end: null,
        discount: null,
        discounts: null,
        expires_at: state.now() + pendingLifetime,
        metadata: null,
        subscription_items: structuredClone(planned.items),
        trial_end: null,
        trial_from_plan: null,
      };
      return;
    }
    adopt(it);
    if (!settled && it.status === 'active') it.status = 'past_due';
  };
}

function settle(
  state: StripeState,
  subscription: Subscription,
  invoice: Invoice,
  behaviour: string,
  offSession: boolean,
): boolean {
  if (subscription.collection_method === 'send_invoice' || invoice.status === 'paid') return true;
  if (behaviour === 'default_incomplete') return false;
  return attemptPayment(state, invoice, offSession) === 'paid';
}

function assertPaysAtOnce(state: StripeState, subscription: Subscription): void {
  const customer = state.customers.require(idOf(subscription.customer) ?? '');
  const id = idOf(subscription.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method);
  const behaviour = id === undefined ? undefined : state.behaviours.get(id);
  if (behaviour?.outcome === 'decline' && behaviour.decline) throw declineError(behaviour.decline);
  if (behaviour?.outcome === 'succeed') return;
  throw new StripeApiError(402, {
    type: 'card_error',
    code: 'subscription_payment_intent_requires_action',
    message: authenticationRequired.message,
  });
}
