import type Stripe from 'stripe';
import { currency, expand, metadataInput, shipping } from '../api/common-parameters.js';
import { assertChargeable, toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { required } from '../api/parameter.js';
import { flag, hash, ignored, integer, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { mergeMetadata } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';
import { requireTransferable } from './connected-account.js';
import { newPaymentIntent } from './new-payment-intent.js';
import {
  amountDetails,
  captureMethod,
  futureUsage,
  hooks,
  methodTypes,
  paymentAmount,
  paymentDetails,
  type TransferDataInput,
  transferData,
} from './payment-intent-parameters.js';
import { resolvePaymentMethod } from './payment-methods.js';
import { confirmationParameters, confirmOnServer, prepareConfirmation } from './server-confirmation.js';
import { toShipping } from './to-shipping.js';

/** The destination of a payment, checked. */
function toTransferData(
  state: StripeState,
  input: TransferDataInput | undefined,
): Stripe.PaymentIntent.TransferData | undefined {
  if (!input) return undefined;
  requireTransferable(state, input.destination, 'transfer_data[destination]');
  return { destination: input.destination, ...(input.amount !== undefined && { amount: input.amount }) };
}

/** Refuses a platform fee that nothing can be taken from. */
export function assertApplicationFee(
  fee: number | null | undefined,
  amount: number,
  transfer: { readonly amount?: number | null | undefined } | null | undefined,
): void {
  if (fee === undefined || fee === null) return;
  const param = 'application_fee_amount';
  if (!transfer) {
    throw invalidRequest('Can only apply an application_fee_amount when the payment goes to a connected account.', {
      param,
    });
  }
  if (transfer.amount !== undefined && transfer.amount !== null) {
    throw invalidRequest('You cannot give both application_fee_amount and transfer_data[amount].', { param });
  }
  if (fee > amount)
    throw invalidRequest('Your application fee cannot be more than the amount of the payment.', { param });
}

export const createPaymentIntent: Operation = operation(
  'POST /v1/payment_intents',
  'payment_intent',
  {
    ...confirmationParameters,
    expand,
    amount: required(paymentAmount),
    currency: required(currency),
    allowed_payment_method_types: methodTypes,
    amount_details: amountDetails,
    application_fee_amount: integer({ min: 0 }),
    automatic_payment_methods: hash({ enabled: required(flag()), allow_redirects: oneOf('always', 'never') }),
    capture_method: captureMethod,
    confirm: flag(),
    confirmation_method: oneOf('automatic', 'manual'),
    customer: nonEmpty(),
    customer_account: ignored(nonEmpty()),
    description: text(1_000),
    excluded_payment_method_types: ignored(methodTypes),
    hooks,
    metadata: metadataInput,
    on_behalf_of: nonEmpty(),
    payment_details: paymentDetails,
    payment_method_configuration: ignored(nonEmpty()),
    receipt_email: text(),
    setup_future_usage: futureUsage,
    shipping,
    statement_descriptor: text(22),
    statement_descriptor_suffix: text(22),
    transfer_data: transferData,
    transfer_group: text(),
  },
  ({ state, parameters }) => {
    const { amount, confirm = false, customer, on_behalf_of: onBehalfOf } = parameters;
    const known = toCurrency(parameters.currency);
    assertChargeable(amount, known);
    if (!confirm) {
      for (const name of ['error_on_requires_action', 'off_session', 'return_url'] as const) {
        if (parameters[name] === undefined) continue;
        throw invalidRequest(`You can only use ${name} when confirm is set to true.`, { param: name });
      }
    }
    if (customer !== undefined) state.customers.require(customer, 'customer');
    if (onBehalfOf !== undefined) state.accounts.require(onBehalfOf, 'on_behalf_of');
    assertApplicationFee(parameters.application_fee_amount, amount, parameters.transfer_data);
    const transfer = toTransferData(state, parameters.transfer_data);
    const allowed = parameters.allowed_payment_method_types as Stripe.PaymentIntent['allowed_payment_method_types'];
    const automatic = allowed ? null : toAutomatic(parameters.automatic_payment_methods);
    const named = parameters.payment_method;
    const method = named === undefined ? undefined : resolvePaymentMethod(state, named, 'payment_method', customer);
    const facts = {
      automatic_payment_methods: automatic,
      customer: customer ?? null,
      payment_method: method?.id ?? null,
    };
    const chosen = confirm
      ? prepareConfirmation(state, facts, { ...parameters, payment_method: method?.id })
      : undefined;
    const intent = newPaymentIntent(state, {
      ...parameters,
      currency: known,
      payment_method: method?.id,
      allowed_payment_method_types: allowed,
      automatic_payment_methods: automatic,
      metadata: mergeMetadata(null, parameters.metadata),
      shipping: toShipping(parameters.shipping) ?? undefined,
      transfer_data: transfer,
    });
    if (chosen) confirmOnServer(state, intent, chosen, parameters);
    return intent;
  },
);

function toAutomatic(
  given: { readonly enabled: boolean; readonly allow_redirects?: 'always' | 'never' | undefined } | undefined,
): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  if (given === undefined) return { allow_redirects: 'always', enabled: true };
  return given.enabled ? { allow_redirects: given.allow_redirects ?? 'always', enabled: true } : { enabled: false };
}
