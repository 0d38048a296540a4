import type { Classification, ErrorCode } from '@breakwater/core';

/** What Clerk says of a failure, from an answer or from an error of the SDK. */
export interface ClerkFailure {
  readonly status: number | undefined;
  /** `errors[0].code`, such as `resource_not_found`. */
  readonly code: string | undefined;
  /** `errors[0].long_message` or `message`. Shown, never interpreted. */
  readonly message: string | undefined;
  /** `errors[0].meta.param_name`. */
  readonly parameter: string | undefined;
  readonly traceId: string | undefined;
}

/**
 * Codes that say that it is there already, or in a state that does not allow this: Clerk answers them with 400, 422 or
 * 409. Source: https://clerk.com/docs/errors/backend-api
 */
const CONFLICT_CODES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'already_a_member_in_organization',
  'duplicate_record',
  'form_identifier_exists',
  'identification_exists',
  'invitation_already_accepted',
  'invitation_already_revoked',
  'organization_invitation_already_accepted',
  'organization_invitation_not_pending',
  'organization_slug_taken',
]);

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'AUTHENTICATION',
  // A plan that lacks a feature, and no card that was declined.
  402: 'PERMISSION',
  403: 'PERMISSION',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  429: 'RATE_LIMITED',
};

function toCode({ status, code }: ClerkFailure): ErrorCode {
  if (status === undefined || status >= 500) return 'UNAVAILABLE';
  if (code !== undefined && CONFLICT_CODES.has(code)) return 'CONFLICT';
  return BY_STATUS[status] ?? 'VALIDATION';
}

const MAX_MESSAGE = 300;

/** What a failure that Clerk answered means. Decided by status and code, never by the message. */
export function classifyFailure(
  failure: ClerkFailure,
): Partial<Classification> & Pick<Classification, 'code' | 'message'> {
  const { status, code, parameter, traceId } = failure;
  const told = failure.message?.slice(0, MAX_MESSAGE) ?? `answered with status ${status ?? 'unknown'}`;
  const facts = [code, parameter].filter((text) => text !== undefined).join(', ');
  return {
    code: toCode(failure),
    message: facts === '' ? told : `${told} (${facts})`,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { vendorCode: code }),
    ...(traceId !== undefined && { requestId: traceId }),
  };
}

/** A short text from outside, or undefined. */
export const toText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
