import type Stripe from 'stripe';
import { expand, metadataInput, openHash, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { required } from '../api/parameter.js';
import { clearable, flag, hash, ignored, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { mergeMetadata } from '../state/change.js';
import { idOf } from '../state/objects.js';
import type { StripeState } from '../state/stripe-state.js';
import { declineError } from './decline-error.js';
import { methodTypes } from './payment-intent-parameters.js';
import { attachPaymentMethod, resolvePaymentMethod } from './payment-methods.js';

/** Makes a setup intent that waits for a payment method. */
export function newSetupIntent(
  state: StripeState,
  init: {
    readonly customer?: string | undefined;
    readonly description?: string | undefined;
    readonly metadata?: Stripe.Metadata | undefined;
    readonly usage?: 'off_session' | 'on_session' | undefined;
  },
): Stripe.SetupIntent {
  const id = state.identifier('seti');
  const intent: Stripe.SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    cancellation_reason: null,
    client_secret: `${id}_secret_${state.identifier('', 24).slice(1)}`,
    created: state.now(),
    customer: init.customer ?? null,
    customer_account: null,
    description: init.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: init.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: init.usage ?? 'off_session',
  };
  state.setupIntents.add(intent);
  state.emit('setup_intent.created', intent);
  return intent;
}

/** Tries to save a payment method. Throws 402 for one that the bank would decline to save. */
export function confirmSetup(
  state: StripeState,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  authenticated = false,
): void {
  const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
  if (!open.includes(intent.status)) {
    throw invalidRequest(`You cannot confirm this SetupIntent because it has a status of ${intent.status}.`, {
      code: 'setup_intent_unexpected_state',
    });
  }
  const behaviour = state.behaviours.get(method.id);
  intent.payment_method = method.id;
  if (behaviour?.attachable === false && behaviour.decline) {
    intent.payment_method = null;
    intent.status = 'requires_payment_method';
    state.emit('setup_intent.setup_failed', intent);
    throw declineError(behaviour.decline, { setup_intent: intent, payment_method: method });
  }
  if (behaviour?.outcome === 'authenticate' && !authenticated) {
    intent.status = 'requires_action';
    intent.next_action = { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } };
    state.emit('setup_intent.requires_action', intent);
    return;
  }
  intent.status = 'succeeded';
  intent.next_action = null;
  const customer = idOf(intent.customer);
  if (customer !== undefined) attachPaymentMethod(state, method, customer);
  state.emit('setup_intent.succeeded', intent);
}

const shared = {
  expand,
  confirmation_token: ignored(nonEmpty()),
  mandate_data: ignored(clearable(openHash)),
  payment_method: nonEmpty(),
  payment_method_data: openHash,
  payment_method_options: openHash,
  allowed_payment_method_types: ignored(methodTypes),
  return_url: ignored(nonEmpty()),
  use_stripe_sdk: ignored(flag()),
};

export const setupIntentOperations: readonly Operation[] = [
  operation(
    'POST /v1/setup_intents',
    'setup_intent',
    {
      ...shared,
      attach_to_self: ignored(flag()),
      automatic_payment_methods: ignored(
        hash({ enabled: required(flag()), allow_redirects: oneOf('always', 'never') }),
      ),
      confirm: flag(),
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      description: text(1_000),
      excluded_payment_method_types: ignored(methodTypes),
      flow_directions: ignored(list(oneOf('inbound', 'outbound'))),
      metadata: metadataInput,
      on_behalf_of: ignored(nonEmpty()),
      payment_method_configuration: ignored(nonEmpty()),
      single_use: openHash,
      usage: oneOf('off_session', 'on_session'),
    },
    ({ state, parameters }) => {
      const { customer, payment_method: named } = parameters;
      if (customer !== undefined) state.customers.require(customer, 'customer');
      const method = named === undefined ? undefined : resolvePaymentMethod(state, named, 'payment_method', customer);
      const metadata = mergeMetadata(null, parameters.metadata);
      const intent = newSetupIntent(state, { ...parameters, metadata });
      if (method) {
        intent.payment_method = method.id;
        intent.status = 'requires_confirmation';
        if (parameters.confirm === true) confirmSetup(state, intent, method);
      }
      return intent;
    },
  ),
  operation(
    'GET /v1/setup_intents/{intent}',
    'setup_intent',
    { expand, client_secret: ignored(nonEmpty()) },
    ({ state, id }) => state.setupIntents.require(id),
  ),
  operation('POST /v1/setup_intents/{intent}/confirm', 'setup_intent', shared, ({ state, id, parameters }) => {
    const intent = state.setupIntents.require(id);
    const named = parameters.payment_method ?? idOf(intent.payment_method);
    if (named === undefined) {
      throw invalidRequest("You cannot confirm this SetupIntent because it's missing a payment method.", {
        code: 'setup_intent_unexpected_state',
      });
    }
    confirmSetup(state, intent, resolvePaymentMethod(state, named, 'payment_method', idOf(intent.customer)));
    return intent;
  }),
  operation(
    'GET /v1/setup_intents',
    'list:setup_intent',
    {
      ...pagination,
      attach_to_self: ignored(flag()),
      created: timeRange,
      customer: nonEmpty(),
      customer_account: ignored(nonEmpty()),
      payment_method: nonEmpty(),
    },
    ({ state, parameters }) => {
      const { created, customer, payment_method: method } = parameters;
      const found = state.setupIntents
        .newestFirst()
        .filter(
          (intent) =>
            inTimeRange(intent.created, created) &&
            (customer === undefined || intent.customer === customer) &&
            (method === undefined || intent.payment_method === method),
        );
      return paginate(found, parameters, '/v1/setup_intents', 'setup_intent');
    },
  ),
];
