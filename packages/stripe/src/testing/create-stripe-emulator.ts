import { type Clock, systemClock } from '@breakwater/core';
import {
  type Book,
  createEmulator,
  createFaultProgram,
  type Emulator,
  type FaultProgram,
  type Random,
} from '@breakwater/testing';
import { stripeDefinition } from '../definition.js';
import { genericError, toErrorBody } from './api/error-response.js';
import { createStripeApi } from './api/stripe-api.js';
import { followCheckoutPayment } from './checkout/complete-checkout.js';
import { createExpander } from './create-expander.js';
import { followPayment } from './invoices/follow-payment.js';
import { stripeOperations } from './operations.js';
import { createStripeState } from './state/stripe-state.js';
import { createStripeBelief, type StripeBelief } from './stripe-book.js';
import { createStripeTestHelpers, type StripeTestHelpers } from './stripe-test-helpers.js';
import {
  createStripeWebhookEndpoints,
  type StripeWebhookEndpoint,
  type StripeWebhookEndpoints,
} from './stripe-webhook-endpoints.js';
import { followInvoice } from './subscriptions/follow-invoice.js';

/** Options of {@link createStripeEmulator}. */
export interface StripeEmulatorOptions {
  /** The only API key that is accepted. @default 'sk_test_emulated' */
  readonly secretKey?: string;
  /** Where signed webhooks are sent. More endpoints can be added later. @default nowhere */
  readonly webhooks?: StripeWebhookEndpoint;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Makes ids repeatable. @default 1 */
  readonly seed?: number;
  /** In place of `seed`. */
  readonly random?: Random;
  /** @default no faults; add them with `emulator.faults.add` */
  readonly faults?: FaultProgram;
}

/** What the emulator keeps: requests, and what Stripe believes. */
export type StripeBook = Book & StripeBelief;

/** A stateful twin of Stripe. */
export interface StripeEmulator extends Emulator<StripeBook> {
  readonly webhooks: StripeWebhookEndpoints;
  readonly testHelpers: StripeTestHelpers;
}

/**
 * Creates a stateful twin of Stripe: customers, prices, subscriptions, payments, refunds, invoices, Connect, checkout.
 * Also disputes and payouts, which people and banks bring about through `testHelpers`.
 * It refuses what Stripe refuses, obeys idempotency keys, sends signed webhooks, and fails as its fault program says.
 * It charges no fees of its own, and money is available at once; what else it leaves out is listed in `book.unsimulated`.
 *
 * @example
 * ```ts
 * import { createStripe } from '@breakwater/stripe';
 * import { createStripeEmulator } from '@breakwater/stripe/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const emulator = createStripeEmulator({ secretKey: 'sk_test_1' });
 * export const stripe = createStripe({ secretKey: 'sk_test_1', fetch: toFetch(emulator) });
 * ```
 */
export function createStripeEmulator(options: StripeEmulatorOptions = {}): StripeEmulator {
  const { clock = systemClock, faults = createFaultProgram(), secretKey = 'sk_test_emulated' } = options;
  const apiVersion = stripeDefinition.version;
  const unsimulated = new Set<string>();
  const state = createStripeState({
    clock,
    apiVersion,
    ...(options.random && { random: options.random }),
    ...(options.seed !== undefined && { seed: options.seed }),
    onEvent: (event) => endpoints.send(event),
    onPayment: (it, intent, outcome) => {
      followPayment(it, intent, outcome);
      if (outcome === 'succeeded' || outcome === 'failed') followCheckoutPayment(it, intent, outcome);
    },
    onInvoice: followInvoice,
  });
  const endpoints = createStripeWebhookEndpoints({ clock, faults, find: (id) => state.events.get(id) });
  if (options.webhooks) endpoints.add(options.webhooks);
  const api = createStripeApi({
    state,
    operations: stripeOperations,
    expander: createExpander(state),
    secretKey,
    apiVersion,
    unsimulated,
    now: () => clock.now(),
  });
  const emulator = createEmulator({
    name: 'stripe',
    clock,
    faults,
    idempotencyHeader: 'idempotency-key',
    domain: createStripeBelief(state, unsimulated),
    route: api.route,
    respond: api.respond,
    errorResponse(status) {
      const error = genericError(status);
      const requestId = state.identifier('req', 14);
      const headers = { ...error.headers, 'content-type': 'application/json', 'request-id': requestId };
      return new Response(toErrorBody(error.body, requestId), { status, headers });
    },
    close: () => endpoints.close(),
  });
  const { add, flush, resend } = endpoints;
  return {
    ...emulator,
    webhooks: {
      add,
      flush,
      resend,
      get deliveries() {
        return endpoints.deliveries;
      },
    },
    testHelpers: createStripeTestHelpers(state, clock),
  };
}
