import type Stripe from 'stripe';
import { invalidRequest } from '../api/stripe-api-error.js';
import type { StripeState } from '../state/stripe-state.js';

/** The account that money is to go to. Throws 400 for an unknown one and for one that cannot take transfers (yet). */
export function requireTransferable(state: StripeState, id: string, param: string): Stripe.Account {
  const account = state.accounts.require(id, param);
  if (account.capabilities?.transfers !== 'active') {
    throw invalidRequest(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer', param },
    );
  }
  return account;
}
