import { expand, metadataInput, pagination, shipping, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { clearable, flag, hash, ignored, integer, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { mergeMetadata } from '../state/change.js';
import { assertIntentStatus } from './confirm-payment.js';
import { createPaymentIntent } from './create-payment-intent.js';
import {
  amountDetails,
  amountDetailsUpdate,
  amountToConfirm,
  captureMethod,
  futureUsage,
  hooks,
  methodTypes,
  paymentDetailsUpdate,
} from './payment-intent-parameters.js';
import { confirmationParameters, confirmOnServer, prepareConfirmation } from './server-confirmation.js';
import { cancelPayment, capturePayment } from './settle-payment.js';
import { toShipping } from './to-shipping.js';
import { updatePaymentIntent } from './update-payment-intent.js';

const confirmPaymentIntent = operation(
  'POST /v1/payment_intents/{intent}/confirm',
  'payment_intent',
  {
    ...confirmationParameters,
    expand,
    allowed_payment_method_types: ignored(methodTypes),
    amount_details: amountDetailsUpdate,
    amount_to_confirm: amountToConfirm,
    capture_method: captureMethod,
    excluded_payment_method_types: ignored(clearable(methodTypes)),
    hooks,
    payment_details: paymentDetailsUpdate,
    receipt_email: text(),
    setup_future_usage: clearable(futureUsage),
    shipping: clearable(shipping),
  },
  ({ state, id, parameters }) => {
    const intent = state.paymentIntents.require(id);
    assertIntentStatus(intent, 'confirm', 'requires_payment_method', 'requires_confirmation', 'requires_action');
    const method = prepareConfirmation(state, intent, parameters);
    if (parameters.capture_method !== undefined) intent.capture_method = parameters.capture_method;
    if (parameters.receipt_email !== undefined) intent.receipt_email = parameters.receipt_email || null;
    if (parameters.setup_future_usage !== undefined) intent.setup_future_usage = parameters.setup_future_usage;
    if (parameters.shipping !== undefined) intent.shipping = toShipping(parameters.shipping);
    confirmOnServer(state, intent, method, parameters);
    return intent;
  },
);

const capturePaymentIntent = operation(
  'POST /v1/payment_intents/{intent}/capture',
  'payment_intent',
  {
    expand,
    amount_details: amountDetails,
    amount_to_capture: integer({ min: 1 }),
    application_fee_amount: integer({ min: 0 }),
    final_capture: ignored(flag()),
    hooks,
    metadata: metadataInput,
    payment_details: paymentDetailsUpdate,
    statement_descriptor: text(22),
    statement_descriptor_suffix: text(22),
    transfer_data: ignored(hash({ amount: integer({ min: 1 }) })),
  },
  ({ state, id, parameters }) => {
    const intent = state.paymentIntents.require(id);
    assertIntentStatus(intent, 'capture', 'requires_capture');
    const { amount_to_capture: amount = intent.amount_capturable, application_fee_amount: fee } = parameters;
    if (amount > intent.amount_capturable) {
      throw invalidRequest(
        `The requested capture amount is greater than the amount you can capture for this charge (${intent.amount_capturable}).`,
        { code: 'amount_too_large', param: 'amount_to_capture' },
      );
    }
    intent.metadata = mergeMetadata(intent.metadata, parameters.metadata);
    if (fee !== undefined) intent.application_fee_amount = fee;
    capturePayment(state, intent, amount);
    return intent;
  },
);

export const paymentIntentOperations: readonly Operation[] = [
  createPaymentIntent,
  updatePaymentIntent,
  confirmPaymentIntent,
  capturePaymentIntent,
  operation(
    'POST /v1/payment_intents/{intent}/cancel',
    'payment_intent',
    {
      expand,
      cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'),
    },
    ({ state, id, parameters }) => {
      const intent = state.paymentIntents.require(id);
      const open = ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture'] as const;
      assertIntentStatus(intent, 'cancel', ...open, 'processing');
      if (state.invoicePayments.all().some(({ payment }) => payment.payment_intent === id)) {
        throw invalidRequest('This PaymentIntent belongs to an invoice. Void the invoice instead.', {
          code: 'payment_intent_unexpected_state',
        });
      }
      cancelPayment(state, intent, parameters.cancellation_reason ?? null);
      return intent;
    },
  ),
  operation(
    'GET /v1/payment_intents/{intent}',
    'payment_intent',
    { expand, client_secret: nonEmpty() },
    ({ state, id, parameters: { client_secret: secret } }) => {
      const intent = state.paymentIntents.require(id);
      if (secret !== undefined && secret !== intent.client_secret) {
        throw invalidRequest(
          'The client_secret provided does not match any associated PaymentIntent on this account.',
          {
            code: 'resource_missing',
            param: 'client_secret',
          },
        );
      }
      return intent;
    },
  ),
  operation(
    'GET /v1/payment_intents',
    'list:payment_intent',
    { ...pagination, created: timeRange, customer: nonEmpty(), customer_account: ignored(nonEmpty()) },
    ({ state, parameters }) => {
      const { created, customer } = parameters;
      const found = state.paymentIntents
        .newestFirst()
        .filter(
          (intent) => inTimeRange(intent.created, created) && (customer === undefined || intent.customer === customer),
        );
      return paginate(found, parameters, '/v1/payment_intents', 'payment_intent');
    },
  ),
];
