import type { Classification, ErrorCode } from '@breakwater/core';
import { classifyFailure, toText } from './classify-failure.js';

/** The fields of the SDK's errors that are read: `ClerkAPIResponseError` of @clerk/shared 4.41.0. */
interface ClerkErrorFields {
  readonly clerkError: true;
  readonly status?: unknown;
  readonly errors: readonly unknown[];
  readonly clerkTraceId?: unknown;
  /** Seconds. */
  readonly retryAfter?: unknown;
}

function isClerkError(error: unknown): error is ClerkErrorFields {
  if (typeof error !== 'object' || error === null) return false;
  const { clerkError, errors } = error as { clerkError?: unknown; errors?: unknown };
  return clerkError === true && Array.isArray(errors);
}

/**
 * Reasons of `TokenVerificationError` that blame the keys and not the token. Read in `errors.js` of @clerk/backend 3.25.0.
 */
const KEY_REASONS: Readonly<Record<string, ErrorCode>> = {
  'jwk-local-missing': 'CONFIGURATION',
  'jwk-failed-to-resolve': 'CONFIGURATION',
  'jwk-remote-failed-to-load': 'UNAVAILABLE',
  'jwk-remote-invalid': 'UNAVAILABLE',
  'jwk-remote-missing': 'UNAVAILABLE',
  'secret-key-invalid': 'AUTHENTICATION',
};

/** The reason of an error of the token's verification, or undefined for any other error. */
export function toTokenReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { reason } = error as { reason?: unknown };
  return typeof reason === 'string' && /^(?:token|jwk|secret)-[a-z-]+$/.test(reason) ? reason : undefined;
}

/** Whether the keys are to blame for a failed verification, so that it says nothing on the token. */
export const isKeyReason = (reason: string): boolean => Object.hasOwn(KEY_REASONS, reason);

/** The reason for a token whose key is not among those at hand. */
export const KEY_UNKNOWN = 'jwk-kid-mismatch';

/**
 * Words of the SDK's behind `session-token-expired-refresh-`, for a session that was neither refreshed nor refused. Read in
 * `RefreshTokenErrorReason` of @clerk/backend 3.25.0.
 */
const NOT_REFRESHED = /-refresh-(?:fetch-error|unexpected-[a-z]+-error|missing-api-client)$/;

/** What a reason for "signed out" means that says nothing on the visitor; undefined for one that does. */
export function toOpenCode(reason: string): ErrorCode | undefined {
  if (isKeyReason(reason)) return KEY_REASONS[reason];
  return NOT_REFRESHED.test(reason) ? 'UNAVAILABLE' : undefined;
}

/**
 * What an error of Clerk's SDK means; undefined for any other error. Decided by status and code, never by the message. An
 * error without a status is what the SDK makes of whatever it did not expect.
 */
export function classifyError(error: unknown): Classification | undefined {
  const reason = toTokenReason(error);
  if (reason !== undefined) {
    const code = KEY_REASONS[reason] ?? 'AUTHENTICATION';
    return { code, message: `the token could not be verified: ${reason}`, outcome: 'not_applied', vendorCode: reason };
  }
  if (!isClerkError(error)) return undefined;
  const { status, retryAfter } = error;
  const first = Object(error.errors[0]) as Readonly<Record<string, unknown>>;
  const requestId = toText(error.clerkTraceId);
  if (typeof status !== 'number') {
    // What our fetch threw is told by its own error, and this by the requests: an answer that the SDK could not read.
    return { code: 'UNAVAILABLE', message: 'the answer could not be read', ...(requestId && { requestId }) };
  }
  return {
    ...classifyFailure({
      status,
      code: toText(first['code']),
      message: toText(first['longMessage']) ?? toText(first['message']),
      parameter: toText((Object(first['meta']) as { paramName?: unknown }).paramName),
      traceId: requestId,
    }),
    ...(typeof retryAfter === 'number' && { retryAfterMs: retryAfter * 1_000 }),
  };
}
