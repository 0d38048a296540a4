import type { Expander } from './api/expand.js';
import { embeddedList } from './api/paginate.js';
import { paymentOf } from './invoices/finalize-invoice.js';
import type { StripeState } from './state/stripe-state.js';

/** Looks up what ids stand for, and builds the fields that Stripe leaves out unless they are asked for. */
export function createExpander(state: StripeState): Expander {
  const collections = [
    state.accounts,
    state.applicationFees,
    state.balanceTransactions,
    state.charges,
    state.checkoutSessions,
    state.customers,
    state.disputes,
    state.invoiceItems,
    state.invoicePayments,
    state.invoices,
    state.paymentIntents,
    state.paymentMethods,
    state.payouts,
    state.prices,
    state.products,
    state.refunds,
    state.setupIntents,
    state.subscriptions,
    state.transferReversals,
    state.transfers,
  ];
  const leftOut: Readonly<Record<string, (id: string) => unknown>> = {
    'charge.refunds': (id) =>
      embeddedList(
        state.refunds.newestFirst().filter((refund) => refund.charge === id),
        `/v1/charges/${id}/refunds`,
      ),
    'checkout.session.line_items': (id) =>
      embeddedList(state.checkoutPlans.get(id)?.lines ?? [], `/v1/checkout/sessions/${id}/line_items`),
    'customer.subscriptions': (id) =>
      embeddedList(
        state.subscriptions.newestFirst().filter((it) => it.customer === id && it.status !== 'canceled'),
        `/v1/customers/${id}/subscriptions`,
      ),
    'customer.sources': (id) => embeddedList([], `/v1/customers/${id}/sources`),
    'customer.tax_ids': (id) => embeddedList([], `/v1/customers/${id}/tax_ids`),
    'invoice.confirmation_secret': (id) => {
      const invoice = state.invoices.get(id);
      const intent = invoice && paymentOf(state, invoice);
      return intent?.client_secret == null ? null : { client_secret: intent.client_secret, type: 'payment_intent' };
    },
    'invoice.payments': (id) =>
      embeddedList(
        state.invoicePayments.newestFirst().filter((it) => it.invoice === id),
        `/v1/invoice_payments?invoice=${id}`,
      ),
  };
  return {
    byId: (id) => {
      for (const collection of collections) {
        const found = collection.get(id);
        if (found) return found;
      }
      return undefined;
    },
    leftOut: ({ object, id }, field) => {
      const key = `${String(object)}.${field}`;
      return Object.hasOwn(leftOut, key) ? leftOut[key]?.(String(id)) : undefined;
    },
  };
}
