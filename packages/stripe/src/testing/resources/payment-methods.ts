import type Stripe from 'stripe';
import { address, expand, metadataInput, openHash, pagination } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { hash, ignored, integer, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, resourceMissing } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import type { StripeState } from '../state/stripe-state.js';
import { declineError } from './decline-error.js';
import { newPaymentMethod } from './new-payment-method.js';
import { findTestCard, findTestPaymentMethod } from './test-payment-methods.js';

const types = oneOf('card', 'us_bank_account');

const billingDetails = hash({ address, email: text(), name: text(), phone: text(), tax_id: text() });

/**
 * The payment method that a parameter names. Stripe's test methods (`pm_card_visa`) stand for a new one each time.
 * Throws `resource_missing` for an unknown one.
 */
export function resolvePaymentMethod(
  state: StripeState,
  id: string,
  param: string,
  customer?: string,
): Stripe.PaymentMethod {
  const known = state.paymentMethods.get(id);
  if (known) {
    if (known.customer !== null && customer !== undefined && known.customer !== customer) {
      throw invalidRequest('The payment method belongs to another customer.', { param });
    }
    return known;
  }
  const behaviour = findTestPaymentMethod(id);
  if (!behaviour) throw resourceMissing('PaymentMethod', id, param);
  return newPaymentMethod(state, behaviour);
}

/**
 * Refuses a default that the customer does not have. A test method (`pm_card_visa`) stands for a new one each time, so that
 * it is nobody's before it is attached; what attaching it answers has an id of its own.
 */
export function assertAttached(state: StripeState, id: string, param: string, customer: string | undefined): void {
  const method = state.paymentMethods.get(id);
  if (!method && !findTestPaymentMethod(id)) throw resourceMissing('PaymentMethod', id, param);
  if (customer !== undefined && method?.customer === customer) return;
  const message = `The customer has no payment method with the ID ${id}: it has to be attached to the customer first.`;
  throw invalidRequest(message, { code: 'resource_missing', param });
}

/** Saves a payment method on a customer. Throws 402 for one that the bank would decline to save. */
export function attachPaymentMethod(state: StripeState, method: Stripe.PaymentMethod, customer: string): void {
  if (method.customer === customer) return;
  if (method.customer !== null) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
      param: 'payment_method',
    });
  }
  const behaviour = state.behaviours.get(method.id);
  if (behaviour?.attachable === false && behaviour.decline) throw declineError(behaviour.decline);
  change(state, method, 'payment_method.attached', (it) => {
    it.customer = customer;
  });
}

function listOf(state: StripeState, customer: string | undefined, type: string | undefined): Stripe.PaymentMethod[] {
  return state.paymentMethods
    .newestFirst()
    .filter((method) => method.customer !== null && (customer === undefined || method.customer === customer))
    .filter((method) => type === undefined || method.type === type);
}

export const paymentMethodOperations: readonly Operation[] = [
  operation(
    'POST /v1/payment_methods',
    'payment_method',
    {
      expand,
      type: required(types),
      allow_redisplay: oneOf('always', 'limited', 'unspecified'),
      billing_details: billingDetails,
      card: hash({ token: nonEmpty(), number: nonEmpty(), exp_month: integer(), exp_year: integer(), cvc: text() }),
      metadata: metadataInput,
      radar_options: openHash,
      us_bank_account: openHash,
    },
    ({ state, parameters: { type, card, billing_details: billing, metadata, allow_redisplay: redisplay } }) => {
      if (type === 'card' && card === undefined) {
        throw invalidRequest('Missing required param: card.', { code: 'parameter_missing', param: 'card' });
      }
      const behaviour =
        type === 'us_bank_account'
          ? findTestPaymentMethod('pm_usBankAccount')
          : card?.token === undefined
            ? findTestCard(card?.number?.replaceAll(' ', '') ?? '')
            : findTestPaymentMethod(card.token);
      if (!behaviour) {
        throw invalidRequest('The emulator knows only the card numbers and tokens that Stripe offers for tests.', {
          code: 'incorrect_number',
          param: card?.token === undefined ? 'card[number]' : 'card[token]',
        });
      }
      const method = newPaymentMethod(state, behaviour);
      method.metadata = mergeMetadata(null, metadata);
      method.allow_redisplay = redisplay ?? 'unspecified';
      method.billing_details = {
        ...method.billing_details,
        email: billing?.email ?? null,
        name: billing?.name ?? null,
        phone: billing?.phone ?? null,
      };
      return method;
    },
  ),
  operation('GET /v1/payment_methods/{payment_method}', 'payment_method', { expand }, ({ state, id }) =>
    state.paymentMethods.require(id),
  ),
  operation(
    'POST /v1/payment_methods/{payment_method}',
    'payment_method',
    {
      expand,
      allow_redisplay: oneOf('always', 'limited', 'unspecified'),
      billing_details: ignored(billingDetails),
      card: openHash,
      metadata: metadataInput,
      payto: openHash,
      us_bank_account: openHash,
    },
    ({ state, id, parameters: { metadata, allow_redisplay: redisplay } }) => {
      const method = state.paymentMethods.require(id);
      change(state, method, 'payment_method.updated', (it) => {
        it.metadata = mergeMetadata(it.metadata, metadata);
        if (redisplay !== undefined) it.allow_redisplay = redisplay;
      });
      return method;
    },
  ),
  operation(
    'POST /v1/payment_methods/{payment_method}/attach',
    'payment_method',
    { expand, customer: nonEmpty(), customer_account: ignored(nonEmpty()) },
    ({ state, id, parameters: { customer } }) => {
      if (customer === undefined) {
        throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
      }
      state.customers.require(customer, 'customer');
      const method = resolvePaymentMethod(state, id, 'payment_method');
      attachPaymentMethod(state, method, customer);
      return method;
    },
  ),
  operation('POST /v1/payment_methods/{payment_method}/detach', 'payment_method', { expand }, ({ state, id }) => {
    const method = state.paymentMethods.require(id);
    if (method.customer === null) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    change(state, method, 'payment_method.detached', (it) => {
      it.customer = null;
    });
    return method;
  }),
  operation(
    'GET /v1/payment_methods',
    'list:payment_method',
    {
      ...pagination,
      allow_redisplay: oneOf('always', 'limited', 'unspecified'),
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      type: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { customer, type, allow_redisplay: redisplay } = parameters;
      if (customer !== undefined) state.customers.require(customer, 'customer');
      const found = listOf(state, customer, type).filter(
        (method) => redisplay === undefined || method.allow_redisplay === redisplay,
      );
      return paginate(found, parameters, '/v1/payment_methods', 'payment_method');
    },
  ),
  operation(
    'GET /v1/customers/{customer}/payment_methods',
    'list:payment_method',
    { ...pagination, allow_redisplay: oneOf('always', 'limited', 'unspecified'), type: nonEmpty() },
    ({ state, id, parameters }) => {
      state.customers.require(id);
      const found = listOf(state, id, parameters.type);
      return paginate(found, parameters, `/v1/customers/${id}/payment_methods`, 'payment_method');
    },
  ),
];
