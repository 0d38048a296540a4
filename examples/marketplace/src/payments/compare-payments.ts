import type { StripeBook } from '@breakwater/stripe/testing';
import { type ComparedFact, factsOf, sum } from '../comparison.ts';
import type { Store } from '../store/open-store.ts';

/** Money, here and at Stripe. */
export function comparePayments(store: Store, book: StripeBook): readonly ComparedFact[] {
  const fact = factsOf('Stripe');
  const payments = store.read<{ id: string; amount: number }>("SELECT * FROM payment WHERE status = 'succeeded'");
  const refunds = store.read<{ event: string; amount: number }>('SELECT * FROM refund');
  const invoices = store.read<{ event: string; amount: number }>('SELECT * FROM invoice_paid');
  const subscriptions = store.read<{ id: string; status: string; price: string }>('SELECT * FROM subscription');
  const amountOf = (rows: readonly { readonly amount: number }[]): number => sum(rows.map(({ amount }) => amount));

  const charged = book.charges.filter(({ status }) => status === 'succeeded');
  const paidInvoices = book.invoices.filter((invoice) => invoice.status === 'paid');
  const events = [...invoices, ...refunds].map(({ event }) => event);
  return [
    fact('charges', payments.length + invoices.length, charged.length),
    fact('charged in all', amountOf(payments) + amountOf(invoices), amountOf(charged)),
    fact('refunded', amountOf(refunds), amountOf(book.refunds)),
    fact('paid invoices', invoices.length, paidInvoices.length),
    fact('paid by invoice', amountOf(invoices), sum(paidInvoices.map((invoice) => invoice.amount_paid))),
    fact('events applied', events.length, new Set(events).size),
    fact('held in all', amountOf(payments) - amountOf(refunds) + amountOf(invoices), book.balance['usd'] ?? 0),
    ...book.subscriptions.map((subscription) => {
      const here = subscriptions.find(({ id }) => id === subscription.id);
      const price = subscription.items.data[0]?.price.id;
      return fact('subscription', `${here?.status} ${here?.price}`, `${subscription.status} ${price}`);
    }),
  ];
}
