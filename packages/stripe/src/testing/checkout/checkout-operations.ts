import { expand, metadataInput, pagination, timeRange } from '../api/common-parameters.js';
import { toCurrency } from '../api/currencies.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { flag, hash, ignored, integer, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest, parameterMissing } from '../api/stripe-api-error.js';
import { requireTransferable } from '../resources/connected-account.js';
import { assertApplicationFee } from '../resources/create-payment-intent.js';
import { mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import { newCheckoutLines } from './checkout-lines.js';
import { lineItems, paymentIntentData, subscriptionData } from './checkout-parameters.js';
import { newCheckoutSession } from './new-checkout-session.js';
import { pageParameters } from './page-parameters.js';

const createSession = operation(
  'POST /v1/checkout/sessions',
  'checkout.session',
  {
    ...pageParameters,
    allow_promotion_codes: flag(),
    allowed_payment_method_types: ignored(list(nonEmpty())),
    billing_address_collection: oneOf('auto', 'required'),
    cancel_url: text(),
    client_reference_id: text(200),
    currency: nonEmpty(3),
    customer: nonEmpty(),
    customer_account: ignored(nonEmpty()),
    customer_creation: oneOf('always', 'if_required'),
    customer_email: nonEmpty(),
    excluded_payment_method_types: ignored(list(nonEmpty())),
    expires_at: integer(),
    integration_identifier: ignored(text()),
    line_items: lineItems,
    locale: nonEmpty(),
    metadata: metadataInput,
    mode: oneOf('payment', 'setup', 'subscription'),
    origin_context: ignored(oneOf('mobile_app', 'web')),
    payment_intent_data: paymentIntentData,
    payment_method_collection: oneOf('always', 'if_required'),
    payment_method_configuration: ignored(nonEmpty()),
    redirect_on_completion: oneOf('always', 'if_required', 'never'),
    return_url: nonEmpty(),
    setup_intent_data: ignored(hash({ description: text(1_000), metadata: metadataInput, on_behalf_of: nonEmpty() })),
    submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
    subscription_data: subscriptionData,
    success_url: text(),
    ui_mode: oneOf('elements', 'embedded_page', 'form', 'hosted_page'),
  },
  ({ state, parameters }) => {
    const {
      mode,
      ui_mode: uiMode = 'hosted_page',
      line_items: items = [],
      customer,
      customer_email: email,
    } = parameters;
    if (mode === undefined) throw parameterMissing('mode');
    if (mode !== 'setup' && items.length === 0) throw parameterMissing('line_items');
    if (uiMode === 'hosted_page' && !parameters.success_url) throw parameterMissing('success_url');
    if (customer !== undefined && email !== undefined) {
      throw invalidRequest('You may only specify one of these parameters: customer, customer_email.', {
        param: 'customer_email',
      });
    }
    if (customer !== undefined) state.customers.require(customer, 'customer');
    const { payment_intent_data: payment, subscription_data: subscription, expires_at: expiresAt } = parameters;
    if (payment && mode !== 'payment') {
      throw invalidRequest('You can not pass `payment_intent_data` in this mode.', { param: 'payment_intent_data' });
    }
    if (subscription && mode !== 'subscription') {
      throw invalidRequest('You can not pass `subscription_data` in this mode.', { param: 'subscription_data' });
    }
    const now = state.now();
    if (expiresAt !== undefined && (expiresAt < now + 1_800 || expiresAt > now + 86_400)) {
      throw invalidRequest('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', {
        param: 'expires_at',
      });
    }
    for (const [destination, param] of [
      [payment?.transfer_data?.destination, 'payment_intent_data[transfer_data][destination]'],
      [subscription?.transfer_data?.destination, 'subscription_data[transfer_data][destination]'],
    ] as const) {
      if (destination !== undefined) requireTransferable(state, destination, param);
    }
    const lines = newCheckoutLines(state, items, mode);
    const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
    assertApplicationFee(payment?.application_fee_amount, total, payment?.transfer_data);
    const currency = lines[0]?.currency ?? parameters.currency;
    const session = newCheckoutSession(state, {
      mode,
      amount: mode === 'setup' ? null : total,
      currency: currency === undefined ? null : toCurrency(currency),
      allowPromotionCodes: parameters.allow_promotion_codes,
      billingAddressCollection: parameters.billing_address_collection,
      cancelUrl: parameters.cancel_url || undefined,
      clientReferenceId: parameters.client_reference_id || undefined,
      customer,
      customerCreation: parameters.customer_creation,
      customerEmail: email,
      expiresAt,
      locale: parameters.locale,
      metadata: mergeMetadata(null, parameters.metadata),
      returnUrl: parameters.return_url,
      submitType: parameters.submit_type,
      successUrl: parameters.success_url || undefined,
      uiMode,
    });
    state.checkoutPlans.set(session.id, { lines, payment, subscription });
    return session;
  },
);

export const checkoutOperations: readonly Operation[] = [
  createSession,
  operation('GET /v1/checkout/sessions/{session}', 'checkout.session', { expand }, ({ state, id }) =>
    state.checkoutSessions.require(id),
  ),
  operation(
    'POST /v1/checkout/sessions/{session}',
    'checkout.session',
    {
      expand,
      collected_information: pageParameters.custom_fields,
      metadata: metadataInput,
      shipping_options: pageParameters.shipping_options,
    },
    ({ state, id, parameters }) => {
      const session = state.checkoutSessions.require(id);
      session.metadata = mergeMetadata(session.metadata, parameters.metadata);
      return session;
    },
  ),
  operation('POST /v1/checkout/sessions/{session}/expire', 'checkout.session', { expand }, ({ state, id }) => {
    const session = state.checkoutSessions.require(id);
    if (session.status !== 'open') {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired; this one is ${session.status}.`,
      );
    }
    session.status = 'expired';
    session.url = null;
    state.emit('checkout.session.expired', session);
    return session;
  }),
  operation('GET /v1/checkout/sessions/{session}/line_items', 'list:item', pagination, ({ state, id, parameters }) => {
    state.checkoutSessions.require(id);
    const { lines = [] } = state.checkoutPlans.get(id) ?? {};
    return paginate(lines, parameters, `/v1/checkout/sessions/${id}/line_items`, 'item');
  }),
  operation(
    'GET /v1/checkout/sessions',
    'list:checkout.session',
    {
      ...pagination,
      created: timeRange,
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      customer_details: hash({ email: required(nonEmpty()) }),
      payment_intent: nonEmpty(),
      payment_link: nonEmpty(),
      status: oneOf('complete', 'expired', 'open'),
      subscription: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { created, customer, customer_details: details, payment_intent: intent, status, subscription } = parameters;
      const found = state.checkoutSessions.newestFirst().filter(
        (session) =>
          inTimeRange(session.created, created) &&
          (customer === undefined || session.customer === customer) &&
          (details === undefined || session.customer_details?.email === details.email) &&
          (intent === undefined || idOf(session.payment_intent) === intent) &&
          parameters.payment_link === undefined && // The emulator has no payment links.
          (status === undefined || session.status === status) &&
          (subscription === undefined || idOf(session.subscription) === subscription),
      );
      return paginate(found, parameters, '/v1/checkout/sessions', 'checkout.session');
    },
  ),
];
