import { createRouter, type Exchange } from '@breakwater/testing';
import { toBase64 } from '../../policy-http-client.js';
import type { TwilioState } from '../state/twilio-state.js';
import { isAtHome } from './is-at-home.js';
import type { Operation } from './operation.js';
import { genericError, notFound, TwilioApiError, toErrorBody } from './twilio-api-error.js';

/** What the API is made from. */
export interface TwilioApiOptions {
  readonly state: TwilioState;
  readonly operations: readonly Operation[];
  /** User names and passwords that are accepted. */
  readonly credentials: readonly (readonly [username: string, password: string])[];
  /** Requests that may be under way at once. */
  readonly concurrency: number;
  /** Collects parameters that were accepted and had no effect. */
  readonly unsimulated: Set<string>;
}

/** Answers requests as Twilio's APIs do. */
export interface TwilioApi {
  /** Names the route of a request. */
  route(target: { readonly method: string; readonly path: string }): string | undefined;
  respond(request: Request, exchange: Exchange): Promise<Response>;
}

/** Builds the API: authentication, limits, validation, execution, and the shape of the answers. */
export function createTwilioApi(options: TwilioApiOptions): TwilioApi {
  const { state } = options;
  const router = createRouter(Object.fromEntries(options.operations.map((entry) => [entry.route, entry])));
  const accepted = new Set(options.credentials.map(([name, password]) => `Basic ${toBase64(`${name}:${password}`)}`));
  let underWay = 0;

  const answer = async (request: Request, exchange: Exchange): Promise<Response> => {
    if (!accepted.has(request.headers.get('authorization') ?? '')) throw genericError(401);
    if (underWay > options.concurrency) throw genericError(429);
    const url = new URL(request.url);
    const match = router.match(request.method, url.pathname);
    if (!match || !isAtHome(url)) throw notFound(`${url.pathname} (which the emulator does not simulate)`);
    const { handler: operation } = match;
    // The API of 2010 puts `.json` behind the id.
    const parameters = Object.fromEntries(
      Object.entries(match.parameters).map(([name, value]) => [name, value.replace(/\.json$/, '')]),
    );
    if (parameters['AccountSid'] !== undefined && parameters['AccountSid'] !== state.accountSid) {
      throw notFound(url.pathname);
    }
    const text = await request.text();
    const isJson = request.headers.get('content-type')?.startsWith('application/json') === true;
    const form = new URLSearchParams(request.method === 'GET' ? url.search : isJson ? '' : text);
    const json = isJson ? readJson(text) : {};
    const execute = operation.prepare({ state, form, json, parameters, uri: url.pathname + url.search });
    for (const name of [...form.keys(), ...Object.keys(json)]) {
      if (!operation.simulated.includes(name)) options.unsimulated.add(`${operation.route} ${name}`);
    }
    const failure = await exchange.begin();
    if (failure) return failure;
    const result = execute();
    if (request.method !== 'GET') exchange.commit();
    const status = operation.status ?? 200;
    return new Response(result === undefined ? null : JSON.stringify(result), { status });
  };

  return {
    route: ({ method, path }) => router.match(method, path)?.route,
    async respond(request, exchange) {
      state.catchUp();
      underWay += 1;
      let response: Response;
      try {
        response = await answer(request, exchange);
      } catch (error) {
        if (!(error instanceof TwilioApiError)) throw error;
        response = toErrorResponse(error);
      } finally {
        underWay -= 1;
      }
      response.headers.set('twilio-request-id', state.identifier('RQ'));
      response.headers.set('twilio-concurrent-requests', String(underWay + 1));
      if (response.status !== 204 && !response.headers.get('content-type')?.startsWith('application/')) {
        response.headers.set('content-type', 'application/json');
      }
      return response;
    },
  };
}

/** An error in Twilio's shape; a limit says when to come again. */
export function toErrorResponse(error: TwilioApiError): Response {
  const headers = { 'content-type': 'application/json', ...(error.code === 20429 && { 'retry-after': '1' }) };
  return new Response(JSON.stringify(toErrorBody(error)), { status: error.status, headers });
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw new TwilioApiError(400, 20001, 'The body is not JSON');
  }
}
