import {
  type CallOptions,
  createInputError,
  IntegrationError,
  isIntegrationError,
  parseShape,
  sanitizeCause,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import type { ClerkClient, SessionAuthObject } from '@clerk/backend';
import { KEY_UNKNOWN, toOpenCode } from '../classify-error.js';
import type { Inquiry } from '../inquiry.js';
import { toOpenError } from '../session-lookups.js';
import { PENDING, TOKEN_FIELDS, type TokenOptions, toSdkTokenOptions } from './token-options.js';
import type { TokenHost } from './verify-token.js';

/** Options of `authenticate`. */
export interface AuthenticateOptions extends TokenOptions, Pick<CallOptions<never>, 'signal' | 'timeout'> {
  /** Where to sign in; needed by a satellite domain. */
  readonly signInUrl?: string | undefined;
  readonly signUpUrl?: string | undefined;
  /** The domain of a satellite. */
  readonly domain?: string | undefined;
  readonly isSatellite?: boolean | undefined;
  readonly proxyUrl?: string | undefined;
}

/** The SDK's own object of a user who is signed in, with `has({ permission })` and `getToken()`. */
export type SignedInAuth = Extract<SessionAuthObject, { readonly isAuthenticated: true }>;

/** Who a request comes from. `headers` belong on your answer: they keep the browser's cookies up to date. */
export type ClerkAuthentication =
  | {
      readonly status: 'signed_in';
      readonly userId: string;
      readonly sessionId: string;
      /** The organization that the user works in at the moment. */
      readonly organization:
        | {
            readonly id: string;
            readonly role: string | undefined;
            readonly slug: string | undefined;
            readonly permissions: readonly string[];
          }
        | undefined;
      readonly auth: SignedInAuth;
      readonly headers: Headers;
    }
  /** `reason` is the SDK's own word, such as `token-expired` or `session-token-and-uat-missing`. */
  | { readonly status: 'signed_out'; readonly reason: string; readonly headers: Headers }
  /** Answer 307 with `headers`: Clerk brings the browser back with fresh cookies. */
  | { readonly status: 'handshake'; readonly reason: string; readonly location: string; readonly headers: Headers };

type SdkOptions = NonNullable<Parameters<ClerkClient['authenticateRequest']>[1]>;
type SdkState = Awaited<ReturnType<ClerkClient['authenticateRequest']>>;

const text = /* @__PURE__ */ shape.optional(shape.string());
const OPTIONS = /* @__PURE__ */ shape.object({
  ...TOKEN_FIELDS,
  signInUrl: text,
  signUpUrl: text,
  domain: text,
  isSatellite: shape.optional(shape.boolean()),
  proxyUrl: text,
});

/** The SDK looks at a plain request without a fuss, unless it is set up wrongly. Nothing is sent for it. */
const PLAIN_URL = 'https://plain.invalid/';
const PLAIN_HEADERS = { origin: 'https://elsewhere.invalid', 'sec-fetch-dest': 'document' };

/**
 * Finds out who a request comes from. Whatever the request holds, the answer is one of the three; an error says that nobody
 * knows, because Clerk could not be asked or the set-up is wrong. The SDK calls both "signed out".
 */
export async function authenticate(
  host: TokenHost,
  request: Request,
  given: AuthenticateOptions = {},
): Promise<ClerkAuthentication> {
  const operation = 'authenticate';
  const { signal, timeout, ...rest } = given;
  const parsed = parseShape(rest, OPTIONS, { path: 'options', service: 'clerk', operation });
  const { authorizedParties, audience, clockSkew, treatPendingAsSignedOut = true, ...places } = parsed;
  const tokenOptions = { authorizedParties, audience, clockSkew };
  const sdkTokenOptions = toSdkTokenOptions(tokenOptions, host.options.authorizedParties, operation);
  if (host.options.publishableKey === undefined) {
    const issue = { path: 'options.publishableKey', expected: 'given to createClerk', received: 'undefined' };
    throw createInputError([issue], { service: 'clerk', operation, code: 'CONFIGURATION' });
  }
  assertRequest(request, operation);
  const options: SdkOptions = { ...sdkTokenOptions, ...withoutUndefined(places) };
  const { state, failure } = await host
    .run(
      operation,
      async (client, context) => {
        const { headers, url } = request;
        const inquiry = host.inquiries.open(context, [headers.get('authorization'), headers.get('cookie'), url]);
        const found = await ask(host, client, request, options, treatPendingAsSignedOut);
        return { state: found, failure: findFailure(found, inquiry) };
      },
      { signal, timeout },
    )
    .catch((error: unknown): never => {
      // A session that was being refreshed when time ran out: nothing that is to be looked up before a repeat.
      if (isIntegrationError(error) && error.outcome === 'unknown') throw toOpenError(error, error.code);
      throw error;
    });
  // Outside of the call: an error within it would speak of the refresh as of a write that may have been applied.
  if (failure !== undefined) throw failure;
  return state;
}

function assertRequest(request: unknown, operation: string): void {
  const { url, method, headers } = Object(request) as Readonly<Record<string, unknown>>;
  const canRead = typeof (Object(headers) as Partial<Headers>).get === 'function';
  if (canRead && typeof method === 'string' && typeof url === 'string' && URL.canParse(url)) return;
  const expected = 'a Request of the Fetch API: what Express and its like hand over is to be turned into one';
  throw createInputError([{ path: 'request', expected, received: request === null ? 'null' : typeof request }], {
    service: 'clerk',
    operation,
  });
}

/** Why a state says nothing on the visitor; undefined when it does. */
function findFailure(state: ClerkAuthentication, inquiry: Inquiry): IntegrationError | undefined {
  if (state.status === 'signed_in') return undefined;
  if (inquiry.failure !== undefined || state.status === 'handshake') return inquiry.failure;
  if (inquiry.refreshFailure !== undefined) return inquiry.refreshFailure;
  if (state.reason === KEY_UNKNOWN && inquiry.staleFailure !== undefined) return inquiry.staleFailure;
  const code = toOpenCode(state.reason);
  return code && toOpenError({ code, vendorCode: state.reason }, state.reason);
}

async function ask(
  { redact }: TokenHost,
  client: ClerkClient,
  request: Request,
  options: SdkOptions,
  treatPendingAsSignedOut: boolean,
): Promise<ClerkAuthentication> {
  let state: SdkState;
  try {
    state = await client.authenticateRequest(request, options);
  } catch (error) {
    if (isIntegrationError(error)) throw error;
    try {
      await client.authenticateRequest(new Request(PLAIN_URL, { headers: PLAIN_HEADERS }), options);
    } catch (cause) {
      throw createSetUpError(sanitizeCause(cause, redact));
    }
    // A URL or a cookie that the SDK trips over: whoever sends such a thing is signed in nowhere.
    return { status: 'signed_out', reason: 'unexpected-error', headers: new Headers() };
  }
  return toAuthentication(state, treatPendingAsSignedOut);
}

function createSetUpError(cause: Error | undefined): IntegrationError {
  return new IntegrationError({
    code: 'CONFIGURATION',
    service: 'clerk',
    operation: 'authenticate',
    message: `clerk authenticate: the SDK refuses every request with these options: ${cause?.message ?? 'no reason given'}`,
    cause,
  });
}

function toAuthentication(state: SdkState, treatPendingAsSignedOut: boolean): ClerkAuthentication {
  const { headers, reason } = state;
  if (state.status === 'handshake') {
    return { status: 'handshake', reason: String(reason), location: headers.get('location') ?? '', headers };
  }
  const auth: SessionAuthObject = state.toAuth({ treatPendingAsSignedOut });
  if (!auth.isAuthenticated) return { status: 'signed_out', reason: reason ?? PENDING, headers };
  const { userId, sessionId, orgId, orgRole, orgSlug, orgPermissions } = auth;
  const organization =
    orgId === undefined
      ? undefined
      : { id: orgId, role: orgRole, slug: orgSlug, permissions: [...(orgPermissions ?? [])] };
  return { status: 'signed_in', userId, sessionId, organization, auth, headers };
}
