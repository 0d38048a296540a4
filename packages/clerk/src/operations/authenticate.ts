import {
  type CallOptions,
  createInputError,
  IntegrationError,
  isIntegrationError,
  parseShape,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import type { ClerkClient, SessionAuthObject } from '@clerk/backend';
import { isKeyReason } from '../classify-error.js';
import { TOKEN_FIELDS, type TokenOptions, toSdkTokenOptions } from './token-options.js';
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

/**
 * Finds out who a request comes from. Whatever the request holds, the answer is one of the three; an error says that the
 * keys could not be had, so that nobody knows. The SDK calls that "signed out".
 */
export async function authenticate(
  host: TokenHost,
  request: Request,
  given: AuthenticateOptions = {},
): Promise<ClerkAuthentication> {
  const operation = 'authenticate';
  const { signal, timeout, ...rest } = given;
  const parsed = parseShape(rest, OPTIONS, { path: 'options', service: 'clerk', operation });
  const { authorizedParties, audience, clockSkew, ...places } = parsed;
  const tokenOptions = toSdkTokenOptions(
    { authorizedParties, audience, clockSkew },
    host.options.authorizedParties,
    operation,
  );
  if (host.options.publishableKey === undefined) {
    const issue = { path: 'options.publishableKey', expected: 'given to createClerk', received: 'undefined' };
    throw createInputError([issue], { service: 'clerk', operation, code: 'CONFIGURATION' });
  }
  const options: SdkOptions = { ...tokenOptions, ...withoutUndefined(places) };
  return await host.run<ClerkAuthentication>(
    operation,
    async (client, context) => {
      const state = await authenticateSafely(client, request, options);
      const failure = host.keys.failureOf(context);
      if (state.status !== 'signed_in' && failure !== undefined) throw failure;
      if (state.status === 'signed_out' && isKeyReason(state.reason)) throw createKeyError(state.reason);
      return state;
    },
    { signal, timeout },
  );
}

async function authenticateSafely(
  client: ClerkClient,
  request: Request,
  options: SdkOptions,
): Promise<ClerkAuthentication> {
  try {
    return toAuthentication(await client.authenticateRequest(request, options));
  } catch (error) {
    if (isIntegrationError(error)) throw error;
    // A URL or a cookie that the SDK trips over: whoever sends such a thing is signed in nowhere.
    return { status: 'signed_out', reason: 'unexpected-error', headers: new Headers() };
  }
}

function toAuthentication(state: SdkState): ClerkAuthentication {
  const { headers, reason } = state;
  if (state.status === 'handshake') {
    return { status: 'handshake', reason: String(reason), location: headers.get('location') ?? '', headers };
  }
  const auth: SessionAuthObject = state.toAuth();
  // A session that still has a task to do, such as a second factor to set up, is not signed in.
  if (!auth.isAuthenticated) return { status: 'signed_out', reason: reason ?? 'session-pending', headers };
  const { userId, sessionId, orgId, orgRole, orgSlug, orgPermissions } = auth;
  const organization =
    orgId === undefined
      ? undefined
      : { id: orgId, role: orgRole, slug: orgSlug, permissions: [...(orgPermissions ?? [])] };
  return { status: 'signed_in', userId, sessionId, organization, auth, headers };
}

function createKeyError(reason: string): IntegrationError {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'clerk',
    operation: 'authenticate',
    message: `clerk authenticate: the keys of the tokens could not be had (${reason})`,
    vendorCode: reason,
    outcome: 'not_applied',
    retryable: true,
  });
}
