import { invalidRequest } from '../api/stripe-api-error.js';
import type { Invoice } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';

/** An invoice in one of the states that an action needs. Throws 404 for an unknown one, 400 for another state. */
export function requireInvoice(
  state: StripeState,
  id: string,
  action: string,
  ...allowed: NonNullable<Invoice['status']>[]
): Invoice {
  const invoice = state.invoices.require(id);
  const { status } = invoice;
  if (status !== null && allowed.includes(status)) return invoice;
  if (status === 'paid' && action === 'pay') throw invalidRequest('Invoice is already paid');
  throw invalidRequest(`You can only ${action} invoices that are ${allowed.join(' or ')}; this one is ${status}.`, {
    code: 'invoice_not_editable',
  });
}
