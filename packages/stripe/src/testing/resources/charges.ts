import type Stripe from 'stripe';
import { expand, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { nonEmpty } from '../api/parameter-kinds.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import type { Decline } from './test-payment-methods.js';

/** How a charge turns out. */
export interface ChargeResult {
  readonly captured: boolean;
  readonly decline?: Decline;
}

/** Charges a payment method for a payment intent. Money is booked when the charge is captured, not here. */
export function newCharge(
  state: StripeState,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { captured, decline }: ChargeResult,
): Stripe.Charge {
  const id = state.identifier('ch');
  const failed = decline !== undefined;
  return state.charges.add({
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'EMULATOR',
    captured,
    created: state.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: intent.on_behalf_of,
    outcome: {
      advice_code: decline?.adviceCode ?? null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: failed ? 'declined_by_network' : 'approved_by_network',
      reason: decline?.declineCode ?? null,
      risk_level: 'normal',
      seller_message: failed ? 'The bank did not accept the payment.' : 'Payment complete.',
      type: failed ? 'issuer_declined' : 'authorized',
    },
    paid: !failed,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(method, intent.amount),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: failed ? null : `https://pay.stripe.com/receipts/payment/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: failed ? 'failed' : 'succeeded',
    transfer_data: intent.transfer_data
      ? { amount: intent.transfer_data.amount ?? null, destination: idOf(intent.transfer_data.destination) ?? '' }
      : null,
    transfer_group: intent.transfer_group,
  });
}

function methodDetails(method: Stripe.PaymentMethod, amount: number): Stripe.Charge.PaymentMethodDetails {
  const { card, us_bank_account: bank } = method;
  if (card) {
    return {
      type: 'card',
      card: {
        amount_authorized: amount,
        authorization_code: null,
        brand: card.brand,
        checks: card.checks,
        country: card.country,
        electronic_commerce_indicator: null,
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        extended_authorization: { status: 'disabled' },
        fingerprint: card.fingerprint ?? null,
        funding: card.funding,
        incremental_authorization: { status: 'unavailable' },
        installments: null,
        last4: card.last4,
        mandate: null,
        multicapture: { status: 'unavailable' },
        network: card.brand,
        network_token: { used: false },
        network_transaction_id: null,
        overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
        regulated_status: card.regulated_status,
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
    };
  }
  return {
    type: 'us_bank_account',
    us_bank_account: {
      account_holder_type: bank?.account_holder_type ?? null,
      account_type: bank?.account_type ?? null,
      bank_name: bank?.bank_name ?? null,
      fingerprint: bank?.fingerprint ?? null,
      last4: bank?.last4 ?? null,
      payment_reference: null,
      routing_number: bank?.routing_number ?? null,
    },
  };
}

export const chargeOperations: readonly Operation[] = [
  operation('GET /v1/charges/{charge}', 'charge', { expand }, ({ state, id }) => state.charges.require(id)),
  operation(
    'GET /v1/charges',
    'list:charge',
    {
      ...pagination,
      created: timeRange,
      customer: nonEmpty(),
      payment_intent: nonEmpty(),
      transfer_group: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { created, customer, payment_intent: intent, transfer_group: group } = parameters;
      const found = state.charges
        .newestFirst()
        .filter(
          (charge) =>
            inTimeRange(charge.created, created) &&
            (customer === undefined || charge.customer === customer) &&
            (intent === undefined || charge.payment_intent === intent) &&
            (group === undefined || charge.transfer_group === group),
        );
      return paginate(found, parameters, '/v1/charges', 'charge');
    },
  ),
];
