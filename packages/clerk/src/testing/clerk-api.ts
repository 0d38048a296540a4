import { createRouter, type Exchange, type RequestTarget, readBody } from '@breakwater/testing';
import { ClerkApiError, genericError, toErrorResponse } from './api-error.js';
import { checkQuery } from './api-query.js';
import { type ClerkRoute, checkBody } from './api-request.js';
import type { ClerkState } from './clerk-state.js';

/** What {@link createClerkApi} serves. */
export interface ClerkApiParts {
  readonly state: ClerkState;
  readonly routes: Readonly<Record<string, ClerkRoute>>;
  readonly secretKey: string;
  /** Requests that are answered within ten seconds. */
  readonly limit: number;
  readonly unsimulated: Set<string>;
}

const WINDOW = 10_000;
const LARGEST_BODY = 1_048_576;

/** The API over its routes: the key, the limit, the form of the body, then the route. */
export function createClerkApi({ state, routes, secretKey, limit, unsimulated }: ClerkApiParts): {
  route(target: RequestTarget): string | undefined;
  respond(request: Request, exchange: Exchange): Promise<Response>;
} {
  const router = createRouter(routes);
  let window = { startedAt: Number.NEGATIVE_INFINITY, count: 0 };

  const assertKey = (request: Request): void => {
    const header = request.headers.get('authorization');
    if (header === null) {
      throw new ClerkApiError(401, 'authorization_header_format_invalid', 'The authorization header is missing.');
    }
    if (header !== `Bearer ${secretKey}`) throw genericError(401);
  };
  const assertLimit = (path: string): void => {
    // Source: https://clerk.com/docs/guides/how-clerk-works/system-limits, where the keys have no limit.
    if (path === '/v1/jwks') return;
    const now = state.now();
    if (now - window.startedAt >= WINDOW) window = { startedAt: now, count: 0 };
    window.count += 1;
    if (window.count <= limit) return;
    const seconds = Math.max(1, Math.ceil((window.startedAt + WINDOW - now) / 1_000));
    const { status, code, message } = genericError(429);
    throw new ClerkApiError(status, code, message, { headers: { 'retry-after': String(seconds) } });
  };

  const handle = async (request: Request, exchange: Exchange): Promise<Response> => {
    const url = new URL(request.url);
    assertKey(request);
    assertLimit(url.pathname);
    const match = router.match(request.method, url.pathname);
    if (match === undefined) {
      unsimulated.add(`${request.method} ${url.pathname}`);
      throw new ClerkApiError(404, 'not_simulated', `The emulator has no ${request.method} ${url.pathname}.`);
    }
    const given = await readJson(request);
    const { route, handler, parameters } = match;
    const body = request.method === 'GET' ? {} : checkBody(given, handler);
    const ignored = checkQuery(url.searchParams, handler.query ?? {});
    for (const name of [...ignored, ...(handler.ignored ?? []).filter((one) => one in body)])
      unsimulated.add(`${route} ${name}`);
    const early = await exchange.begin();
    if (early !== undefined) return early;
    const answer: unknown = await handler.answer({ parameters, query: url.searchParams, body });
    if (request.method !== 'GET') exchange.commit();
    return Response.json(answer);
  };

  return {
    route: ({ method, path }) => router.match(method, path)?.route,
    async respond(request, exchange) {
      try {
        return await handle(request, exchange);
      } catch (error) {
        if (error instanceof ClerkApiError) return toErrorResponse(error, state.identifier('trace'));
        throw error;
      }
    },
  };
}

async function readJson(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readBody(request, LARGEST_BODY);
  if (bytes === undefined) throw new ClerkApiError(413, 'request_body_too_large', 'The body is larger than 1 MiB.');
  if (bytes.byteLength === 0) return {};
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Said below, as for any other body that is no object.
  }
  throw new ClerkApiError(400, 'request_body_invalid', 'The request body is invalid.');
}
