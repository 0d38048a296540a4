import type { StripeBook } from '@breakwater/stripe/testing';
import type { Ledger } from './ledger.ts';

/** One fact as either side believes it. */
export interface ComparedFact {
  readonly fact: string;
  readonly application: string;
  readonly stripe: string;
}

const sum = (amounts: Iterable<number>): number => [...amounts].reduce((total, amount) => total + amount, 0);

const toId = (reference: string | { readonly id: string } | null): string =>
  typeof reference === 'string' ? reference : (reference?.id ?? '');

/** Lays what the application believes beside what Stripe believes. */
export function compare(ledger: Ledger, book: StripeBook, customerId: string): readonly ComparedFact[] {
  const succeeded = [...ledger.payments.values()].filter((payment) => payment.status === 'succeeded');
  const paid = sum(succeeded.map((payment) => payment.amount));
  const refunded = sum(succeeded.map((payment) => payment.refunded));
  const invoices = book.invoices.filter((invoice) => invoice.status === 'paid');
  const mostOften = Math.max(0, ...ledger.appliedEvents.values());
  const oneOff = book.charges.filter((charge) => ledger.payments.has(toId(charge.payment_intent)));
  return [
    { fact: 'one-off charges', application: String(succeeded.length), stripe: String(oneOff.length) },
    { fact: 'paid for them', application: String(paid), stripe: String(sum(oneOff.map((charge) => charge.amount))) },
    {
      fact: 'refunded',
      application: String(refunded),
      stripe: String(sum(book.refunds.map((refund) => refund.amount))),
    },
    { fact: 'paid invoices', application: String(ledger.appliedEvents.size), stripe: String(invoices.length) },
    {
      fact: 'paid by invoice',
      application: String(ledger.invoiced),
      stripe: String(sum(invoices.map((invoice) => invoice.amount_paid))),
    },
    { fact: 'an event applied at most', application: `${mostOften}x`, stripe: '1x' },
    {
      fact: 'held of this customer',
      application: String(paid - refunded + ledger.invoiced),
      stripe: String(book.paidBy(customerId)['usd'] ?? 0),
    },
    ...book.subscriptions.map((subscription) => {
      const belief = ledger.subscriptions.get(subscription.id);
      return {
        fact: 'subscription',
        application: `${belief?.status} ${belief?.priceId}`,
        stripe: `${subscription.status} ${subscription.items.data[0]?.price.id}`,
      };
    }),
  ];
}

/** Whether the two sides differ on a fact. */
export function differsFrom({ application, stripe }: ComparedFact): boolean {
  return application !== stripe;
}

/** The facts as a table. */
export function toTable(facts: readonly ComparedFact[]): string {
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => cell.padEnd(index === 0 ? 26 : 38)).join('');
  const rows = facts.map((row) => line([row.fact, row.application, row.stripe, differsFrom(row) ? 'DIFFERS' : 'ok']));
  return [line(['', 'the application believes', 'Stripe believes']), ...rows].join('\n');
}
