import { currency, expand, metadataInput, openHash, shipping } from '../api/common-parameters.js';
import { assertChargeable, toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { clearable, ignored, integer, nonEmpty, text } from '../api/parameter-kinds.js';
import { mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { assertIntentStatus } from './confirm-payment.js';
import { assertApplicationFee } from './create-payment-intent.js';
import {
  amountDetailsUpdate,
  captureMethod,
  futureUsage,
  hooks,
  methodTypes,
  paymentAmount,
  paymentDetailsUpdate,
  transferDataUpdate,
} from './payment-intent-parameters.js';
import { resolvePaymentMethod } from './payment-methods.js';
import { toShipping } from './to-shipping.js';

export const updatePaymentIntent: Operation = operation(
  'POST /v1/payment_intents/{intent}',
  'payment_intent',
  {
    expand,
    allowed_payment_method_types: ignored(methodTypes),
    amount: paymentAmount,
    amount_details: amountDetailsUpdate,
    application_fee_amount: clearable(integer({ min: 0 })),
    capture_method: captureMethod,
    currency,
    customer: nonEmpty(),
    customer_account: ignored(nonEmpty()),
    description: text(1_000),
    excluded_payment_method_types: ignored(clearable(methodTypes)),
    hooks,
    metadata: metadataInput,
    payment_details: paymentDetailsUpdate,
    payment_method: nonEmpty(),
    payment_method_configuration: ignored(nonEmpty()),
    payment_method_data: openHash,
    payment_method_options: openHash,
    receipt_email: text(),
    setup_future_usage: clearable(futureUsage),
    shipping: clearable(shipping),
    statement_descriptor: text(22),
    statement_descriptor_suffix: text(22),
    transfer_data: transferDataUpdate,
    transfer_group: text(),
  },
  ({ state, id, parameters }) => {
    const intent = state.paymentIntents.require(id);
    const { amount = intent.amount, customer, metadata, payment_method: named } = parameters;
    const onlyFacts = Object.keys(parameters).every((name) => ['metadata', 'description', 'expand'].includes(name));
    if (!onlyFacts) {
      assertIntentStatus(intent, 'update', 'requires_payment_method', 'requires_confirmation', 'requires_action');
    }
    const known = parameters.currency === undefined ? intent.currency : toCurrency(parameters.currency);
    assertChargeable(amount, known);
    const { application_fee_amount: fee = intent.application_fee_amount } = parameters;
    assertApplicationFee(fee, amount, intent.transfer_data);
    if (customer !== undefined) state.customers.require(customer, 'customer');
    const owner = customer ?? idOf(intent.customer);
    const method = named === undefined ? undefined : resolvePaymentMethod(state, named, 'payment_method', owner);
    intent.amount = amount;
    intent.currency = known;
    intent.metadata = mergeMetadata(intent.metadata, metadata);
    if (customer !== undefined) intent.customer = customer;
    if (parameters.description !== undefined) intent.description = parameters.description || null;
    if (parameters.receipt_email !== undefined) intent.receipt_email = parameters.receipt_email || null;
    if (parameters.capture_method !== undefined) intent.capture_method = parameters.capture_method;
    if (parameters.setup_future_usage !== undefined) intent.setup_future_usage = parameters.setup_future_usage;
    if (parameters.shipping !== undefined) intent.shipping = toShipping(parameters.shipping);
    if (parameters.transfer_group !== undefined) intent.transfer_group = parameters.transfer_group;
    if (parameters.statement_descriptor !== undefined) intent.statement_descriptor = parameters.statement_descriptor;
    if (parameters.statement_descriptor_suffix !== undefined) {
      intent.statement_descriptor_suffix = parameters.statement_descriptor_suffix;
    }
    intent.application_fee_amount = fee;
    if (method) {
      intent.payment_method = method.id;
      intent.next_action = null;
      intent.status = 'requires_confirmation';
    }
    return intent;
  },
);
