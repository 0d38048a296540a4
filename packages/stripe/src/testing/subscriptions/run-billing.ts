import { finalizeInvoice } from '../invoices/finalize-invoice.js';
import { attemptPayment, voidInvoice } from '../invoices/pay-invoice.js';
import { change } from '../state/change.js';
import { idOf, type Subscription } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { periodOf } from './billing-period.js';
import { endSubscription, isEnded } from './cancel-subscription.js';
import { pauseNow } from './pause-subscription.js';
import { billSubscription, withholdInvoice } from './subscription-invoice.js';
import { periodLine } from './subscription-lines.js';

interface Due {
  readonly at: number;
  run(): void;
}

const incompleteLifetime = 23 * 3_600;

/**
 * Does what Stripe's billing has done up to a moment, in order and each thing at its own time: renews subscriptions, ends trials
 * and scheduled cancellations, expires what was never paid, finalizes drafts. Failed payments are not retried by themselves.
 *
 * @param until epoch seconds
 */
export function runBilling(state: StripeState, until: number): void {
  for (;;) {
    const next = nextDue(state);
    if (!next || next.at > until) break;
    state.during(next.at, next.run);
  }
  state.moveTo(until);
}

function nextDue(state: StripeState): Due | undefined {
  const due = [
    ...state.subscriptions.all().flatMap((subscription) => dueOf(state, subscription)),
    ...state.invoices
      .all()
      .filter(({ status, automatically_finalizes_at: at }) => status === 'draft' && at !== null)
      .map((invoice) => ({
        at: invoice.automatically_finalizes_at ?? 0,
        run: () => {
          finalizeInvoice(state, invoice);
          if (invoice.collection_method === 'send_invoice') state.emit('invoice.sent', invoice);
          else attemptPayment(state, invoice, true);
        },
      })),
  ];
  return due.toSorted((one, other) => one.at - other.at)[0];
}

function dueOf(state: StripeState, subscription: Subscription): Due[] {
  if (isEnded(subscription)) return [];
  if (subscription.status === 'incomplete') {
    return [{ at: subscription.created + incompleteLifetime, run: () => expire(state, subscription) }];
  }
  const due: Due[] = [];
  const { cancel_at: end, pending_update: update } = subscription;
  // A period that stands still does not end.
  const isWaiting = subscription.status === 'paused' && subscription.cancel_at_period_end;
  if (end !== null && !isWaiting) due.push({ at: end, run: () => endSubscription(state, subscription) });
  const resumes = subscription.pause_collection?.resumes_at;
  if (resumes != null) due.push({ at: resumes, run: () => resumeCollection(state, subscription) });
  if (update) due.push({ at: update.expires_at, run: () => dropPendingUpdate(state, subscription) });
  if (subscription.status === 'paused') return due;
  const renewal = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  due.push({ at: renewal, run: () => renew(state, subscription, renewal) });
  return due;
}

function expire(state: StripeState, subscription: Subscription): void {
  const invoice = state.invoices.get(idOf(subscription.latest_invoice) ?? '');
  if (invoice?.status === 'open') voidInvoice(state, invoice);
  change(state, subscription, 'customer.subscription.updated', (it) => {
    it.status = 'incomplete_expired';
    it.ended_at = state.now();
  });
}

function resumeCollection(state: StripeState, subscription: Subscription): void {
  change(state, subscription, 'customer.subscription.updated', (it) => {
    it.pause_collection = null;
  });
}

function dropPendingUpdate(state: StripeState, subscription: Subscription): void {
  const invoice = state.invoices.get(idOf(subscription.latest_invoice) ?? '');
  change(state, subscription, 'customer.subscription.pending_update_expired', (it) => {
    it.pending_update = null;
  });
  if (invoice?.status === 'open') voidInvoice(state, invoice);
}

function renew(state: StripeState, subscription: Subscription, at: number): void {
  const wasTrial = subscription.status === 'trialing';
  const customer = state.customers.require(idOf(subscription.customer) ?? '');
  const method = idOf(subscription.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method);
  const missing = wasTrial && method === undefined && subscription.collection_method === 'charge_automatically';
  const behaviour = subscription.trial_settings?.end_behavior.missing_payment_method;
  if (missing && behaviour === 'cancel') {
    endSubscription(state, subscription);
    return;
  }
  if (missing && behaviour === 'pause') {
    pauseNow(state, subscription, 'trial_end_without_payment_method');
    return;
  }
  const due = subscription.items.data.filter((item) => item.current_period_end <= at);
  change(state, subscription, 'customer.subscription.updated', (it) => {
    for (const item of due) {
      const { start, end } = periodOf(item.price, at, it.billing_cycle_anchor);
      item.current_period_start = start;
      item.current_period_end = end;
    }
    if (wasTrial) it.status = 'active';
  });
  const lines = due.map((item) =>
    periodLine(state, item, { start: item.current_period_start, end: item.current_period_end }),
  );
  const { pause_collection: pause } = subscription;
  const invoice = billSubscription(state, subscription, 'subscription_cycle', lines, { keepDraft: pause !== null });
  if (pause !== null) {
    withholdInvoice(state, invoice, pause);
    return;
  }
  if (invoice.status !== 'open') return;
  const outcome = attemptPayment(state, invoice, true);
  if (outcome === 'no_method') {
    invoice.attempted = true;
    state.emit('invoice.payment_failed', invoice);
    state.onInvoice(invoice, 'failed');
  }
}
