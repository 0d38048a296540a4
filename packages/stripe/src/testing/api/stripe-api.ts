import { createRouter, type Exchange } from '@breakwater/testing';
import type { StripeState } from '../state/stripe-state.js';
import { runBilling } from '../subscriptions/run-billing.js';
import { authenticate } from './authenticate.js';
import { toErrorBody } from './error-response.js';
import { assertExpandable, type Expander, expandPaths } from './expand.js';
import { createIdempotencyStore, type StoredAnswer } from './idempotency-store.js';
import type { Operation, PreparedOperation } from './operation.js';
import { readParameters } from './read-request.js';
import { invalidRequest, StripeApiError } from './stripe-api-error.js';

/** What the API is made from. */
export interface StripeApiOptions {
  readonly state: StripeState;
  readonly operations: readonly Operation[];
  readonly expander: Expander;
  readonly secretKey: string;
  readonly apiVersion: string;
  /** Collects parameters that were accepted and had no effect. */
  readonly unsimulated: Set<string>;
  /** Epoch milliseconds. */
  now(): number;
}

/** Answers requests as Stripe's API does. */
export interface StripeApi {
  /** Names the route of a request. */
  route(target: { readonly method: string; readonly path: string }): string | undefined;
  respond(request: Request, exchange: Exchange): Promise<Response>;
}

/** Builds the API: authentication, validation, idempotency, execution, and the shape of the answers. */
export function createStripeApi(options: StripeApiOptions): StripeApi {
  const { state, secretKey, apiVersion } = options;
  const router = createRouter(Object.fromEntries(options.operations.map((entry) => [entry.route, entry])));
  const keys = createIdempotencyStore(options.now);

  const version = (headers: Headers): string => {
    const asked = headers.get('stripe-version') ?? apiVersion;
    const release = apiVersion.split('.')[1];
    if (asked.split('.')[1] === release) return asked;
    throw invalidRequest(`The emulator speaks the API versions of the release "${release}", not "${asked}".`);
  };

  const answer = async (request: Request, exchange: Exchange, requestId: string): Promise<StoredAnswer> => {
    const { pathname } = new URL(request.url);
    const match = router.match(request.method, pathname);
    authenticate(request.headers, secretKey);
    version(request.headers);
    for (const name of ['Stripe-Account', 'Stripe-Context']) {
      if (request.headers.has(name)) {
        throw invalidRequest(`The emulator does not simulate requests on behalf of an account (${name}).`);
      }
    }
    if (!match) {
      throw new StripeApiError(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${request.method}: ${pathname}). The emulator does not simulate it.`,
      });
    }
    const { form, fingerprint } = await readParameters(request);
    const key = request.method === 'POST' ? (request.headers.get('idempotency-key') ?? undefined) : undefined;
    if (key !== undefined) {
      const stored = keys.find(key, pathname, fingerprint);
      if (stored) {
        exchange.note({ replayed: true });
        return { ...stored, headers: { ...stored.headers, 'idempotent-replayed': 'true' } };
      }
    }
    const operation = match.handler;
    const notes = { unsimulated: new Set<string>() };
    const prepared = operation.prepare(form, notes);
    assertExpandable(prepared.expand, operation.answers);
    for (const name of notes.unsimulated) options.unsimulated.add(`${operation.route} ${name}`);
    if (key !== undefined) keys.hold(key, pathname, fingerprint);
    try {
      const failure = await exchange.begin();
      if (failure && failure.status < 500) {
        // Turned away after all: nothing was executed, so the key is free again.
        if (key !== undefined) keys.release(key);
        return { status: failure.status, body: await failure.text(), headers: headersOf(failure), requestId };
      }
      state.request = { id: requestId, idempotency_key: key ?? null };
      const id = Object.values(match.parameters)[0] ?? '';
      const outcome = failure
        ? { status: failure.status, body: await failure.text(), headers: headersOf(failure), requestId }
        : execute(operation, prepared, id, exchange, requestId);
      if (key !== undefined) keys.store(key, outcome);
      return outcome;
    } catch (error) {
      if (key !== undefined) keys.release(key);
      throw error;
    } finally {
      state.request = { id: null, idempotency_key: null };
    }
  };

  const execute = (
    operation: Operation,
    prepared: PreparedOperation,
    id: string,
    exchange: Exchange,
    requestId: string,
  ): StoredAnswer => {
    try {
      const result = prepared.execute(state, id);
      if (operation.mutates) exchange.commit();
      const body = JSON.stringify(expandPaths(result, prepared.expand, options.expander), null, 2);
      return { status: 200, body, headers: {}, requestId };
    } catch (error) {
      if (!(error instanceof StripeApiError)) throw error;
      // A declined card leaves its traces: a failed charge, an intent that wants another card.
      if (operation.mutates && error.body.type === 'card_error') exchange.commit();
      return toAnswer(error, requestId);
    }
  };

  return {
    route: ({ method, path }) => router.match(method, path)?.route,
    async respond(request, exchange) {
      // Billing goes on while nobody calls: whoever looks finds it done.
      runBilling(state, state.now());
      const requestId = state.identifier('req', 14);
      let outcome: StoredAnswer;
      try {
        outcome = await answer(request, exchange, requestId);
      } catch (error) {
        if (!(error instanceof StripeApiError)) throw error;
        outcome = toAnswer(error, requestId);
      }
      const headers = new Headers({ 'content-type': 'application/json', ...outcome.headers });
      headers.set('request-id', requestId);
      headers.set('stripe-version', request.headers.get('stripe-version') ?? apiVersion);
      const key = request.headers.get('idempotency-key');
      if (key !== null && request.method === 'POST') {
        headers.set('idempotency-key', key);
        headers.set('original-request', outcome.requestId);
      }
      return new Response(outcome.body, { status: outcome.status, headers });
    },
  };
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers);
}

function toAnswer(error: StripeApiError, requestId: string): StoredAnswer {
  return { status: error.status, body: toErrorBody(error.body, requestId), headers: error.headers, requestId };
}
