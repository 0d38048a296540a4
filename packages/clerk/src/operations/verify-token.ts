import {
  type CallOptions,
  createInputError,
  isIntegrationError,
  type Redact,
  withoutUndefined,
} from '@breakwater/core';
import { isKeyReason, KEY_UNKNOWN, toTokenReason } from '../classify-error.js';
import type { Inquiries } from '../inquiry.js';
import type { LoadedClerk } from '../load-client.js';
import type { ResolvedClerkOptions } from '../options.js';
import type { ClerkHost } from './clerk-host.js';
import { PENDING, type TokenOptions, toSdkTokenOptions } from './token-options.js';

/** What a session token says. */
export type ClerkTokenClaims = Awaited<ReturnType<LoadedClerk['verifyToken']>>;

/** Whether a token is good; `reason` is the SDK's own word, such as `token-expired`, or `session-pending`. */
export type TokenVerdict =
  | { readonly ok: true; readonly claims: ClerkTokenClaims }
  | { readonly ok: false; readonly reason: string };

/** What tokens are verified with. */
export interface TokenHost extends ClerkHost {
  readonly options: ResolvedClerkOptions;
  readonly baseUrl: string;
  readonly inquiries: Inquiries;
  readonly redact: Redact;
  readonly verifyToken: (
    token: string,
    options: Parameters<LoadedClerk['verifyToken']>[1],
  ) => Promise<ClerkTokenClaims>;
}

/** More than a cookie can hold, and so more than any token. */
const LONGEST_TOKEN = 16_384;

/**
 * Verifies a session token. A bad token is a verdict and no error; keys that cannot be had are an error, since then
 * nobody knows.
 */
export async function verifyToken(
  host: TokenHost,
  token: string,
  given: TokenOptions & Pick<CallOptions<TokenVerdict>, 'signal' | 'timeout'> = {},
): Promise<TokenVerdict> {
  const operation = 'verifyToken';
  const { signal, timeout, ...tokenOptions } = given;
  const options = toSdkTokenOptions(tokenOptions, host.options.authorizedParties, operation);
  if (typeof token !== 'string') {
    const issue = { path: 'token', expected: 'a string', received: `a ${typeof token}` };
    throw createInputError([issue], { service: 'clerk', operation });
  }
  if (token.length > LONGEST_TOKEN) return { ok: false, reason: 'token-invalid' };
  const { secretKey, jwtKey } = host.options;
  return await host.run<TokenVerdict>(
    operation,
    async (_client, context) => {
      const source = { secretKey, apiUrl: host.baseUrl, ...withoutUndefined({ jwtKey }) };
      const inquiry = host.inquiries.open(context, [token]);
      try {
        const claims = await host.verifyToken(token, { ...options, ...source });
        const isRefused = claims.sts === 'pending' && tokenOptions.treatPendingAsSignedOut !== false;
        return isRefused ? { ok: false, reason: PENDING } : { ok: true, claims };
      } catch (error) {
        if (inquiry.failure !== undefined) throw inquiry.failure;
        const reason = toTokenReason(error);
        if (reason === KEY_UNKNOWN && inquiry.staleFailure !== undefined) throw inquiry.staleFailure;
        if (isIntegrationError(error) || (reason !== undefined && isKeyReason(reason))) throw error;
        // What the SDK trips over, such as a payload that is no object, is the token's fault: its key was there.
        return { ok: false, reason: reason ?? 'token-invalid' };
      }
    },
    { signal, timeout },
  );
}
