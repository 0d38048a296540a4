import {
  type CallOptions,
  createCallContext,
  createIntegration,
  createPolicy,
  createRedactor,
  createTransport,
  type Integration,
} from '@breakwater/core';
import { type AcmeClient, type AcmeOrder, createAcmeClient } from './acme-client.js';
import { classifyAnswer, classifyError } from './classify-error.js';
import { type PlaceOrderInput, placeOrder } from './operations/place-order.js';
import { type AcmeOptions, resolveAcmeOptions } from './options.js';

/** Acme under one policy. */
export interface Acme extends Integration<AcmeClient, 'acme'> {
  readonly orders: {
    /**
     * Places an order. Acme applies a key once, so that a repeat never orders twice.
     *
     * @throws IntegrationError `VALIDATION` before any I/O for wrong input, `DECLINED` when it is out of stock
     */
    place(input: PlaceOrderInput, options?: CallOptions<AcmeOrder>): Promise<AcmeOrder>;
  };
}

/**
 * Connects Acme. Nothing is sent before the first call. The result is a plain, frozen object, which may be destructured.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 * @example
 * ```ts
 * import { createAcme } from '@breakwater/acme';
 *
 * const acme = createAcme({ apiKey: process.env.ACME_API_KEY ?? '' });
 * const order = await acme.orders.place({ item: 'anchor', quantity: 2 });
 * console.log(order.id);
 * ```
 */
export function createAcme(options: AcmeOptions): Acme {
  const { options: resolved, definition } = resolveAcmeOptions(options);
  const { apiKey, clock, random, telemetry } = resolved;
  const { baseUrl } = definition;
  const redact = createRedactor({ secrets: [apiKey] });
  const context = createCallContext();
  const policy = createPolicy(
    'acme',
    { ...definition.errorHandling, rateLimiting: definition.rateLimiting },
    { clock, random, telemetry, redact },
  );
  const fetch = createTransport(policy, {
    context,
    redact,
    clock,
    fetch: resolved.fetch,
    routes: ['/v1/orders', '/v1/orders/{order}', '/v1/status'],
    idempotencyHeader: 'idempotency-key',
    classifyResponse: classifyAnswer,
  });
  const integration = createIntegration({
    definition,
    policy,
    context,
    redact,
    clock,
    telemetry,
    load: async () => createAcmeClient({ apiKey, baseUrl, fetch }),
    classifyError,
    check: (client) => client.status(),
  });
  return Object.freeze({
    ...integration,
    orders: Object.freeze({
      place: (input: PlaceOrderInput, callOptions?: CallOptions<AcmeOrder>) =>
        placeOrder(integration, input, callOptions),
    }),
  });
}
