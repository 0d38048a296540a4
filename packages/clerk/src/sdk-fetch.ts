import { addressOf } from './address-of.js';
import type { Inquiries } from './inquiry.js';
import type { RequestScope } from './request-scope.js';
import type { SessionLookups } from './session-lookups.js';
import type { SigningKeys } from './signing-keys.js';

/** What {@link createSdkFetch} puts together. */
export interface SdkFetchParts {
  /** Runs each request under the policy. */
  readonly transport: typeof globalThis.fetch;
  /** Runs requests for the keys under a policy of their own. */
  readonly keysTransport: typeof globalThis.fetch;
  readonly scope: RequestScope;
  readonly inquiries: Inquiries;
  readonly lookups: SessionLookups;
  readonly keys: SigningKeys;
  readonly baseUrl: string;
}

/**
 * The `fetch` that the SDK sees: every request goes through a transport, except for the keys of the tokens where the SDK
 * wants them for a verification, which come from the kept ones.
 */
export function createSdkFetch(parts: SdkFetchParts): typeof globalThis.fetch {
  const { transport, keysTransport, scope, inquiries, lookups, keys, baseUrl } = parts;
  const keysUrl = new URL('/v1/jwks', baseUrl).href;
  return async (input, init) => {
    // Looked up before anything is awaited: it names the request that is being sent at this moment.
    const scoped = scope.current();
    try {
      if (addressOf(input) === keysUrl)
        return scoped === undefined ? await keys.respond() : toPlainJson(await keysTransport(input, init));
      const inquiry = inquiries.current();
      const lookup = inquiry && lookups.send(inquiry, input, init);
      return toPlainJson(await (lookup ?? transport(input, init)));
    } catch (error) {
      if (scoped !== undefined) scoped.failure = error;
      throw error;
    }
  };
}

/**
 * The SDK reads JSON only where the type is exactly `application/json`: with a charset behind it, the codes of errors
 * vanish. Read in `buildRequest` of @clerk/backend 3.25.0.
 */
function toPlainJson(response: Response): Response {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*;/i.test(type)) return response;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'application/json');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
